"""People on the caseload, by their coordinator."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.care.breakdown import divided, sum_people
from data_access.marts.care.coordinator import numbered
from data_access.selection import ALL

NEEDS = ("facts_caseload", "coordinators")
DIMENSION = "coordinator"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return rows of indicator_month: "caseload_open" divided by coordinator.

    A person with two episodes open is with the coordinator of the newer one, so that
    the parts add up to the people on the caseload. Whoever is with somebody who is no
    coordinator of their PCN is "unknown".
    """
    episodes, months = tables["caseload"], tables["months"]
    open_then = (episodes.opened_on <= months.month_end) & (
        episodes.closed_on.isnull() | (episodes.closed_on > months.month_end)
    )
    held = episodes.inner_join(months, open_then)
    newest = ibis.window(
        group_by=["person_id", "month"],
        order_by=[ibis.desc("opened_on"), ibis.desc("episode_id")],
    )
    held = held.mutate(place=ibis.row_number().over(newest))
    everyone = tables["people_by_group"].filter(ibis._.cohort == ALL)
    places = everyone.select("person_id", "month", "pcn_code")
    mine = held.filter(held.place == 0).inner_join(places, ["person_id", "month"])
    # Every PCN has a coordinator 1: only its own may count for its people.
    codes = numbered(tables).select("pcn_code", "coordinator_id", "coordinator")
    mine = attach(mine, codes, ["pcn_code", "coordinator_id"])
    by_person = mine.select(
        "person_id",
        "month",
        category=mine.coordinator.fill_null("unknown"),
        n=ibis.literal(1),
    )
    counted = sum_people(tables["people_by_group"], by_person)
    return divided(tables["exact"], counted, "caseload_open", DIMENSION)

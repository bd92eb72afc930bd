"""People on the caseload, by their coordinator."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.care.breakdown import sum_people
from data_access.marts.care.coordinator import numbered
from data_access.selection import ALL

NEEDS = ("counts_caseload", "coordinators")
DIMENSION = "coordinator"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return what `breakdown` takes: "caseload_open" by coordinator.

    A person with two open episodes counts for the coordinator of the newer one, so that
    the counts of coordinators add up to the caseload. A case without a coordinator of
    its own PCN is "unknown".
    """
    episodes, months = tables["caseload"], tables["months"]
    was_open = (episodes.opened_on <= months.month_end) & (
        episodes.closed_on.isnull() | (episodes.closed_on > months.month_end)
    )
    cases = episodes.inner_join(months, was_open)
    newest = ibis.window(
        group_by=["person_id", "month"],
        order_by=[ibis.desc("opened_on"), ibis.desc("episode_id")],
    )
    cases = cases.mutate(place=ibis.row_number().over(newest))
    everyone = tables["people_by_group"].filter(ibis._.cohort == ALL)
    places = everyone.select("person_id", "month", "pcn_code")
    person_month = tables["person_month"]
    still_here = person_month.filter(person_month.registered_at_end)
    cases = cases.semi_join(still_here, ["person_id", "month"])
    newest_cases = cases.filter(cases.place == 0).inner_join(
        places, ["person_id", "month"]
    )
    # Every PCN has a coordinator 1: only its own may count for its people.
    codes = numbered(tables).select("pcn_code", "coordinator_id", "coordinator")
    newest_cases = attach(newest_cases, codes, ["pcn_code", "coordinator_id"])
    by_person = newest_cases.select(
        "person_id",
        "month",
        category=newest_cases.coordinator.fill_null("unknown"),
        indicator=ibis.literal("caseload_open"),
        dimension=ibis.literal(DIMENSION),
        n=ibis.literal(1, "int64"),
    )
    return sum_people(tables["people_by_group"], by_person)

"""Episodes on the caseload with their dates, for lengths of stay and waits.

One row an episode and cohort, without identifiers of the person or the episode. Rows
stay in the data layer; only estimates from many of them leave it.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.calendar import day_known, month_index
from data_access.marts.care.counts_caseload import first_contacts

NAME = "caseload_episode"
NEEDS = ("caseload",)


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return pcn_code, practice_code, cohort and the dates of each episode.

    Each episode has a row with ``cohort`` "all" and one for each cohort that the person
    was in at the end of the month of opening. ``closed_on`` and ``first_contact_on``
    are null if there is none; ``left_on`` is the day the person left or died, after
    which nothing is recorded. ``stay_in_days`` and ``wait_in_days`` say whether the
    days of a stay, and of a wait for the first contact, are known. Episodes that began
    while the person was registered with no loaded practice are left out.
    """
    months = tables["months"].select("month", "month_index")
    episodes = attach(tables["caseload"], first_contacts(tables), ["episode_id"])
    episodes = attach(episodes, _leaving(tables), ["person_id"])
    begun = episodes.mutate(month_index=month_index(episodes.opened_on))
    begun = begun.inner_join(months, "month_index")
    undated = begun.undated_contact_on
    begun = begun.mutate(
        stay_in_days=day_known(begun, "opened_on", "closed_on"),
        wait_in_days=day_known(begun, "opened_on")
        & (undated.isnull() | (undated > begun.first_contact_on)),
    )
    groups = tables["people_by_group"].select(
        "person_id", "month", "pcn_code", "practice_code", "cohort"
    )
    grouped = begun.inner_join(groups, ["person_id", "month"])
    return grouped.select(
        "pcn_code",
        "practice_code",
        "cohort",
        "opened_on",
        "closed_on",
        "first_contact_on",
        "left_on",
        "stay_in_days",
        "wait_in_days",
    ).order_by("pcn_code", "cohort", "opened_on")


def _leaving(tables: Mapping[str, ir.Table]) -> ir.Table:
    patients = tables["patients"]
    never = ibis.date("9999-12-31")
    left = patients.group_by("person_id").agg(
        left_on=ibis.least(
            patients.registered_to.fill_null(never).max(),
            patients.deceased_on.fill_null(never).max(),
        )
    )
    return left.mutate(left_on=left.left_on.nullif(never))

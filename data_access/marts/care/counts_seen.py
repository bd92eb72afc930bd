"""People whom coordinators have seen in a year, each counted once."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.calendar import month_index
from data_access.marts.care.counts_caseload import took_place

NAME = "counts_seen"

WINDOW_MONTHS = 12


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, people_seen_n and _d of people seen in the year.

    Only people registered on the last day of the month are counted.
    """
    person_month = tables["person_month"]
    here = person_month.filter(person_month.registered_at_end)
    people = seen(tables).semi_join(here, ["person_id", "month"])
    return people.select(
        "person_id",
        "month",
        people_seen_n=ibis.literal(1.0),
        people_seen_d=ibis.null("float64"),
    )


def seen(tables: Mapping[str, ir.Table], earlier: int = 0) -> ir.Table:
    """Return person_id, month and contacts of who was seen in a year.

    Of the twelve months that ended ``earlier`` months before each.
    """
    contacts, months = tables["contacts"], tables["months"]
    met = contacts.filter(took_place(contacts)).inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    met = met.mutate(at=month_index(met.contact_on))
    by_month = met.group_by("person_id", "at").agg(contacts=met.count())
    last = months.month_index - earlier
    within = (by_month.at <= last) & (by_month.at > last - WINDOW_MONTHS)
    joined = by_month.inner_join(months, within)
    return joined.group_by("person_id", "month").agg(contacts=joined.contacts.sum())

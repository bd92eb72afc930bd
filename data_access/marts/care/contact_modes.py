"""Contacts that took place, by mode and by activity."""

from collections.abc import Mapping

from ibis import ir

from data_access.marts.calendar import month_index
from data_access.marts.care.breakdown import breakdown, sum_people
from data_access.marts.care.counts_caseload import took_place

NEEDS = ("contacts", "counts_caseload")
DIMENSIONS = ("mode", "activity")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return rows of indicator_month: "contacts" by each of DIMENSIONS."""
    contacts, months = tables["contacts"], tables["months"]
    attended = contacts.filter(took_place(contacts)).inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    attended = attended.mutate(month_index=month_index(attended.contact_on))
    attended = attended.inner_join(months, "month_index")
    by_mode, by_activity = (
        _by_dimension(tables, attended, dimension) for dimension in DIMENSIONS
    )
    return by_mode.union(by_activity)


def _by_dimension(
    tables: Mapping[str, ir.Table], attended: ir.Table, dimension: str
) -> ir.Table:
    categories = attended.mutate(category=attended[dimension].fill_null("unknown"))
    by_person = categories.group_by("person_id", "month", "category").agg(
        n=categories.count()
    )
    counts = sum_people(tables["people_by_group"], by_person)
    return breakdown(tables["exact"], counts, "contacts", dimension)

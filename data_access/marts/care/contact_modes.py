"""Contacts that took place, by mode, and by what was done in them."""

from collections.abc import Mapping

from ibis import ir

from data_access.marts.calendar import month_index
from data_access.marts.care.breakdown import divided, sum_people
from data_access.marts.care.counts_caseload import took_place

NEEDS = ("contacts", "facts_caseload")
DIMENSIONS = ("mode", "activity")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return rows of indicator_month: "contacts" divided by each of DIMENSIONS."""
    contacts, months = tables["contacts"], tables["months"]
    held = contacts.filter(took_place(contacts)).inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    held = held.mutate(month_index=month_index(held.contact_on))
    held = held.inner_join(months, "month_index")
    by_mode, by_activity = (_divided(tables, held, one) for one in DIMENSIONS)
    return by_mode.union(by_activity)


def _divided(
    tables: Mapping[str, ir.Table], held: ir.Table, dimension: str
) -> ir.Table:
    named = held.mutate(category=held[dimension].fill_null("unknown"))
    by_person = named.group_by("person_id", "month", "category").agg(n=named.count())
    counted = sum_people(tables["people_by_group"], by_person)
    return divided(tables["exact"], counted, "contacts", dimension)

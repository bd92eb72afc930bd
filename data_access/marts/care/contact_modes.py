"""Contacts that took place, by mode and by activity."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.calendar import month_index
from data_access.marts.care.breakdown import sum_people
from data_access.marts.care.counts_caseload import took_place

NEEDS = ("contacts", "counts_caseload")
DIMENSIONS = ("mode", "activity")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return what `breakdown` takes: "contacts" by each of DIMENSIONS."""
    contacts, months = tables["contacts"], tables["months"]
    attended = contacts.filter(took_place(contacts)).inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    attended = attended.mutate(month_index=month_index(attended.contact_on))
    attended = attended.inner_join(months, "month_index")
    by_person = ibis.union(*(_by_person(attended, name) for name in DIMENSIONS))
    return sum_people(tables["people_by_group"], by_person)


def _by_person(attended: ir.Table, dimension: str) -> ir.Table:
    categories = attended.mutate(category=attended[dimension].fill_null("unknown"))
    return (
        categories.group_by("person_id", "month", "category")
        .agg(n=categories.count())
        .mutate(indicator=ibis.literal("contacts"), dimension=ibis.literal(dimension))
    )

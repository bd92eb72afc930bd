"""Contacts that took place, by mode."""

from collections.abc import Mapping

from ibis import ir

from data_access.marts.calendar import month_index
from data_access.marts.divided import divided, sum_people
from data_access.marts.facts_caseload import took_place

NEEDS = ("contacts", "facts_caseload")
DIMENSION = "mode"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return rows of indicator_month: "contacts" divided by mode."""
    contacts, months = tables["contacts"], tables["months"]
    held = contacts.filter(took_place(contacts)).inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    held = held.mutate(
        month_index=month_index(held.contact_on),
        category=held["mode"].fill_null("unknown"),
    ).inner_join(months, "month_index")
    by_person = held.group_by("person_id", "month", "category").agg(n=held.count())
    counted = sum_people(tables["people_by_group"], by_person)
    return divided(tables["exact"], counted, "contacts", DIMENSION)

"""How a PCN's contacts of twelve months fall on people, and on the tenth seen most."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.care.counts_seen import WINDOW_MONTHS, seen
from data_access.marts.care.coverage import months_of_each

NAME = "contact_spread"
NEEDS = ("caseload", "contacts")

_LONG = 2 * WINDOW_MONTHS
TOP_SHARE = 0.1  # of the people seen
_FILES = (*NEEDS, "contacts.attended")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return pcn_code, month, people, first_people, contacts and top_contacts.

    Of people registered on the last day, seen in the twelve months. ``first_people``
    were not seen in the twelve before, null where those are not whole. Where people
    with as many contacts stand on both sides of the tenth, it has a part of each.
    """
    people = _contacts_of_each(tables)
    place = ["pcn_code", "month"]
    alike = people.group_by(*place, "contacts").agg(
        people=people.count(), first_people=people["first"].sum()
    )
    above = ibis.window(
        group_by=place, order_by=ibis.desc("contacts"), preceding=(None, 1)
    )
    everyone = ibis.window(group_by=place)
    ranked = alike.mutate(
        more=alike.people.sum().over(above).fill_null(0),
        every=alike.people.sum().over(everyone),
    )
    left = ranked.every * TOP_SHARE - ranked.more
    in_top = ibis.least(ranked.people.cast("float64"), ibis.greatest(left, 0.0))
    ranked = ranked.mutate(top=in_top * ranked.contacts)
    return (
        ranked.group_by(*place)
        .agg(
            people=ranked.people.sum(),
            first_people=ranked.first_people.sum(),
            contacts=(ranked.people * ranked.contacts).sum(),
            top_contacts=ranked.top.sum(),
        )
        .order_by(place)
    )


def _contacts_of_each(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who was seen in the twelve months, how often, and whether not before.

    Columns: pcn_code, month, person_id, contacts and first, which is null where the
    twelve months before are not whole.
    """
    person_month = tables["person_month"]
    here = person_month.filter(person_month.registered_at_end)
    here = here.select("person_id", "month", "pcn_code", "practice_code")
    there, long_there = (_there(tables, months) for months in (WINDOW_MONTHS, _LONG))
    placed = seen(tables).inner_join(here, ["person_id", "month"])
    placed = placed.semi_join(there, ["practice_code", "month"])
    before = seen(tables, WINDOW_MONTHS).select(
        "person_id", "month", known=ibis.literal(1)
    )
    placed = attach(placed, before, ["person_id", "month"])
    told = long_there.select("practice_code", "month", told=ibis.literal(1))
    placed = attach(placed, told, ["practice_code", "month"])
    first = ibis.cases((placed.told.notnull(), placed.known.isnull().cast("int64")))
    return placed.select("pcn_code", "month", "person_id", "contacts", first=first)


def _there(tables: Mapping[str, ir.Table], months: int) -> ir.Table:
    return months_of_each(tables["coverage"], [(NAME, _FILES, months)])

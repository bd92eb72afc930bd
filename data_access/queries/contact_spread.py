"""A PCN's contacts of twelve months, and those of the tenth of people seen most."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from data_access.marts.care.care_schema import CONTACT_SPREAD


@dataclass(frozen=True, slots=True)
class ContactSpread:
    """Exact counts of the twelve months to ``month``.

    ``first_people`` were not seen in the twelve months before; None where not known.
    """

    month: date
    people: int
    first_people: int | None
    contacts: int
    top_contacts: float


def contact_spread(
    connection: Connection, pcn: str, months: tuple[date, ...]
) -> dict[date, ContactSpread]:
    """Return the counts of those of the months that have any."""
    table = CONTACT_SPREAD.c
    rows = connection.execute(
        select(
            table.month,
            table.people,
            table.first_people,
            table.contacts,
            table.top_contacts,
        ).where(table.pcn_code == pcn, table.month.in_(months))
    )
    found = (
        ContactSpread(date(row.month.year, row.month.month, 1), *row[1:])
        for row in rows
    )
    return {spread.month: spread for spread in found}

"""Real PCNs of England and where each lies, from the published practice maps."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from data_access.marts.published import ORG_PRACTICE

UNALLOCATED = "U"  # practices in no PCN; it spans ICBs and is no place


@dataclass(frozen=True, slots=True)
class EnglishPcn:
    """A PCN on the newest map: where most of its practices lie."""

    code: str
    name: str
    sub_icb_code: str
    sub_icb_name: str
    icb_code: str
    icb_name: str
    as_at: date


def english_pcns(connection: Connection) -> tuple[EnglishPcn, ...]:
    """Return the PCNs of the newest map by name.

    Some PCNs straddle two ICBs: the one with most of the practices is given.
    """
    table = ORG_PRACTICE.c
    newest = select(func.max(table.as_at)).scalar_subquery()
    return _pcns(connection, newest)


def icb_before_mergers(connection: Connection, pcn: str) -> str | None:
    """Return the PCN's ICB on the newest map of 42 ICBs, or None.

    ICBs merged on 1 April 2026; admissions by ICB are published for the 42.
    """
    table = ORG_PRACTICE.c
    newest = (
        select(func.max(table.as_at))
        .where(table.as_at < date(2026, 4, 1))
        .scalar_subquery()
    )
    rows = connection.execute(
        select(table.icb_code)
        .where(table.as_at == newest, table.pcn_code == pcn)
        .group_by(table.icb_code)
        .order_by(func.count().desc(), table.icb_code)
    )
    first = rows.first()
    return first.icb_code if first else None


def _pcns(connection: Connection, as_at: object) -> tuple[EnglishPcn, ...]:
    table = ORG_PRACTICE.c
    places = (
        table.pcn_code,
        table.pcn_name,
        table.sub_icb_code,
        table.sub_icb_name,
        table.icb_code,
        table.icb_name,
        table.as_at,
    )
    rows = connection.execute(
        select(*places, func.count().label("practices"))
        .where(table.as_at == as_at, table.pcn_code != UNALLOCATED)
        .group_by(*places)
        .order_by(table.pcn_name, table.pcn_code, func.count().desc(), table.icb_code)
    )
    found: dict[str, EnglishPcn] = {}
    for row in rows:
        found.setdefault(row.pcn_code, EnglishPcn(*row[:7]))
    return tuple(found.values())

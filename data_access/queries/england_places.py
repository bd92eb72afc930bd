"""PCNs of England and their areas, from the published practice maps."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Subquery, func, select

from data_access.marts.published.published_schema import ORG_PRACTICE, PCN


@dataclass(frozen=True, slots=True)
class EnglishPcn:
    """A PCN on the newest map, in the areas of most of its practices.

    ``icb_before`` is its ICB on the last map of 42, None if it is not on it. ICBs
    merged on 1 April 2026; admissions by ICB are published for the 42.
    ``as_at`` is the date of the newest map.
    """

    code: str
    name: str
    sub_icb_code: str
    sub_icb_name: str
    icb_code: str
    icb_name: str
    icb_before: str | None
    as_at: date


def english_pcns(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return the code and the name of every PCN of the newest map, by name."""
    rows = connection.execute(
        select(PCN.c.pcn_code, PCN.c.pcn_name).order_by(PCN.c.pcn_name, PCN.c.pcn_code)
    )
    return tuple((row.pcn_code, row.pcn_name) for row in rows)


def english_pcn(connection: Connection, code: str | None) -> EnglishPcn | None:
    """Return one PCN of the newest map, by default the first by name."""
    table = PCN.c
    query = select(
        table.pcn_code,
        table.pcn_name,
        table.sub_icb_code,
        table.sub_icb_name,
        table.icb_code,
        table.icb_name,
        table.icb_before,
        table.as_at,
    )
    if code is not None:
        query = query.where(table.pcn_code == code)
    ordered = query.order_by(table.pcn_name, table.pcn_code).limit(1)
    row = connection.execute(ordered).first()
    return EnglishPcn(*row) if row else None


def newest_map() -> Subquery:
    """Return practice_code, pcn_code and icb_code of the newest map.

    The pcn_code of practices in no PCN is null, or "U" in a store of older code.
    """
    table = ORG_PRACTICE.c
    newest = select(func.max(table.as_at)).scalar_subquery()
    return (
        select(table.practice_code, table.pcn_code, table.icb_code)
        .where(table.as_at == newest)
        .subquery()
    )

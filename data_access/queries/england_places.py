"""PCNs of England and their areas, from the published practice maps."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Subquery, func, select

from data_access.marts.published.published_schema import (
    LIST_SIZE,
    MERGERS,
    ORG_PRACTICE,
    PCN,
)


@dataclass(frozen=True, slots=True)
class EnglishPcn:
    """A PCN on the newest map, in the areas of most of its practices.

    ``icb_before`` and ``sub_icb_before`` are those of most of these practices on the
    last map of 42 ICBs, None if none of them is on it: ICBs merged on 1 April 2026,
    some in parts, and figures of before are published for the 42.
    ``as_at`` is the date of the newest map.
    """

    code: str
    name: str
    sub_icb_code: str
    sub_icb_name: str
    icb_code: str
    icb_name: str
    icb_before: str | None
    sub_icb_before: str | None
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
        table.sub_icb_before,
        table.as_at,
    )
    if code is not None:
        query = query.where(table.pcn_code == code)
    ordered = query.order_by(table.pcn_name, table.pcn_code).limit(1)
    row = connection.execute(ordered).first()
    return EnglishPcn(*row) if row else None


@dataclass(frozen=True, slots=True)
class Succession:
    """Practices that were in one ICB before the mergers and are in one since.

    ``before`` or ``since`` is None for practices that opened or closed between. Names
    and ``patients``, of the newest lists, are None where no file has them.
    """

    before: str | None
    before_name: str | None
    since: str | None
    since_name: str | None
    practices: int
    patients: int | None


def icb_succession(connection: Connection) -> tuple[Succession, ...]:
    """Return which of the 42 ICBs went where, by practice; () without both maps.

    Only the practice tells: some ICBs were split between two or three.
    """
    old, new = _map_of("<"), _map_of(">=")
    lists = LIST_SIZE.c
    newest = select(func.max(lists.as_at)).scalar_subquery()
    sizes = (
        select(lists.org_code, lists.patients)
        .where(
            lists.as_at == newest,
            lists.org_type == "practice",
            lists.sex == "all",
            lists.age_band_5 == "all",
        )
        .subquery()
    )
    both = old.join(new, old.c.practice_code == new.c.practice_code, full=True)
    practice = func.coalesce(new.c.practice_code, old.c.practice_code)
    keys = (old.c.icb_code, old.c.icb_name, new.c.icb_code, new.c.icb_name)
    rows = connection.execute(
        select(*keys, func.count(), func.sum(sizes.c.patients))
        .select_from(both.join(sizes, sizes.c.org_code == practice, isouter=True))
        .group_by(*keys)
        .order_by(*(key.nulls_last() for key in keys))
    ).all()
    found = tuple(Succession(*row) for row in rows)
    eras = {(one.before is None, one.since is None) for one in found}
    return found if (False, False) in eras else ()


def _map_of(era: str) -> Subquery:
    """Return practices and ICBs of the newest map before ("<") or since the mergers."""
    table = ORG_PRACTICE.c
    of_era = table.as_at < MERGERS if era == "<" else table.as_at >= MERGERS
    newest = select(func.max(table.as_at)).where(of_era).scalar_subquery()
    return (
        select(table.practice_code, table.icb_code, table.icb_name)
        .where(table.as_at == newest)
        .subquery()
    )


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

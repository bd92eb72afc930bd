"""Care coordinators of a PCN, its ICB and England at each published date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from data_access.marts.published.published_schema import PCN, WORKFORCE
from data_access.queries.england_places import EnglishPcn


@dataclass(frozen=True, slots=True)
class Staffed:
    """Staff in one role at one date, of the PCNs of a place that made a return.

    ``fte``, ``headcount`` and ``pcns`` are of all of them; the three ``listed`` are of
    those that have patients on the newest list, which excludes PCNs closed since.
    ``headcount`` is None if any of the PCNs gave none.
    """

    place: str
    as_at: date
    fte: float
    headcount: int | None
    pcns: int
    fte_listed: float
    pcns_listed: int
    patients_listed: int


def england_workforce(
    connection: Connection, pcn: EnglishPcn, role: str
) -> tuple[Staffed, ...]:
    """Return the "pcn", its "icb" and "england" at each date, in that order.

    A PCN without a return at a date is in no sum: it is missing, not zero. At every
    date the ICB has the PCNs of the newest map.
    """
    work = WORKFORCE.c
    # Labelled first and grouped after: DuckDB wants grouped expressions bound alike.
    marked = (
        select(
            work.as_at,
            (work.pcn_code == pcn.code).label("is_pcn"),
            func.coalesce(PCN.c.icb_code == pcn.icb_code, False).label("in_icb"),
            work.fte,
            work.headcount,
            PCN.c.patients,
        )
        .join(PCN, PCN.c.pcn_code == work.pcn_code, isouter=True)
        .where(and_(work.role == role, work.fte.is_not(None)))
        .subquery()
        .c
    )
    keys = (marked.as_at, marked.is_pcn, marked.in_icb)
    has_list = marked.patients.is_not(None)
    rows = connection.execute(
        select(
            *keys,
            func.sum(marked.fte).label("fte"),
            func.sum(marked.headcount).label("headcount"),
            func.count(marked.headcount).label("counted"),
            func.count().label("pcns"),
            func.coalesce(func.sum(marked.fte).filter(has_list), 0.0).label(
                "fte_listed"
            ),
            func.count().filter(has_list).label("pcns_listed"),
            func.coalesce(func.sum(marked.patients), 0).label("patients"),
        ).group_by(*keys)
    ).all()
    parts = {
        "pcn": [row for row in rows if row.is_pcn],
        "icb": [row for row in rows if row.in_icb],
        "england": rows,
    }
    return tuple(
        _sum(place, day, [row for row in part if row.as_at == day])
        for place, part in parts.items()
        for day in sorted({row.as_at for row in part})
    )


def _sum(place: str, day: date, rows: Iterable[Row[Any]]) -> Staffed:
    parts = list(rows)
    pcns = sum(row.pcns for row in parts)
    # The bulletins give no headcount: part of one would pass for the whole.
    whole = pcns == sum(row.counted for row in parts)
    return Staffed(
        place,
        day,
        sum(row.fte for row in parts),
        sum(int(row.headcount) for row in parts) if whole else None,
        pcns,
        sum(row.fte_listed for row in parts),
        sum(row.pcns_listed for row in parts),
        sum(int(row.patients) for row in parts),
    )

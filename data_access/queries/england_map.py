"""Outlines of ICBs, and the staff of their PCNs."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, select

from data_access.answers.england import Ring
from data_access.marts.published.published_schema import BOUNDARY, PCN, WORKFORCE


@dataclass(frozen=True, slots=True)
class Boundary:
    """One ICB of the boundary file; ``ods_code`` is None if no list has its code."""

    ons_code: str
    ods_code: str | None
    name: str
    outline: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class IcbStaff:
    """An ICB's PCNs on the newest map; staff and patients are of those with a return.

    ``fte`` is None if none did.
    """

    pcns: int
    returned: int
    fte: float | None
    patients: int


def boundaries(connection: Connection) -> tuple[Boundary, ...]:
    """Return the ICBs of the boundary file, by name."""
    table = BOUNDARY.c
    rows = connection.execute(
        select(table.ons_code, table.ods_code, table.name, table.outline).order_by(
            table.name
        )
    )
    return tuple(
        Boundary(
            row.ons_code,
            row.ods_code,
            row.name,
            tuple(tuple((x, y) for x, y in ring) for ring in json.loads(row.outline)),
        )
        for row in rows
    )


def newest_return(connection: Connection, role: str) -> date | None:
    """Return the newest date with staff in a role."""
    work = WORKFORCE.c
    return connection.execute(
        select(func.max(work.as_at)).where(work.role == role)
    ).scalar()


def staff_by_icb(
    connection: Connection, role: str, as_at: date, *, before_mergers: bool
) -> dict[str | None, IcbStaff]:
    """Return staff by ICB, of the 36 or of the 42 before the mergers.

    The key None has the PCNs that the map of the 42 does not have.
    """
    work = WORKFORCE.c
    icb = PCN.c.icb_before if before_mergers else PCN.c.icb_code
    returned = work.fte.is_not(None)
    rows = connection.execute(
        select(
            icb.label("icb"),
            func.count(),
            func.count(work.fte),
            func.sum(work.fte),
            func.coalesce(func.sum(PCN.c.patients).filter(returned), 0),
        )
        .join(
            WORKFORCE,
            and_(
                work.pcn_code == PCN.c.pcn_code,
                work.role == role,
                work.as_at == as_at,
            ),
            isouter=True,
        )
        .group_by(icb)
    )
    return {
        code: IcbStaff(pcns, returns, fte, int(patients))
        for code, pcns, returns, fte, patients in rows
    }

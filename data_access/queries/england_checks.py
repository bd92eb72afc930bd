"""Health checks published by sub-ICB, and England's."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from data_access.marts.published.published_schema import (
    LD_CHECKS,
    MERGERS,
    SMI_CHECKS,
    YEAR_OF_MERGERS,
)

MARCH_31 = (3, 31)


@dataclass(frozen=True, slots=True)
class Checked:
    """People on a register, and those with the check, to the end of a period."""

    place: str
    to: date
    checked: int
    register: int


@dataclass(frozen=True, slots=True)
class SubIcb:
    """A sub-ICB on the newest map, and that of before the mergers of April 2026.

    One was split, and the code of another went on with practices of it.
    """

    now: str
    before: str | None


def england_smi(connection: Connection, sub_icb: SubIcb) -> tuple[Checked, ...]:
    """Return people with all six SMI checks, "sub_icb" and then "england", by quarter.

    Areas with no figure for a quarter, or nobody on the register, are left out of both
    sums.
    """
    table = SMI_CHECKS.c

    def only(measure: str) -> ColumnElement[int]:
        return func.sum(table.value).filter(table.measure == measure)

    areas = (
        select(
            table.quarter_end.label("period"),
            table.sub_icb_code.label("area"),
            only("all_six").label("checked"),
            only("register").label("register"),
        )
        .where(table.measure.in_(("all_six", "register")))
        .group_by(table.quarter_end, table.sub_icb_code)
    )
    return _beside_england(connection, areas, sub_icb, MERGERS)


def england_ld(connection: Connection, sub_icb: SubIcb) -> tuple[Checked, ...]:
    """Return people of 14 and over with an LD check, by financial year, likewise.

    An age band of an area with one figure of the two is in neither sum.
    """
    table = LD_CHECKS.c
    areas = (
        select(
            table.year.label("period"),
            table.sub_icb_code.label("area"),
            func.sum(table.checks).label("checked"),
            func.sum(table.register).label("register"),
        )
        .where(table.checks <= table.register)
        .group_by(table.year, table.sub_icb_code)
    )
    return _beside_england(connection, areas, sub_icb, YEAR_OF_MERGERS)


def _beside_england(
    connection: Connection,
    areas: Select[tuple[object, ...]],
    sub_icb: SubIcb,
    first: date | str,
) -> tuple[Checked, ...]:
    """Add up the sub-ICB and England by period; ``first`` is that of the mergers."""
    area = areas.subquery().c
    before = sub_icb.now if sub_icb.before is None else sub_icb.before
    here = area.area == case((area.period < first, before), else_=sub_icb.now)
    rows = connection.execute(
        select(
            area.period,
            func.sum(area.checked).filter(here),
            func.sum(area.register).filter(here),
            func.sum(area.checked),
            func.sum(area.register),
        )
        .where(area.checked <= area.register, area.register > 0)
        .group_by(area.period)
        .order_by(area.period)
    ).all()
    return tuple(
        Checked(place, _end(row[0]), int(row[at]), int(row[at + 1]))
        for place, at in (("sub_icb", 1), ("england", 3))
        for row in rows
        if row[at + 1]
    )


def _end(period: date | str) -> date:
    """Return the last day of a quarter, or of a year written as 2024-25."""
    return period if isinstance(period, date) else date(int(period[:4]) + 1, *MARCH_31)

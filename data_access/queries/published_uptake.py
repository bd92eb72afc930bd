"""Published uptake of a check in one sub-ICB and in England, summed by the database."""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from data_access.marts.published.published_schema import LD_CHECKS, SMI_CHECKS

MARCH = 3


def smi_uptake(connection: Connection, sub_icb: str) -> pd.DataFrame:
    """Return month (end of quarter), place and share with all six checks, in per cent.

    Areas with no figure for a quarter, or nobody on the register, are left out.
    ``place`` is "sub_icb" or "england".
    """
    table = SMI_CHECKS.c

    def only(measure: str) -> ColumnElement[int]:
        return func.sum(case((table.measure == measure, table.value)))

    areas = (
        select(
            table.quarter_end.label("period"),
            table.sub_icb_code.label("area"),
            only("register").label("register"),
            only("all_six").label("events"),
        )
        .group_by(table.quarter_end, table.sub_icb_code)
        .subquery()
    )
    known = select(areas).where(areas.c.register > 0, areas.c.events.is_not(None))
    return _shares(connection, known, sub_icb)


def ld_uptake(connection: Connection, sub_icb: str) -> pd.DataFrame:
    """Return month (March, end of year), place and share checked, in per cent."""
    table = LD_CHECKS.c
    known = select(
        table.year.label("period"),
        table.sub_icb_code.label("area"),
        table.register.label("register"),
        table.checks.label("events"),
    ).where(table.register > 0, table.checks.is_not(None))
    return _shares(connection, known, sub_icb)


def _shares(
    connection: Connection, known: Select[tuple[object, ...]], sub_icb: str
) -> pd.DataFrame:
    areas = known.subquery()
    here = case((areas.c.area == sub_icb, 1), else_=0)
    sums = select(
        areas.c.period,
        func.sum(areas.c.register).label("register"),
        func.sum(areas.c.events).label("events"),
        func.sum(here * areas.c.register).label("register_here"),
        func.sum(here * areas.c.events).label("events_here"),
    ).group_by(areas.c.period)
    shares = []
    for row in connection.execute(sums.order_by(areas.c.period)):
        month = _month(row.period)
        shares.append((month, "england", 100 * row.events / row.register))
        if row.register_here:
            shares.append((month, "sub_icb", 100 * row.events_here / row.register_here))
    return pd.DataFrame(shares, columns=["month", "place", "share"])


def _month(period: date | str) -> date:
    """Return the last month of a quarter, or of a year written as 2024-25."""
    if isinstance(period, str):
        return date(int(period[:4]) + 1, MARCH, 1)
    return date(period.year, period.month, 1)

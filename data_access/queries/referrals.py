"""Referrals by route and month; exact counts."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, func, select

from data_access.marts.care.referral_schema import (
    REFERRAL_MONTH,
    REFERRAL_RETURN,
    REFERRAL_WAIT,
)
from data_access.marts.schema import INDICATOR_MONTH
from data_access.queries.readers import rows_for_reader
from data_access.selection import ALL


def flow_counts(
    connection: Connection,
    pcn: str,
    practices: Sequence[str],
    first: date,
    last: date,
    keys: Sequence[str],
) -> pd.DataFrame:
    """Return direction, then ``keys``, then referrals, from ``first`` to ``last``.

    Referrals in are those to the care coordinators. ``keys`` are columns of the mart;
    month is datetime64.
    """
    table = REFERRAL_MONTH.c
    columns = [table.direction, *(table[key] for key in keys)]
    to_coordinators = (table.direction == "out") | (
        table.destination == "care_coordinator"
    )
    query = (
        select(*columns, func.sum(table.referrals).label("referrals"))
        .where(*_within(REFERRAL_MONTH, pcn, practices, first, last), to_coordinators)
        .group_by(*columns)
        .order_by(*columns)
    )
    return _frame(connection.execute(query).all(), ["direction", *keys, "referrals"])


def wait_counts(
    connection: Connection,
    pcn: str,
    practices: Sequence[str],
    first: date,
    last: date,
) -> pd.DataFrame:
    """Return source, status, days (NaN unless seen or waiting) and referrals."""
    table = REFERRAL_WAIT.c
    columns = [table.source, table.status, table.days]
    query = (
        select(*columns, func.sum(table.referrals).label("referrals"))
        .where(*_within(REFERRAL_WAIT, pcn, practices, first, last))
        .group_by(*columns)
        .order_by(*columns)
    )
    rows = connection.execute(query).all()
    return _frame(rows, ["source", "status", "days", "referrals"])


def return_counts(
    connection: Connection,
    pcn: str,
    practices: Sequence[str],
    first: date,
    last: date,
) -> pd.DataFrame:
    """Return party, direction, referred and returned."""
    table = REFERRAL_RETURN.c
    columns = [table.party, table.direction]
    query = (
        select(
            *columns,
            func.sum(table.referred).label("referred"),
            func.sum(table.returned).label("returned"),
        )
        .where(*_within(REFERRAL_RETURN, pcn, practices, first, last))
        .group_by(*columns)
        .order_by(*columns)
    )
    rows = connection.execute(query).all()
    return _frame(rows, ["party", "direction", "referred", "returned"])


def register_rows(
    connection: Connection, indicator: str, pcn: str, practice: str, month: date
) -> pd.DataFrame:
    """Return an indicator's row of the monthly mart for every register."""
    table = INDICATOR_MONTH.c
    query = (
        select(INDICATOR_MONTH)
        .where(
            table.indicator == indicator,
            table.pcn_code == pcn,
            table.practice_code == practice,
            table.dimension == ALL,
            table.month == month,
            table.cohort != ALL,
        )
        .order_by(table.cohort)
    )
    columns = [column.name for column in INDICATOR_MONTH.columns]
    rows = _frame(connection.execute(query).all(), columns)
    return rows_for_reader(connection, rows)


def first_referral_month(connection: Connection, pcn: str) -> date | None:
    """Return the PCN's first month with a referral; None if there is none."""
    table = REFERRAL_MONTH.c
    query = select(func.min(table.month)).where(table.pcn_code == pcn)
    month: date | None = connection.execute(query).scalar()
    return month


def _within(
    table: Table, pcn: str, practices: Sequence[str], first: date, last: date
) -> list[ColumnElement[bool]]:
    columns = table.c
    return [
        columns.pcn_code == pcn,
        columns.practice_code.in_(list(practices)),
        columns.month.between(first, last),
    ]


def _frame(rows: Sequence[object], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return (
        frame.assign(month=pd.to_datetime(frame["month"]))
        if "month" in frame
        else frame
    )

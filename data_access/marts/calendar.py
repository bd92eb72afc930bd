"""The months of the study, as every mart counts them."""

from collections.abc import Iterator
from datetime import date, timedelta

import ibis
import pandas as pd
from ibis import ir

DAYS_IN_MONTH = 30.4375  # 365.25 / 12

# An extract made part-way through a month would show its last month as a fall, so
# a month counts as complete only when something happened in its last five days.
COMPLETE_WITHIN_DAYS = 5


def month_index(column: ir.DateColumn) -> ir.IntegerColumn:
    """Count months since year 0, so that windows are subtraction on any engine."""
    return column.year() * 12 + column.month()


def study_months(first: date, last: date) -> list[date]:
    """List the first days of the complete months from ``first`` to ``last`` events."""
    months = list(_months_between(first.replace(day=1), last.replace(day=1)))
    if month_end(last) - last >= timedelta(days=COMPLETE_WITHIN_DAYS):
        months = months[:-1]
    return months


def months_table(months: list[date]) -> ir.Table:
    """Return month, month_end (its last day) and month_index, one row a month."""
    frame = pd.DataFrame(
        {
            "month": months,
            "month_end": [month_end(month) for month in months],
            "month_index": [month.year * 12 + month.month for month in months],
        }
    )
    schema = {"month": "date", "month_end": "date", "month_index": "int32"}
    return ibis.memtable(frame, schema=schema)


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return next_month(day) - timedelta(days=1)


def next_month(day: date) -> date:
    """Return the first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months_between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = next_month(first)

"""The months of the study as Ibis tables and columns."""

from datetime import date

import ibis
import pandas as pd
from ibis import ir

from data_access.ingest.extract.contract import MONTH_ONLY
from data_access.months import APRIL, MONTHS_IN_YEAR, month_end, month_number


def month_index(column: ir.DateColumn) -> ir.IntegerColumn:
    """Count months since year 0, so that a window is a subtraction on any engine."""
    return column.year() * MONTHS_IN_YEAR + column.month()


def financial_year_start(index: ir.IntegerValue) -> ir.IntegerValue:
    """Return the year in which the financial year of a month index started."""
    return ((index - APRIL) / MONTHS_IN_YEAR).floor().cast("int32")


def day_known(table: ir.Table, *columns: str) -> ir.BooleanValue:
    """Say whether none of some dates of a lake table is a month without a day.

    A table that has no such dates need not have the column that names them.
    """
    if MONTH_ONLY not in table.columns:
        return ibis.literal(True)
    months = table[MONTH_ONLY].fill_null("")
    return ~ibis.or_(*(months.contains(column) for column in columns))


def months_table(months: list[date]) -> ir.Table:
    """Return month, month_end (its last day) and month_index, one row a month."""
    frame = pd.DataFrame(
        {
            "month": months,
            "month_end": [month_end(month) for month in months],
            "month_index": [month_number(month) for month in months],
        }
    )
    schema = {"month": "date", "month_end": "date", "month_index": "int32"}
    return ibis.memtable(frame, schema=schema)

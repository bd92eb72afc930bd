"""Checks completed since 1 April, from the mart of years."""

from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data_access.marts.care.care_schema import CHECK_YEAR
from data_access.months import APRIL
from data_access.queries.readers import may_see_exactly, rows_for_reader
from data_access.selection import ALL

_COLUMNS = (
    "month",
    "numerator",
    "denominator",
    "completed",
    "numerator_withheld",
    "denominator_withheld",
)


def check_years(
    connection: Connection, check: str, pcn: str, practice: str, last: date
) -> pd.DataFrame:
    """Return rows of one check at a place up to a month, in date order.

    Columns: month (datetime64), numerator, denominator, completed,
    numerator_withheld, denominator_withheld. For a reader outside direct care they are
    as they may be known, and what was completed in a month is the difference of what
    is shown of it and of the month before; NaN where either is withheld.
    """
    table = CHECK_YEAR.c
    rows = connection.execute(
        select(CHECK_YEAR)
        .where(
            table.indicator == check,
            table.pcn_code == pcn,
            table.practice_code == practice,
            table.month <= last,
        )
        .order_by(table.month)
    )
    frame = pd.DataFrame(rows.all(), columns=[column.name for column in table])
    frame = frame.assign(
        month=pd.to_datetime(frame["month"]), cohort=ALL, squares=np.nan
    )
    exactly = may_see_exactly(connection, [pcn], [practice])
    if not exactly[0]:
        frame = rows_for_reader(connection, frame)
        month = frame["month"]
        follows = month.shift() + pd.DateOffset(months=1) == month
        before = frame["numerator"].shift().where(follows)
        since = frame["numerator"] - before.mask(month.dt.month == APRIL, 0.0)
        frame["completed"] = since.clip(lower=0.0)
    return frame[[*_COLUMNS]]

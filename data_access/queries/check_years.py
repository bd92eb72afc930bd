"""Checks completed since 1 April, from the mart of years."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from data_access.marts.care.care_schema import CHECK_YEAR


def check_years(
    connection: Connection, check: str, pcn: str, practice: str, last: date
) -> pd.DataFrame:
    """Return exact rows of one check at a place up to a month, in date order.

    Columns: month (datetime64), numerator, denominator, completed,
    numerator_withheld, denominator_withheld.
    """
    table = CHECK_YEAR.c
    columns = (
        table.month,
        table.numerator,
        table.denominator,
        table.completed,
        table.numerator_withheld,
        table.denominator_withheld,
    )
    rows = connection.execute(
        select(*columns)
        .where(
            table.indicator == check,
            table.pcn_code == pcn,
            table.practice_code == practice,
            table.month <= last,
        )
        .order_by(table.month)
    )
    frame = pd.DataFrame(rows.all(), columns=[column.name for column in columns])
    return frame.assign(month=pd.to_datetime(frame["month"]))

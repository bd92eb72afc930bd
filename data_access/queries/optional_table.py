"""Rows of a table that a version may not include."""

from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    literal_column,
    select,
    table,
)
from sqlalchemy.exc import ProgrammingError


def rows_if_table_exists(
    connection: Connection, name: str, *conditions: ColumnElement[bool]
) -> pd.DataFrame:
    """Return the rows that meet every condition; empty if there is no such table.

    The columns are those of the version's table. They are not reflected first: that
    asks the catalogue 25 questions a table, and took three quarters of the time.
    """
    query: Select[Any] = (
        select(literal_column("*")).select_from(table(name)).where(*conditions)
    )
    try:
        rows = connection.execute(query)
    except ProgrammingError as problem:
        if isinstance(problem.orig, duckdb.CatalogException):
            return pd.DataFrame()
        raise
    return pd.DataFrame(rows.all(), columns=list(rows.keys()))

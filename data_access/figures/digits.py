"""How many digits a figure is given with in files and drawings.

Words and tables are written by ``words/numbers.py``. What a machine reads has the full
number for a reader in direct care; outside it, what is computed has three significant
digits. Rounded once, from the full number, both agree with what is written.
"""

import math
from typing import Any

from data_access.answers.core import Column, Table
from data_access.disclosure.counts import to_digits
from data_access.figures.record import LOCAL, Figure
from data_access.viewer import Viewer

MONEY = "gbp"  # of posts and prices, which tell of no person


def has_few_digits(figure: Figure, viewer: Viewer) -> bool:
    """Say whether a reader is given a figure with few digits.

    What is made of published files alone is public as it is.
    """
    return viewer.sees_rounded and not set(LOCAL).isdisjoint(figure.needs)


def few_digits(value: Any) -> Any:
    """Return plain values with three digits at most; whole numbers are counts."""
    if isinstance(value, float) and math.isfinite(value) and not value.is_integer():
        return to_digits(value)
    if isinstance(value, dict):
        return {key: few_digits(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(few_digits(item) for item in value)
    return value


def table_with_few_digits(table: Table) -> Table:
    """Return a table whose computed cells have three digits at most."""

    def cell(value: Any, column: Column) -> Any:
        return value if column.kind == MONEY else few_digits(value)

    rows = tuple(
        tuple(cell(*pair) for pair in zip(row, table.columns, strict=True))
        for row in table.rows
    )
    return Table(table.caption, table.columns, rows)

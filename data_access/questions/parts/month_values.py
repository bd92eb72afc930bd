"""One month's figures side by side, each as its viewer may see it."""

import numpy as np

from data_access.answers.core import Column, Compared, Mark, Table
from data_access.catalogue.indicator import MULTIPLIER, Indicator
from data_access.disclosure.rule import Shown, disclose
from data_access.queries.month_cells import MonthCell
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.series import Series, interval_of


def compared_value(
    found: Indicator, cell: MonthCell | None, code: str, name: str, *, exact: bool
) -> Compared:
    """Return one cell's value with its 95% interval, or the mark that says why not."""
    if cell is None or cell.denominator is None:
        return _nothing(code, name, Mark.NO_DATA)
    if found.unit == "count":
        shown = shown_count_of(cell, exact=exact)
        return Compared(
            code,
            name,
            shown.value,
            None,
            None,
            None,
            shown.mark,
        )
    if cell.denominator < found.minimum_denominator:
        return _nothing(code, name, Mark.TOO_FEW)
    series = one_month(found, cell, exact=exact)
    shown = series.shown[0]
    lower, upper = interval_of(found, series, 0) or (None, None)
    return Compared(
        code, name, shown.value, lower, upper, shown.denominator, shown.mark
    )


def one_month(found: Indicator, cell: MonthCell, *, exact: bool) -> Series:
    """Lay one cell out as a series of a single month."""
    numerator = np.array([cell.numerator])
    denominator = np.array(
        [np.nan if cell.denominator is None else cell.denominator], dtype=float
    )
    multiplier = MULTIPLIER[found.unit]
    shown = disclose(
        numerator,
        denominator,
        np.array([cell.numerator_withheld]),
        np.array([cell.denominator_withheld]),
        kind="share" if found.people_denominator else "rate",
        multiplier=multiplier,
        exact=exact,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        values = multiplier * numerator / denominator
    return Series(
        months=(cell.month,),
        numerator=numerator,
        denominator=denominator,
        squares=np.array([cell.squares]),
        exact=values,
        shown=shown,
        judged=None,
    )


def shown_count_of(cell: MonthCell, *, exact: bool) -> Shown:
    """Return a cell's count as it may be shown, whatever its denominator."""
    (shown,) = disclose(
        np.array([cell.numerator]),
        np.array([np.nan]),
        np.array([cell.numerator_withheld]),
        np.array([False]),
        kind="count",
        exact=exact,
    )
    return shown


def comparison_table(
    caption: str, first: str, found: Indicator, items: tuple[Compared, ...]
) -> Table:
    """Lay compared figures out as a table, with their limits where they have any."""
    value = Column("Value", found.unit)
    return intervals_table(caption, first, value, items, whole="Out of")


def _nothing(code: str, name: str, why: Mark) -> Compared:
    return Compared(code, name, None, None, None, None, why)

"""One month's figures side by side, each as its viewer may see it."""

import numpy as np

from data_access.answers.core import Column, Compared, Mark, Table
from data_access.catalogue.indicator import MULTIPLIER, Indicator
from data_access.disclosure.rule import Shown, disclose
from data_access.queries.month_cells import MonthCell
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.series import Series, interval_of


def compared_value(
    indicator: Indicator, cell: MonthCell | None, code: str, name: str, *, exact: bool
) -> Compared:
    """Return one cell's value with its 95% interval, or the mark that says why not."""
    if cell is None or cell.denominator is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    if indicator.unit == "count":
        return compared_count(cell, code, name, exact=exact)
    if cell.denominator < indicator.minimum_denominator:
        return Compared(code, name, mark=Mark.TOO_FEW)
    series = one_month(indicator, cell, exact=exact)
    figure = series.shown[0]
    lower, upper = interval_of(indicator, series, 0) or (None, None)
    return Compared(
        code, name, figure.value, lower, upper, figure.denominator, figure.mark
    )


def compared_count(
    cell: MonthCell | None, code: str, name: str, *, exact: bool
) -> Compared:
    """Return one cell's count as it may be shown, or the mark that says why not."""
    if cell is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    figure = shown_count_of(cell, exact=exact)
    return Compared(code, name, figure.value, mark=figure.mark)


def one_month(indicator: Indicator, cell: MonthCell, *, exact: bool) -> Series:
    """Return one cell as a series of a single month."""
    numerator = np.array([cell.numerator])
    denominator = np.array(
        [np.nan if cell.denominator is None else cell.denominator], dtype=float
    )
    multiplier = MULTIPLIER[indicator.unit]
    figures = disclose(
        numerator,
        denominator,
        np.array([cell.numerator_withheld]),
        np.array([cell.denominator_withheld]),
        kind="share" if indicator.people_denominator else "rate",
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
        shown=figures,
        judged=None,
    )


def shown_count_of(cell: MonthCell, *, exact: bool) -> Shown:
    """Return a cell's count as it may be shown, whatever its denominator."""
    (figure,) = disclose(
        np.array([cell.numerator]),
        np.array([np.nan]),
        np.array([cell.numerator_withheld]),
        np.array([False]),
        kind="count",
        exact=exact,
    )
    return figure


def comparison_table(
    caption: str, first: str, indicator: Indicator, items: tuple[Compared, ...]
) -> Table:
    """Return compared figures as a table, with their limits where they have any."""
    value = Column("Value", indicator.unit)
    return intervals_table(caption, first, value, items, whole="Out of")

"""One month's figures side by side, each as its viewer may see it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data_access.answers.core import Column, Compared, Mark, Table
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.counts import Counts
from data_access.disclosure.rule import Shown, disclose
from data_access.door import Context
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.senders import said_of_each
from data_access.questions.parts.series import Series, compared_at, laid_out


def compared_value(
    indicator: Indicator, cell: MonthCell | None, code: str, name: str, *, exact: bool
) -> Compared:
    """Return one cell's value with its 95% interval, or the mark that says why not."""
    if cell is None or cell.denominator is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    if indicator.unit == "count":
        return compared_count(cell, code, name, exact=exact)
    series = one_month(indicator, cell, exact=exact)
    fewest = indicator.minimum_denominator
    return compared_at(indicator, series, 0, code, name, fewest=fewest)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A place's indicators at its month; ``senders`` by the name of each counted."""

    place: Place
    items: tuple[Compared, ...]
    senders: Mapping[str, str]

    def said(self, summary: str) -> str:
        """Add to a summary of which practices the figures are."""
        return said_of_each(summary, self.senders, self.place)


def indicators_at_month(context: Context, names: Mapping[str, str]) -> MonthFigures:
    """Return a place's indicators of ``names`` at the month; no items without data.

    ``names`` has each indicator's id and the name of its row.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        cells = month_cells(
            connection,
            indicators=tuple(names),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=(place.cohort,),
            dimensions=("all",),
            practices=(place.practice,),
        )
    exact = context.viewer.exact_for(place.practice_codes)
    by_indicator = {cell.indicator: cell for cell in cells}
    items = tuple(
        compared_value(BY_ID[id_], by_indicator.get(id_), id_, name, exact=exact)
        for id_, name in names.items()
    )
    return MonthFigures(
        place,
        items if cells else (),
        {names[id_]: cell.senders for id_, cell in by_indicator.items()},
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
    counts = Counts(
        np.array([cell.numerator]),
        np.array(
            [np.nan if cell.denominator is None else cell.denominator], dtype=float
        ),
        np.array([cell.squares]),
        np.array([cell.numerator_withheld]),
        np.array([cell.denominator_withheld]),
    )
    # A month alone is a figure, never a judgement.
    return laid_out(indicator, (cell.month,), counts, np.array([False]), exact=exact)


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

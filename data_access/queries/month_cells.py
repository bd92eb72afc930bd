"""Cells of the monthly mart at a few months, as plain records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import Connection, select

from data_access.disclosure.counts import Counts
from data_access.marts.schema import INDICATOR_MONTH
from data_access.queries.readers import CellKey, cells_for_reader
from data_access.selection import ALL


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One count of the mart as its reader may know it: what, when, where, of whom.

    ``senders`` are the codes of the practices counted. ``denominator`` is None in a
    breakdown of a count by what was done. What is withheld from the reader is NaN, with
    its flag.
    """

    indicator: str
    month: date
    practice: str
    cohort: str
    dimension: str
    category: str
    numerator: float
    denominator: float | None
    squares: float
    numerator_withheld: bool
    denominator_withheld: bool
    senders: str


def month_cells(
    connection: Connection,
    *,
    indicators: Sequence[str],
    pcn: str,
    months: Sequence[date],
    cohorts: Sequence[str] | None = (ALL,),
    dimensions: Sequence[str] | None = None,
    practices: Sequence[str] | None = None,
) -> tuple[MonthCell, ...]:
    """Return cells as this reader may know them.

    None leaves cohorts, dimensions or practices open.

    Plain records, because a data frame takes longer to make than the query.
    """
    table = INDICATOR_MONTH.c
    query = select(
        table.indicator,
        table.month,
        table.practice_code,
        table.cohort,
        table.dimension,
        table.category,
        table.numerator,
        table.denominator,
        table.squares,
        table.numerator_withheld,
        table.denominator_withheld,
        table.senders,
    ).where(
        table.indicator.in_(list(indicators)),
        table.pcn_code == pcn,
        table.month.in_(list(months)),
    )
    for column, values in (
        (table.cohort, cohorts),
        (table.dimension, dimensions),
        (table.practice_code, practices),
    ):
        if values is not None:
            query = query.where(column.in_(list(values)))
    cells = [
        MonthCell(indicator, _day(month), *rest)
        for indicator, month, *rest in connection.execute(query)
    ]
    keys = [CellKey(c.indicator, pcn, c.practice, c.cohort) for c in cells]
    offered, counts = cells_for_reader(
        connection,
        keys,
        Counts(
            *(
                np.array([getattr(cell, name) for cell in cells], dtype=float)
                for name in ("numerator", "denominator", "squares")
            ),
            *(
                np.array([getattr(cell, name) or False for cell in cells], dtype=bool)
                for name in ("numerator_withheld", "denominator_withheld")
            ),
        ),
    )
    cells = [cell for cell, named in zip(cells, offered, strict=True) if named]
    numerator, denominator, squares, *flags = (
        getattr(counts, name).tolist() for name in Counts.__slots__
    )
    return tuple(
        replace(
            cell,
            numerator=numerator[at],
            denominator=None if cell.denominator is None else denominator[at],
            squares=squares[at],
            numerator_withheld=flags[0][at],
            denominator_withheld=flags[1][at],
        )
        for at, cell in enumerate(cells)
    )


def _day(month: date) -> date:
    return date(month.year, month.month, month.day)

"""Cells of the monthly mart at a few months, as plain records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from data_access.marts.schema import INDICATOR_MONTH
from data_access.selection import ALL


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One exact count of the mart, with its indicator, month, place and group.

    ``denominator`` is None in a breakdown of a count by what was done.
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
    """Return exact cells; None means every cohort, dimension or practice.

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
    return tuple(
        MonthCell(indicator, _day(month), *rest)
        for indicator, month, *rest in connection.execute(query)
    )


def _day(month: date) -> date:
    return date(month.year, month.month, month.day)

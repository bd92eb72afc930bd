"""Every indicator's numerator and denominator by month, place, cohort and group.

Pages read trends and comparisons from this mart only: its size depends on months and
practices, not on patients.
"""

from collections.abc import Mapping, Sequence

import ibis
from ibis import ir

from data_access.catalogue.indicator import Indicator
from data_access.marts.attach import attach
from data_access.marts.care.rollup import CELL
from data_access.selection import WHOLE_PCN

NAME = "indicator_month"


def expr(
    tables: Mapping[str, ir.Table], indicators: Sequence[Indicator]
) -> ir.Table | None:
    """Return indicator, CELL columns, numerator, denominator, squares.

    ``tables`` includes "population" (CELL, people), "coverage" and, under the name of
    each counts mart that could be built, its rolled-up cells. A cell that a file covers
    and in which nothing happened is zero; a cell it does not cover has no row.
    ``practice_code`` "all" is the whole PCN. None if no indicator has data.
    """
    parts = [
        _cells(indicator, tables)
        for indicator in indicators
        if f"{indicator.counts}_cells" in tables
        and all(need in tables for need in indicator.needs)
    ]
    if not parts:
        return None
    practices = ibis.union(*parts)
    columns = ["indicator", *CELL, "numerator", "denominator", "squares"]
    keys = [column for column in columns[:-3] if column != "practice_code"]
    whole = (
        practices.group_by(*keys)
        .agg(
            numerator=practices.numerator.sum(),
            denominator=practices.denominator.sum(),
            squares=practices.squares.sum(),
        )
        .mutate(practice_code=ibis.literal(WHOLE_PCN))
    )
    return practices.select(columns).union(whole.select(columns))


def _cells(indicator: Indicator, tables: Mapping[str, ir.Table]) -> ir.Table:
    population = _covered(indicator, tables)
    counts = tables[f"{indicator.counts}_cells"].select(
        *CELL, n=f"{indicator.id}_n", d=f"{indicator.id}_d", s=f"{indicator.id}_s"
    )
    joined = attach(population, counts, list(CELL))
    count = indicator.unit == "count"
    return joined.select(
        *CELL,
        indicator=ibis.literal(indicator.id),
        numerator=joined.n.fill_null(0.0),
        # A count has no denominator; the people it could have been counted among
        # are there instead, so that places of different size can be compared.
        denominator=joined.people.cast("float64") if count else joined.d.fill_null(0.0),
        squares=joined.s.fill_null(0.0),
    )


def _covered(indicator: Indicator, tables: Mapping[str, ir.Table]) -> ir.Table:
    """Keep the population cells of months that every needed file covers."""
    population, coverage = tables["population"], tables["coverage"]
    files = [need for need in indicator.needs if need != "cohorts"]
    relevant = coverage.filter(coverage.file.isin(files))
    spans = relevant.group_by("practice_code").agg(
        files=relevant.file.nunique(),
        first=relevant.first_index.max() + max(indicator.lookback_months - 1, 0),
        last=relevant.last_index.min(),
    )
    spans = spans.filter(spans.files == len(files))
    months = tables["months"].select("month", "month_index")
    covered = population.inner_join(months, "month").inner_join(spans, "practice_code")
    return covered.filter(
        (covered.month_index >= covered["first"])
        & (covered.month_index <= covered["last"])
    ).select(*CELL, "people")

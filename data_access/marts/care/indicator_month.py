"""Every indicator's numerator and denominator by month, place, cohort and group.

Pages read trends and comparisons from this mart only: its size depends on months and
practices, not on patients.
"""

from collections.abc import Mapping, Sequence

import ibis
from ibis import ir

from data_access.catalogue.indicator import Indicator
from data_access.marts.attach import attach
from data_access.marts.care.coverage import months_there, registers_not_kept
from data_access.marts.care.rollup import CELL
from data_access.selection import ALL, WHOLE_PCN

NAME = "indicator_month"

COLUMNS = (
    "indicator",
    *CELL,
    "numerator",
    "denominator",
    "squares",
    "senders",
)


def expr(
    tables: Mapping[str, ir.Table], indicators: Sequence[Indicator]
) -> ir.Table | None:
    """Return COLUMNS.

    ``tables`` includes "population" (CELL, people), "coverage" and, under the name of
    each counts mart that could be built, its rolled-up cells. A cell that a file covers
    and in which nothing happened is zero; a cell it does not cover has no row.
    ``practice_code`` "all" is those of the PCN's practices that sent the month and, for
    a cohort, its register; their codes are its ``senders``. None if no indicator has
    data.
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
    keys = [column for column in ("indicator", *CELL) if column != "practice_code"]
    whole = practices.group_by(*keys).agg(
        numerator=practices.numerator.sum(),
        denominator=practices.denominator.sum(),
        squares=practices.squares.sum(),
    )
    senders = _senders(practices, tables["population"], tables["coverage"])
    whole = attach(whole, senders, ["indicator", "pcn_code", "month", "cohort"])
    counts = [record.id for record in indicators if record.unit == "count"]
    # A rate of those who sent is a rate; a number of people without some is not theirs.
    whole = whole.filter(whole.all_sent | ~whole.indicator.isin(counts))
    return (
        practices.mutate(senders=practices.practice_code)
        .select(COLUMNS)
        .union(
            whole.mutate(practice_code=ibis.literal(WHOLE_PCN)).select(COLUMNS),
        )
    )


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
    months = months_there(
        tables["coverage"],
        (*indicator.needs, *indicator.fields),
        max(indicator.lookback_months, 1),
    )
    population = tables["population"]
    return population.semi_join(months, ["practice_code", "month"]).select(
        *CELL, "people"
    )


def _senders(practices: ir.Table, population: ir.Table, coverage: ir.Table) -> ir.Table:
    """Return indicator, pcn_code, month, cohort, senders and whether they are all."""
    cohorts = practices.select("indicator", "pcn_code", "month", "cohort").distinct()
    sent = _overall(practices).select("indicator", "pcn_code", "month", "practice_code")
    # A practice with nobody in a cohort has zero, unless it does not keep the register.
    sent = cohorts.inner_join(sent, ["indicator", "pcn_code", "month"]).anti_join(
        registers_not_kept(coverage), ["practice_code", "month", "cohort"]
    )
    named = sent.group_by("indicator", "pcn_code", "month", "cohort").agg(
        senders=sent.practice_code.group_concat(",", order_by=sent.practice_code),
        number=sent.count(),
    )
    registered = _overall(population)
    every = registered.group_by("pcn_code", "month").agg(every=registered.count())
    known = attach(named, every, ["pcn_code", "month"])
    return known.mutate(all_sent=known.number == known.every).drop("number", "every")


def _overall(cells: ir.Table) -> ir.Table:
    return cells.filter((cells.cohort == ALL) & (cells.dimension == ALL))

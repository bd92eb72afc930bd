"""Every indicator's numerator and denominator by month, place, cohort and group.

Pages read trends and comparisons from this mart only: its size depends on months and
practices, not on patients.
"""

from collections.abc import Mapping, Sequence

import ibis
from ibis import ir

from data_access.catalogue.groups import GROUP_NAMES
from data_access.catalogue.indicator import Indicator
from data_access.marts.attach import attach
from data_access.marts.care.coverage import months_of_each, registers_not_kept
from data_access.marts.care.rollup import CELL, DIMENSIONS
from data_access.marts.steps import Steps
from data_access.selection import ALL, WHOLE_PCN

NAME = "indicator_month"

COUNTS = ("numerator", "denominator", "squares")
COLUMNS = ("indicator", *CELL, *COUNTS, "senders")


def expr(
    tables: Mapping[str, ir.Table], indicators: Sequence[Indicator], steps: Steps
) -> ir.Table | None:
    """Return COLUMNS, to be computed before ``steps`` end.

    ``tables`` includes "population" (CELL, people), "coverage" and, under the name of
    each counts mart that could be built, its rolled-up cells. A cell that a file covers
    and in which nothing happened is zero; a cell it does not cover has no row.
    ``practice_code`` "all" is those of the PCN's practices that sent the month and, for
    a cohort, its register; their codes are its ``senders``. None if no indicator has
    data.
    """
    possible = [
        indicator
        for indicator in indicators
        if f"{indicator.counts}_cells" in tables
        and all(need in tables for need in indicator.needs)
    ]
    if not possible:
        return None
    # Of every indicator anew, these would take Ibis longer to write than to run.
    counted = {
        mart: steps.once(_counted(mart, tables))
        for mart in {indicator.counts for indicator in possible}
    }
    cells = ibis.union(*(_cells(one, counted[one.counts]) for one in possible))
    there = months_of_each(
        tables["coverage"],
        [
            (one.id, (*one.needs, *one.fields), max(one.lookback_months, 1))
            for one in possible
        ],
    )
    practices = steps.once(
        cells.semi_join(there, ["indicator", "practice_code", "month"])
    )
    keys = [column for column in ("indicator", *CELL) if column != "practice_code"]
    whole = practices.group_by(*keys).agg(
        numerator=practices.numerator.sum(),
        denominator=practices.denominator.sum(),
        squares=practices.squares.sum(),
    )
    senders = _senders(practices, tables["population"], tables["coverage"])
    whole = attach(
        _with_every_group(whole),
        senders,
        ["indicator", "pcn_code", "month", "cohort"],
    )
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


def _with_every_group(whole: ir.Table) -> ir.Table:
    """Add the groups with nobody in them, at zero, for all of a PCN.

    Outside direct care a group with nobody in it must look like one of a few people,
    and one that is not listed does not.
    """
    cell = [name for name in whole.columns if name not in COUNTS]
    total = whole.filter(whole.dimension == ALL).drop("dimension", "category", *COUNTS)
    groups = ibis.memtable(
        {
            "dimension": [by for by in DIMENSIONS for _ in GROUP_NAMES[by]],
            "category": [code for by in DIMENSIONS for code in GROUP_NAMES[by]],
        }
    )
    nobody = total.cross_join(groups).anti_join(whole, cell)
    return whole.union(
        nobody.select(*cell, **dict.fromkeys(COUNTS, ibis.literal(0.0))).select(
            whole.columns
        )
    )


def _counted(mart: str, tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return CELL, people and what the mart counted, null where that is nothing."""
    counts = tables[f"{mart}_cells"]
    places = _places(tables["population"], counts, tables["coverage"])
    return attach(places, counts, list(CELL))


def _cells(indicator: Indicator, counted: ir.Table) -> ir.Table:
    numerator, denominator, squares = (
        counted[f"{indicator.id}_{part}"].fill_null(0).cast("float64") for part in "nds"
    )
    count = indicator.unit == "count"
    return counted.select(
        *CELL,
        indicator=ibis.literal(indicator.id),
        numerator=numerator,
        # A count has no denominator; the people it could have been counted among
        # are there instead, so that places of different size can be compared.
        denominator=counted.people.cast("float64") if count else denominator,
        squares=squares,
    )


def _places(population: ir.Table, counts: ir.Table, coverage: ir.Table) -> ir.Table:
    """Return CELL and people: where anybody is registered, or was counted.

    Who is counted over a year may be the last of a group that has nobody left. A
    practice has a cell for each cohort of its PCN whose register it keeps: were those
    with nobody in it left out, they would be told from those with a few.
    """
    people = population.select(*CELL, "people")
    overall = people.filter(people.dimension == ALL)
    cohorts = overall.select("month", "pcn_code", "cohort").distinct()
    practices = overall.filter(overall.cohort == ALL).drop("cohort", "people")
    cohorts_of_practices = practices.inner_join(
        cohorts, ["month", "pcn_code"]
    ).anti_join(registers_not_kept(coverage), ["practice_code", "month", "cohort"])
    cells = counts.select(CELL).union(cohorts_of_practices.select(CELL), distinct=True)
    nobody = cells.anti_join(people, list(CELL)).semi_join(
        practices, ["practice_code", "month"]
    )
    return people.union(nobody.select(*CELL, people=ibis.literal(0, "int64")))


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

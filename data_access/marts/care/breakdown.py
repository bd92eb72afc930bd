"""An indicator's count divided by what was done, rather than by who was counted."""

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.selection import ALL, WHOLE_PCN

PLACE = ("month", "pcn_code", "practice_code", "cohort")


def divided(
    cells: ir.Table, counted: ir.Table, indicator: str, dimension: str
) -> ir.Table:
    """Return rows of indicator_month that divide one indicator's numerator.

    ``cells``: the rows of indicator_month without such parts. ``counted``: PLACE,
    category, n and s (the sum over people of n squared), by practice; its parts must
    add up to the numerator. Every category has a row wherever the indicator has one,
    zero where nothing was counted, so that the withholding of small numbers sees the
    whole of it. There is no denominator: the parts share that of the whole.
    """
    mine = cells.filter((cells.indicator == indicator) & (cells.dimension == ALL))
    categories = counted.select("pcn_code", "cohort", "category").distinct()
    # A practice whose month is not shown, its file being behind, is in no whole.
    counted = counted.semi_join(mine, list(PLACE))
    laid = mine.select(*PLACE).inner_join(categories, ["pcn_code", "cohort"])
    columns = [*PLACE, "category", "n", "s"]
    whole = (
        counted.group_by("month", "pcn_code", "cohort", "category")
        .agg(n=counted.n.sum(), s=counted.s.sum())
        .mutate(practice_code=ibis.literal(WHOLE_PCN))
    )
    sums = counted.select(columns).union(whole.select(columns))
    found = attach(laid.select(*PLACE, "category"), sums, [*PLACE, "category"])
    return found.select(
        *PLACE,
        "category",
        indicator=ibis.literal(indicator),
        dimension=ibis.literal(dimension),
        numerator=found.n.fill_null(0).cast("float64"),
        denominator=ibis.null("float64"),
        squares=found.s.fill_null(0).cast("float64"),
    )


def sum_people(people: ir.Table, counted: ir.Table) -> ir.Table:
    """Sum ``n`` of a person, month and category by PLACE and category, with squares."""
    held = people.inner_join(counted, ["person_id", "month"])
    return held.group_by(*PLACE, "category").agg(
        n=held.n.sum(), s=(held.n * held.n).sum()
    )

"""Break an indicator's count down by what was done, not by whom it counts."""

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.selection import ALL, WHOLE_PCN

PLACE = ("month", "pcn_code", "practice_code", "cohort")


def breakdown(
    cells: ir.Table, counts: ir.Table, indicator: str, dimension: str
) -> ir.Table:
    """Return rows of indicator_month: one indicator's numerator by category.

    ``cells``: the rows of indicator_month without breakdowns. ``counts``: PLACE,
    category, n and s (the sum over people of n squared), by practice; they must add up
    to the numerator. Every category has a row wherever the indicator has one, zero if
    nothing was counted, because suppression of small numbers needs all of them.
    There is no denominator: all categories share that of the total.
    """
    totals = cells.filter((cells.indicator == indicator) & (cells.dimension == ALL))
    categories = counts.select("pcn_code", "cohort", "category").distinct()
    # A practice whose month is not shown, its file being behind, is in no whole.
    counts = counts.semi_join(totals, list(PLACE))
    cross = totals.select(*PLACE, "senders").inner_join(
        categories, ["pcn_code", "cohort"]
    )
    columns = [*PLACE, "category", "n", "s"]
    whole = (
        counts.group_by("month", "pcn_code", "cohort", "category")
        .agg(n=counts.n.sum(), s=counts.s.sum())
        .mutate(practice_code=ibis.literal(WHOLE_PCN))
    )
    sums = counts.select(columns).union(whole.select(columns))
    rows = attach(
        cross.select(*PLACE, "category", "senders"), sums, [*PLACE, "category"]
    )
    return rows.select(
        *PLACE,
        "category",
        indicator=ibis.literal(indicator),
        dimension=ibis.literal(dimension),
        numerator=rows.n.fill_null(0).cast("float64"),
        denominator=ibis.null("float64"),
        squares=rows.s.fill_null(0).cast("float64"),
        senders=rows.senders,
    )


def sum_people(people: ir.Table, counts: ir.Table) -> ir.Table:
    """Sum each person's ``n`` and its square by PLACE and category."""
    joined = people.inner_join(counts, ["person_id", "month"])
    return joined.group_by(*PLACE, "category").agg(
        n=joined.n.sum(), s=(joined.n * joined.n).sum()
    )

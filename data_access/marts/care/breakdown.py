"""Break an indicator's count down by what was done, not by whom it counts."""

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.selection import ALL, WHOLE_PCN

PLACE = ("month", "pcn_code", "practice_code", "cohort")


# What is broken down, and by what: one indicator may be so by several dimensions.
OF = ("indicator", "dimension")


def breakdown(cells: ir.Table, counts: ir.Table) -> ir.Table:
    """Return rows of indicator_month: the numerator of indicators by category.

    ``cells``: the rows of indicator_month without breakdowns. ``counts``: OF, PLACE,
    category, n and s (the sum over people of n squared), by practice; they must add up
    to the numerator. Every category has a row wherever the indicator has one, zero if
    nothing was counted, because suppression of small numbers needs all of them.
    There is no denominator: all categories share that of the total.
    """
    totals = cells.filter(cells.dimension == ALL).select("indicator", *PLACE, "senders")
    categories = counts.select(*OF, "pcn_code", "cohort", "category").distinct()
    # A practice whose month is not shown, its file being behind, is in no whole.
    counts = counts.semi_join(totals, ["indicator", *PLACE])
    cross = totals.inner_join(categories, ["indicator", "pcn_code", "cohort"])
    keys = [*OF, *PLACE, "category"]
    whole = (
        counts.group_by(*(key for key in keys if key != "practice_code"))
        .agg(n=counts.n.sum(), s=counts.s.sum())
        .mutate(practice_code=ibis.literal(WHOLE_PCN))
    )
    columns = [*keys, "n", "s"]
    sums = counts.select(columns).union(whole.select(columns))
    rows = attach(cross.select(*keys, "senders"), sums, keys)
    return rows.select(
        *keys,
        numerator=rows.n.fill_null(0).cast("float64"),
        denominator=ibis.null("float64"),
        squares=rows.s.fill_null(0).cast("float64"),
        senders=rows.senders,
    )


def sum_people(people: ir.Table, counts: ir.Table) -> ir.Table:
    """Sum each person's ``n`` and its square by OF, PLACE and category."""
    joined = people.inner_join(counts, ["person_id", "month"])
    return joined.group_by(*OF, *PLACE, "category").agg(
        n=joined.n.sum(), s=(joined.n * joined.n).sum()
    )

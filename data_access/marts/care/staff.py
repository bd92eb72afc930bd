"""Care coordinators in post and the cases open for each, by PCN and month."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.care.coverage import months_of_each
from data_access.selection import ALL, WHOLE_PCN

NAMED = "coordinators_named"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    """Return rows shaped as indicator_month: WTE in post, and open cases over WTE.

    Open cases are counted twice: plain, and weighted by complexity. Coordinators are
    counted by the names on open cases too, for PCNs whose posts are not known.

    Coordinators work for a PCN, so there is no figure by practice or group. Months with
    nobody in post have no row, because a caseload without a coordinator is not a ratio.
    None if neither coordinators nor the caseload were loaded.
    """
    named = _named(tables) if "caseload" in tables else None
    if "coordinators" not in tables:
        return named
    in_post = _wte(tables)
    wte = _rows(in_post, "wte_in_post", in_post.wte, ibis.literal(1.0))
    if named is None:
        return wte
    cells = tables["counts_caseload_cells"]
    whole = cells.filter((cells.cohort == ALL) & (cells.dimension == ALL))
    open_cases = whole.group_by("month", "pcn_code").agg(
        cases=whole.caseload_open_n.sum(), weighted=whole.caseload_weighted_n.sum()
    )
    both = attach(in_post, open_cases, ["month", "pcn_code"])
    per_wte = _rows(both, "caseload_per_wte", both.cases.fill_null(0.0), both.wte)
    weighted = both.weighted.fill_null(0.0)
    heavy = _rows(both, "caseload_weighted_per_wte", weighted, both.wte)
    there = months_of_each(
        tables["coverage"],
        [
            ("caseload_per_wte", ["caseload"], 1),
            ("caseload_weighted_per_wte", ["caseload", "caseload.complexity"], 1),
        ],
    )
    ratios = per_wte.union(heavy).semi_join(there, ["indicator", "pcn_code", "month"])
    return wte.union(named.select(wte.columns)).union(ratios.select(wte.columns))


def _rows(
    in_post: ir.Table,
    indicator: str,
    numerator: ir.NumericValue,
    denominator: ir.NumericValue,
) -> ir.Table:
    return in_post.select(
        "month",
        "pcn_code",
        indicator=ibis.literal(indicator),
        practice_code=ibis.literal(WHOLE_PCN),
        cohort=ibis.literal(ALL),
        dimension=ibis.literal(ALL),
        category=ibis.literal(ALL),
        numerator=numerator.cast("float64"),
        denominator=denominator.cast("float64"),
        squares=numerator.cast("float64"),
        senders=ibis.literal(WHOLE_PCN),
    )


def _named(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Count the coordinators named on the cases open at the end of each month."""
    cases, months = tables["caseload"], tables["months"]
    is_open = (cases.opened_on <= months.month_end) & (
        cases.closed_on.isnull() | (cases.closed_on > months.month_end)
    )
    person_month = tables["person_month"]
    here = person_month.filter(person_month.registered_at_end)
    here = here.select("person_id", "month", "pcn_code")
    named = cases.filter(cases.coordinator_id.notnull()).inner_join(months, is_open)
    named = named.inner_join(here, ["person_id", "month"])
    counted = named.group_by("month", "pcn_code").agg(
        coordinators=named.coordinator_id.nunique()
    )
    rows = _rows(counted, NAMED, counted.coordinators, ibis.literal(1.0))
    there = months_of_each(
        tables["coverage"], [(NAMED, ["caseload", "caseload.coordinator_id"], 1)]
    )
    return rows.semi_join(there, ["indicator", "pcn_code", "month"])


def _wte(tables: Mapping[str, ir.Table]) -> ir.Table:
    coordinators, months = tables["coordinators"], tables["months"]
    in_post = (coordinators.started_on <= months.month_end) & (
        coordinators.left_on.isnull() | (coordinators.left_on > months.month_end)
    )
    posts = coordinators.inner_join(months, in_post)
    by_pcn = posts.group_by("month", "pcn_code").agg(wte=posts.wte.sum())
    return by_pcn.filter(by_pcn.wte > 0)

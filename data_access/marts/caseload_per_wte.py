"""Open cases for each whole-time equivalent care coordinator, by PCN and month."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.indicator_month import WHOLE_PCN

INDICATOR = "caseload_per_wte"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    """Return rows shaped as indicator_month: open cases over WTE in post.

    Coordinators work for a PCN, so there is no figure by practice or group. Months
    with nobody in post have no row: a caseload without a coordinator is not a ratio.
    None where the coordinators or the caseload were not loaded.
    """
    if "coordinators" not in tables or "facts_caseload_cells" not in tables:
        return None
    in_post = _wte(tables)
    cells = tables["facts_caseload_cells"]
    whole = cells.filter((cells.cohort == "all") & (cells.dimension == "all"))
    open_cases = whole.group_by("month", "pcn_code").agg(
        numerator=whole.caseload_open_n.sum()
    )
    return attach(in_post, open_cases, ["month", "pcn_code"]).select(
        "month",
        "pcn_code",
        indicator=ibis.literal(INDICATOR),
        practice_code=ibis.literal(WHOLE_PCN),
        cohort=ibis.literal("all"),
        dimension=ibis.literal("all"),
        category=ibis.literal("all"),
        numerator=ibis._.numerator.fill_null(0.0),
        denominator=ibis._.wte,
        squares=ibis._.numerator.fill_null(0.0),
    )


def _wte(tables: Mapping[str, ir.Table]) -> ir.Table:
    coordinators, months = tables["coordinators"], tables["months"]
    in_post = (coordinators.started_on <= months.month_end) & (
        coordinators.left_on.isnull() | (coordinators.left_on > months.month_end)
    )
    held = coordinators.inner_join(months, in_post)
    by_pcn = held.group_by("month", "pcn_code").agg(wte=held.wte.sum())
    return by_pcn.filter(by_pcn.wte > 0)

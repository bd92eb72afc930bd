"""Make every breakdown of an indicator's count that the loaded files allow."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.care import check_places, contact_modes, coordinator_cases
from data_access.marts.care.breakdown import breakdown

_MARTS = (check_places, contact_modes, coordinator_cases)


def breakdowns(tables: Mapping[str, ir.Table]) -> list[ir.Table]:
    """Return rows shaped as indicator_month, in one table or in none.

    ``tables`` includes "exact" (the indicators' cells) and the tables of each
    breakdown.
    """
    counts = [
        mart.expr(tables)
        for mart in _MARTS
        if all(name in tables for name in mart.NEEDS)
    ]
    if not counts:
        return []
    return [
        breakdown(tables["exact"], ibis.union(*counts)).select(tables["exact"].columns)
    ]

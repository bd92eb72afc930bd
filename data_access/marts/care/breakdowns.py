"""Make every breakdown of an indicator's count that the loaded files allow."""

from collections.abc import Mapping

import pandas as pd
from ibis import ir

from data_access.marts.care import check_places, contact_modes, coordinator_cases

_MARTS = (check_places, contact_modes, coordinator_cases)


def breakdowns(tables: Mapping[str, ir.Table]) -> list[pd.DataFrame]:
    """Return rows shaped as indicator_month, one frame a breakdown.

    ``tables`` includes "exact" (the indicators' cells) and the tables of each
    breakdown.
    """
    return [
        mart.expr(tables).execute()
        for mart in _MARTS
        if all(name in tables for name in mart.NEEDS)
    ]

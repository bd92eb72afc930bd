"""Every division of an indicator's count that the loaded files allow."""

from collections.abc import Mapping

import pandas as pd
from ibis import ir

from data_access.marts.care import check_places, contact_modes, coordinator_cases

_ALL = (check_places, contact_modes, coordinator_cases)


def divisions(tables: Mapping[str, ir.Table]) -> list[pd.DataFrame]:
    """Return rows shaped as indicator_month, one frame a division.

    ``tables`` holds "exact", the indicators' own cells, and what the divisions need.
    """
    return [
        division.expr(tables).execute()
        for division in _ALL
        if all(name in tables for name in division.NEEDS)
    ]

"""What admissions people usually have, and the smallest fall that a draw could show."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data_access.months import MONTHS_IN_YEAR, months_after
from data_access.stats.checks import Floats
from data_access.stats.stepped import Steps, smallest_fall, spread_of


def year_before_last(first: date) -> list[date]:
    """Return the months of the year that ended a year before a month."""
    return [
        months_after(first, back)
        for back in range(-2 * MONTHS_IN_YEAR, -MONTHS_IN_YEAR)
    ]


def admissions_of(
    people: pd.Series, admitted: pd.DataFrame, months: Sequence[date]
) -> Floats:
    """Count the admissions of each person in some months, none where there is no row.

    ``admitted`` has person_id, month and emergency.
    """
    rows = admitted[admitted["month"].isin(pd.to_datetime(list(months)))]
    of_each = rows.groupby("person_id")["emergency"].sum()
    counts: Floats = people.map(of_each).fillna(0).to_numpy(dtype=float)
    return counts


def fall_shown(steps: Sequence[Steps], counts: Floats) -> float | None:
    """Return the smallest fall, as a share, that draws could show; None for none.

    ``counts`` are the admissions of each person in a year.
    """
    if not counts.size:
        return None
    rate = float(counts.mean()) / MONTHS_IN_YEAR
    return smallest_fall(steps, rate, spread_of(counts))

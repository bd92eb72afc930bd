"""Have the last six months changed from those before, by more than chance?"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

RECENT = 6
FEWEST = 13  # as for the limits of a control chart
_ROUNDING = 1e-9  # of the largest value: what is left of equal numbers by rounding


@dataclass(frozen=True, slots=True)
class RecentChange:
    """The average of the last six values and of those before, in their unit.

    ``direction``: 1 where the last six are higher by more than chance and the last
    value is too, -1 where lower, 0 where neither can be told.
    """

    direction: int
    recent: float
    before: float


def recent_change(
    values: ArrayLike,
    *,
    error_rate: float,
    waves: Floats | None = None,
    least: float = 0.0,
) -> RecentChange:
    """Compare the last six values with all before them.

    Two means with one spread, by Student's t; with ``waves`` (one row a value) by the
    same test in a regression that allows for them. Where nothing changes a direction is
    found in at most ``error_rate`` of series. ``least``, in the unit of the values, is
    what a change must be more than: rounded values have it from their rounding.

    Source: Student (1908), The probable error of a mean, Biometrika 6, 1-25.

    Raises:
        StatisticsError: fewer than 13 values, or an error rate outside 0 to 1.

    """
    row = checks.series("values", values, least=FEWEST)
    if not 0 < error_rate < 1:
        raise StatisticsError("error_rate", "must be between 0 and 1")
    recent = np.arange(row.size) >= row.size - RECENT
    after, before = float(row[recent].mean()), float(row[~recent].mean())
    columns = [np.ones((row.size, 1)), recent[:, np.newaxis].astype(float)]
    design = np.hstack(columns if waves is None else [*columns, waves])
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ row
    left = row - design @ found
    freedom = row.size - design.shape[1]
    spread = np.sqrt((left @ left) / freedom * inverse[1, 1])
    sure = abs(found[1]) > max(
        _reach(error_rate, freedom) * spread, least, _ROUNDING * np.abs(row).max()
    )
    way = int(np.sign(found[1])) if sure else 0
    # A figure that has come back meanwhile is no change to report.
    beyond = found[1] + left[-1]
    return RecentChange(way if way * beyond > 0 else 0, after, before)


@cache
def _reach(error_rate: float, freedom: int) -> float:
    """Return how many standard errors chance alone reaches, on either side."""
    return float(t.isf(error_rate / 2, freedom))

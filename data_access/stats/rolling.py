"""How far may a rolling twelve months move in a year by chance, by its own months?"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from data_access.stats import checks
from data_access.stats.errors import StatisticsError

_MONTHS = 12
_FEWEST = 6  # steps from month to month: with fewer, their spread says nothing


def own_reach(values: ArrayLike, confidence: float) -> float:
    """Return how far, up or down, the change in a year is from nothing by chance.

    Each step of a rolling year is a month that comes less the month that goes, and a
    change in a year is twelve of either: where months are independent its variance is
    twelve times that of a step. Months that differ by more than people do by chance,
    as with a clinic that was closed, are in it. Missing values are NaN; 0 where fewer
    than six steps are known.

    Raises:
        StatisticsError: a confidence outside 0 to 1.

    """
    if not 0 < confidence < 1:
        raise StatisticsError("confidence", "must be between 0 and 1")
    steps = np.diff(checks.series("values", values, missing=True, least=0))
    known = steps[np.isfinite(steps)]
    if known.size < _FEWEST:
        return 0.0
    reach = t.isf((1 - confidence) / 2, known.size - 1)
    return float(reach * np.sqrt(_MONTHS * known.var(ddof=1)))

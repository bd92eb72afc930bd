"""The difference of two shares, with limits."""

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats.intervals import wilson
from data_access.stats.limits import Interval


def share_difference(
    events: ArrayLike,
    n: ArrayLike,
    events_before: ArrayLike,
    n_before: ArrayLike,
    confidence: float = 0.95,
) -> Interval:
    """Return the change from the earlier share to the later one, between -1 and 1.

    The method treats the shares as independent, so the limits are too wide if some
    people are in both. Arrays of one shape are compared element by element.

    Source: Newcombe (1998), Interval estimation for the difference between
    independent proportions, Statistics in Medicine 17, 873-890, method 10.

    Raises:
        StatisticsError: as `wilson`.

    """
    later, earlier = (
        wilson(events, n, confidence),
        wilson(events_before, n_before, confidence),
    )
    change = np.asarray(later.estimate) - np.asarray(earlier.estimate)
    below = np.hypot(
        np.asarray(later.estimate) - later.lower,
        np.asarray(earlier.upper) - earlier.estimate,
    )
    above = np.hypot(
        np.asarray(later.upper) - later.estimate,
        np.asarray(earlier.estimate) - earlier.lower,
    )
    return Interval(
        estimate=change[()], lower=(change - below)[()], upper=(change + above)[()]
    )

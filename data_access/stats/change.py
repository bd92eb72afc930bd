"""How did the same people's own scores change between two measurements?"""

import numpy as np
from scipy.stats import t

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.limits import Interval

# Of a sum of squares, the part that may be left over by rounding alone.
_ROUNDING = 1e-12


def paired_change(
    people: float, total: float, total_of_squares: float, confidence: float = 0.95
) -> Interval:
    """Return the mean of people's own changes, with limits by Student's t.

    ``total`` and ``total_of_squares`` are sums over people of the change and of its
    square, which add up over places and months as the people do. If everybody changed
    by the same amount, the error cannot be estimated and the limits are NaN.

    Source: Student (1908), The probable error of a mean, Biometrika 6, 1-25.

    Raises:
        StatisticsError: fewer than two people, a number that is missing, or a sum of
            squares that is impossible with that total.

    """
    level = checks.confidence(confidence)
    count = checks.number("people", people)
    if count < 2:
        raise StatisticsError("people", "must be 2 or more, measured both times")
    mean = checks.number("total", total) / count
    squares = checks.number("total_of_squares", total_of_squares)
    spread = squares - count * mean**2
    if spread < -_ROUNDING * squares or squares < 0:
        raise StatisticsError("total_of_squares", "is less than the total allows")
    if spread <= _ROUNDING * squares:
        error = np.nan
    else:
        error = np.sqrt(spread / (count - 1) / count)
    half = t.ppf((1 + level) / 2, count - 1) * error
    return Interval(estimate=np.asarray(mean)[()], lower=mean - half, upper=mean + half)

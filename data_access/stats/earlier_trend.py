"""Did people who started already differ from their comparison beforehand?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError


@dataclass(frozen=True, slots=True)
class EarlierTrend:
    """A joint test that differences in earlier periods are all zero.

    `periods` counts those that could be tested: a period in which neither arm varies
    from its matched expectation says nothing. `p_value` is None if none could be
    tested.
    """

    statistic: float
    periods: int
    people: int
    p_value: float | None


def earlier_trend(
    differences: ArrayLike, products: ArrayLike, people: int
) -> EarlierTrend:
    """Test jointly whether observed less expected is zero in every earlier period.

    The statistic is Wald's, with a covariance robust over people; its p-value is from
    the F distribution, as that of Hotelling's T² is.

    Args:
        differences: observed less expected events by period, shape (periods,).
        products: sums over people of products of influence, (periods, periods).
        people: how many started and were matched.

    Raises:
        StatisticsError: shapes that do not fit, or products that are not symmetric.

    """
    steps = checks.series("differences", differences)
    covariance = checks.numbers("products", products)
    number = checks.whole("people", people)
    if covariance.shape != (len(steps), len(steps)):
        raise StatisticsError("products", f"must have shape {(len(steps), len(steps))}")
    if not np.allclose(covariance, covariance.T):
        raise StatisticsError("products", "must be symmetric")
    varies = np.diag(covariance) > 1e-12
    moving, within = steps[varies], covariance[np.ix_(varies, varies)]
    periods = int(np.linalg.matrix_rank(within)) if varies.any() else 0
    if periods == 0 or number <= periods:
        return EarlierTrend(0.0, periods, number, None)
    statistic = _wald(moving, within)
    scaled = statistic * (number - periods) / (periods * (number - 1))
    p_value = float(stats.f.sf(scaled, periods, number - periods))
    return EarlierTrend(statistic, periods, number, p_value)


def _wald(differences: Floats, covariance: Floats) -> float:
    inverse = np.linalg.pinv(covariance, hermitian=True)
    return float(differences @ inverse @ differences)

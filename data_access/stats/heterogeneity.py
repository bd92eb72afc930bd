"""Do several estimates differ from each other by more than chance?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from data_access.stats import checks


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Cochran's Q: the weighted spread of estimates around their weighted mean.

    `p_value` is the chance of such a spread, or a wider one, if all true values are the
    same.
    """

    mean: float
    q: float
    p_value: float


def heterogeneity(estimates: ArrayLike, standard_errors: ArrayLike) -> Heterogeneity:
    """Test whether two or more independent estimates have one true value.

    Source: Cochran WG. The combination of estimates from different experiments.
    Biometrics 1954;10:101-129.

    Raises:
        StatisticsError: fewer than two estimates, lengths that differ, or standard
            errors not above zero.

    """
    values = checks.series("estimates", estimates, least=2)
    errors = checks.positive("standard_errors", standard_errors)
    checks.same_shape(estimates=values, standard_errors=errors)
    weights = 1 / errors**2
    mean = float(np.average(values, weights=weights))
    q = float(weights @ (values - mean) ** 2)
    return Heterogeneity(mean, q, float(stats.chi2.sf(q, values.size - 1)))

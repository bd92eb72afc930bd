"""What do a few groups say together, and what would a further one?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from data_access.stats import checks
from data_access.stats.checks import Floats

_SPREADS = 1_000  # steps: ten times as many move no limit by 0.001
_LARGEST = 6.0  # scales of the prior, or as far apart as the groups are
_WIDE = 12.0  # standard errors within which every limit lies


@dataclass(frozen=True, slots=True)
class Average:
    """The average group, with its interval, and that of a further group.

    `spread` is the standard deviation of true log rate ratios between groups, as is now
    to be expected, and `error` that of the logarithm of the average.
    """

    groups: int
    rate_ratio: float
    low: float
    high: float
    further_low: float
    further_high: float
    spread: float
    error: float


def average_of(
    log_ratios: Sequence[float],
    standard_errors: Sequence[float],
    spread: float,
    confidence: float = 0.95,
) -> Average:
    """Average the log rate ratios of two or more groups that share no person.

    True log rate ratios are normal around the average, of which nothing is known
    before; their standard deviation is half-normal with scale `spread`, since three or
    five groups say hardly anything of it themselves. The posterior is exact but for
    that deviation, which takes values at equal steps.

    Source: Röver and others (2021), On weakly informative prior distributions for the
    heterogeneity parameter in Bayesian random-effects meta-analysis, Research Synthesis
    Methods 12, 448-474.

    Raises:
        StatisticsError: fewer than two groups, lengths that differ, standard errors or
            a spread not above zero, or a confidence outside 0 to 1.

    """
    level = checks.confidence(confidence)
    effects = checks.series("log_ratios", log_ratios, least=2)
    errors = checks.positive(
        "standard_errors", checks.series("standard_errors", standard_errors)
    )
    checks.same_shape(log_ratios=effects, standard_errors=errors)
    scale = float(checks.positive("spread", spread))
    largest = max(_LARGEST * scale, float(np.ptp(effects)))
    between = (np.arange(_SPREADS) + 0.5) / _SPREADS * largest
    variances = errors**2 + between[:, None] ** 2
    weights = 1 / variances
    variance = 1 / weights.sum(axis=1)
    means = variance * (weights @ effects)
    misses = (weights * (effects - means[:, None]) ** 2).sum(axis=1)
    likelihood = -(np.log(variances).sum(axis=1) - np.log(variance) + misses) / 2
    belief = likelihood + stats.halfnorm.logpdf(between, scale=scale)
    chances = np.exp(belief - belief.max())
    chances /= chances.sum()
    mean = float(chances @ means)
    low, high = _limits(chances, means, np.sqrt(variance), level)
    further = _limits(chances, means, np.sqrt(variance + between**2), level)
    return Average(
        groups=len(effects),
        rate_ratio=math.exp(mean),
        low=math.exp(low),
        high=math.exp(high),
        further_low=math.exp(further[0]),
        further_high=math.exp(further[1]),
        spread=math.sqrt(float(chances @ between**2)),
        error=math.sqrt(float(chances @ (variance + (means - mean) ** 2))),
    )


def _limits(
    chances: Floats, means: Floats, errors: Floats, level: float
) -> tuple[float, float]:
    """Return the limits of a mixture of normals with as much on either side."""

    def below(at: float, share: float) -> float:
        return float(chances @ stats.norm.cdf((at - means) / errors)) - share

    reach = _WIDE * float(errors.max())
    ends = (float(means.min()) - reach, float(means.max()) + reach)
    outside = (1 - level) / 2
    low, high = (
        float(brentq(below, *ends, args=(share,), xtol=1e-10))
        for share in (outside, 1 - outside)
    )
    return low, high

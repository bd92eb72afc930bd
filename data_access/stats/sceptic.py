"""What would a sceptic, who expects little of any service, now think of an estimate?"""

import math
from dataclasses import dataclass

from scipy import stats

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import Estimate


@dataclass(frozen=True, slots=True)
class Sceptic:
    """The rate ratio that a sceptic would now believe in, and chances between 0 and 1.

    `fewer` is the chance of fewer events than expected, `tenth_fewer` that of a fall of
    a tenth or more.
    """

    rate_ratio: float
    low: float
    high: float
    fewer: float
    tenth_fewer: float


def sceptic(
    estimate: Estimate, spread: float, confidence: float = 0.95
) -> Sceptic | None:
    """Weigh an estimate with a normal prior of the log rate ratio around no effect.

    `spread` is the standard deviation of the prior: 0.15 has 95% of services between
    0.75 and 1.34. None if the estimate has no standard error.

    Source: Spiegelhalter, Freedman and Parmar (1994), Bayesian approaches to randomized
    trials, Journal of the Royal Statistical Society A 157, 357-416.

    Raises:
        StatisticsError: a spread not above zero, or a confidence outside 0 to 1.

    """
    prior = checks.number("spread", spread)
    if prior <= 0:
        raise StatisticsError("spread", "must be above zero")
    level = checks.confidence(confidence)
    if not estimate.standard_error or not estimate.rate_ratio:
        return None
    error = estimate.standard_error
    share = prior**2 / (prior**2 + error**2)
    mean = share * math.log(estimate.rate_ratio)
    deviation = math.sqrt(share) * error
    reach = float(stats.norm.isf((1 - level) / 2)) * deviation
    return Sceptic(
        rate_ratio=math.exp(mean),
        low=math.exp(mean - reach),
        high=math.exp(mean + reach),
        fewer=float(stats.norm.cdf(-mean / deviation)),
        tenth_fewer=float(stats.norm.cdf((math.log(0.9) - mean) / deviation)),
    )

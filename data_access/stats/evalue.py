"""How strong would an unmeasured cause have to be to explain an estimate away?"""

import math

from data_access.stats import checks
from data_access.stats.errors import StatisticsError


def e_value(rate_ratio: float) -> float:
    """Return the E-value of a rate ratio; 1 means that there is nothing to explain.

    An unmeasured cause would have to be associated with both the service and the
    outcome by at least this rate ratio, beyond what was matched on, to explain the
    estimate away. A ratio below 1 is inverted first.

    Raises:
        StatisticsError: not a finite number above zero.

    Source: VanderWeele TJ, Ding P. Ann Intern Med 2017;167:268-274.

    """
    positive_ratio = float(checks.positive("rate_ratio", rate_ratio))
    ratio = max(positive_ratio, 1 / positive_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def e_value_of_limit(rate_ratio_low: float, rate_ratio_high: float) -> float:
    """Return the E-value of the limit of an interval nearest to 1; 1 if it includes 1.

    Raises:
        StatisticsError: limits not above zero (the lower may be 0) or in the wrong
            order.

    """
    low = float(checks.counts("rate_ratio_low", rate_ratio_low, whole=False))
    high = float(checks.positive("rate_ratio_high", rate_ratio_high))
    if low > high:
        raise StatisticsError("rate_ratio_low", "must not be above rate_ratio_high")
    if low <= 1 <= high:
        return 1.0
    return e_value(high if high < 1 else low)

"""Which change could the estimate so far show, and when could it show a given one?"""

import math

from scipy import stats

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import DAYS_A_YEAR, Estimate
from data_access.stats.power import (
    DetectableRatio,
    DetectableWhen,
    months_until_detectable,
    smallest_detectable_rate_ratio,
)


def detectable_now(
    estimate: Estimate, *, power: float = 0.8, confidence: float = 0.95
) -> DetectableRatio | None:
    """Find the smallest fall in the rate that this estimate could have shown.

    The standard error is the estimate's own, except that the chance variation of those
    who started is that of the reduced rate, not of the observed events. None if the
    estimate has no standard error.

    Raises:
        StatisticsError: power or confidence out of range.

    """
    if estimate.standard_error is None:
        return None
    return smallest_detectable_rate_ratio(
        estimate.people,
        _rate(estimate),
        _dispersion(estimate, estimate.standard_error),
        math.inf,
        _years(estimate),
        power=power,
        confidence=confidence,
        variance="alternative",
    )


def detectable_when(
    estimate: Estimate,
    rate_ratio: float,
    joining_per_month: float,
    *,
    follow_up_years: float = 1.0,
    power: float = 0.8,
    confidence: float = 0.95,
) -> DetectableWhen | None:
    """Count the months until a caseload growing as it has could show a rate ratio.

    `joining_per_month` counts people who start and are matched, each followed for at
    most `follow_up_years`. None if the estimate has no standard error.

    Raises:
        StatisticsError: input out of range, or a rate ratio of 1.

    """
    if estimate.standard_error is None:
        return None
    return months_until_detectable(
        rate_ratio,
        estimate.people,
        joining_per_month,
        _rate(estimate),
        _dispersion(estimate, estimate.standard_error),
        math.inf,
        followed_years=_years(estimate),
        longest_years=follow_up_years,
        power=power,
        confidence=confidence,
        variance="alternative",
    )


def chance_of_showing(
    error: float, rate_ratio: float, *, confidence: float = 0.95
) -> float:
    """Return the chance that an interval excludes no change on the side of a ratio.

    `error` is the standard error of its logarithm and `rate_ratio` what is true.

    Raises:
        StatisticsError: a ratio or an error not above zero, or a confidence outside 0
            to 1.

    """
    level = checks.confidence(confidence)
    true, given = checks.positive("rate_ratio and error", [rate_ratio, error])
    reach = abs(math.log(true)) / given
    return float(stats.norm.cdf(reach - stats.norm.isf((1 - level) / 2)))


def chance_of_no_change(
    estimate: Estimate, meaningful: float, *, confidence: float = 0.95
) -> float | None:
    """Return the chance that an interval like this excludes a meaningful fall.

    Where there is no change at all: the chance that the lower limit of the rate ratio
    is above 1 - `meaningful`. None if the estimate has no standard error.

    Raises:
        StatisticsError: a meaningful fall or a confidence outside 0 to 1.

    """
    least = checks.number("meaningful", meaningful)
    if not 0 < least < 1:
        raise StatisticsError("meaningful", "must be between 0 and 1, such as 0.1")
    if not estimate.standard_error:
        return None
    return chance_of_showing(estimate.standard_error, 1 - least, confidence=confidence)


def _years(estimate: Estimate) -> float:
    return estimate.days / DAYS_A_YEAR / estimate.people


def _rate(estimate: Estimate) -> float:
    return estimate.expected / (estimate.days / DAYS_A_YEAR)


def _dispersion(estimate: Estimate, error: float) -> float:
    """Give the dispersion that explains the error beyond chance in those observed.

    It covers everything else that makes the estimate uncertain: that people differ, and
    the comparison, whose part for each person stays the same however many more join.
    """
    beyond = error**2 - 1 / estimate.observed
    return 1 / (estimate.people * beyond) if beyond > 0 else math.inf

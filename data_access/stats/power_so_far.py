"""Which change could the estimate so far show, and when could it show a given one?"""

import math
from bisect import bisect_left

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from data_access.stats import checks
from data_access.stats.diagnosis import EARLIER_LEVEL, FAIR
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import DAYS_A_YEAR, Estimate
from data_access.stats.power import (
    FURTHEST_MONTHS,
    DetectableRatio,
    DetectableWhen,
    errors_by_month,
)

# Falls of the log rate ratio that are tried: none, and in steps to a twentieth.
_NO_FALL, _STEP, _LARGEST_FALL = 1e-9, 0.02, 3.0


def detectable_now(
    estimate: Estimate,
    earlier_error: float | None,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
) -> DetectableRatio | None:
    """Find the smallest fall that this estimate could have shown, and said.

    The standard error is the estimate's own, except that the chance variation of those
    who started is that of the reduced rate, not of the observed events. `earlier_error`
    is that of the earlier year; where there is none, it is taken to be as large as the
    estimate's. None if the estimate has no standard error.

    Raises:
        StatisticsError: power or confidence out of range.

    """
    if estimate.standard_error is None:
        return None
    asked = _power(power)
    earlier = earlier_error or estimate.standard_error
    beyond = _beyond(estimate, estimate.standard_error)

    def short(fall: float) -> float:
        error = math.sqrt(beyond + math.exp(fall) / estimate.expected)
        return chance_of_verdict(-fall, error, earlier, confidence=confidence) - asked

    # The chance rises with the fall, and then sinks as hardly any events are left.
    falls = np.arange(_STEP, _LARGEST_FALL, _STEP)
    enough = next((fall for fall in falls if short(fall) >= 0), None)
    ratio = None
    if enough is not None:
        ratio = math.exp(-float(brentq(short, max(enough - _STEP, _NO_FALL), enough)))
    return DetectableRatio(
        rate_ratio=ratio,
        fall_percent=None if ratio is None else 100 * (1 - ratio),
        power=power,
        confidence=confidence,
        variance="alternative",
    )


def detectable_when(
    estimate: Estimate,
    earlier_error: float | None,
    rate_ratio: float,
    joining_per_month: float,
    *,
    follow_up_years: float = 1.0,
    power: float = 0.8,
    confidence: float = 0.95,
) -> DetectableWhen | None:
    """Count the months until a growing caseload could have a verdict on a rate ratio.

    `joining_per_month` counts people who start and are matched, each followed for at
    most `follow_up_years`. The error of the earlier year shrinks as they join. None if
    the estimate has no standard error.

    Raises:
        StatisticsError: input out of range, or a rate ratio of 1.

    """
    if estimate.standard_error is None:
        return None
    asked, people = _power(power), estimate.people
    beyond = _beyond(estimate, estimate.standard_error)
    errors = errors_by_month(
        rate_ratio,
        people,
        joining_per_month,
        estimate.expected / (estimate.days / DAYS_A_YEAR),
        1 / (people * beyond) if beyond > 0 else math.inf,
        math.inf,
        followed_years=estimate.days / DAYS_A_YEAR / people,
        longest_years=follow_up_years,
        furthest_months=FURTHEST_MONTHS,
        variance="alternative",
    )
    then = people + joining_per_month * np.arange(len(errors))
    earlier = (earlier_error or estimate.standard_error) * np.sqrt(people / then)
    effect = math.log(rate_ratio)

    def enough(month: int) -> bool:
        at = (float(errors[month]), float(earlier[month]))
        return chance_of_verdict(effect, *at, confidence=confidence) >= asked

    # Errors only shrink, so that once it is enough it stays so.
    first = bisect_left(range(len(errors)), True, key=enough)
    month = first if first < len(errors) else None
    return DetectableWhen(
        rate_ratio=rate_ratio,
        months=month,
        people=None if month is None else math.floor(then[month]),
        furthest_months=FURTHEST_MONTHS,
        power=power,
        confidence=confidence,
        variance="alternative",
    )


def chance_of_verdict(
    effect: float, error: float, earlier_error: float, *, confidence: float = 0.95
) -> float:
    """Return the chance that a true effect is found, and said: *fewer* or *more*.

    `effect` is the true log rate ratio. The interval must exclude no change; the
    earlier year, in which there is no difference, must exclude one as large as is found
    (`diagnosis.was_not_there`); and no check may fail by chance (`diagnosis.FAIR`). The
    two errors are taken as independent, as those of two years of other events.

    Raises:
        StatisticsError: an effect of 0, errors not above zero, or a confidence outside
            0 to 1.

    """
    level = checks.confidence(confidence)
    size = abs(checks.number("effect", effect))
    if size == 0:
        raise StatisticsError("effect", "must not be 0, which is no change")
    if not math.isfinite(error):
        return 0.0
    own, earlier = checks.positive("errors", [error, earlier_error])
    found = size - stats.norm.isf((1 - level) / 2) * own
    beyond = size - stats.norm.isf(EARLIER_LEVEL) * earlier
    both = math.hypot(own, earlier)
    related = own / both
    return FAIR * float(
        stats.multivariate_normal.cdf(
            [found / own, beyond / both], cov=[[1, related], [related, 1]]
        )
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


def _beyond(estimate: Estimate, error: float) -> float:
    """Return the variance that is not chance in those observed.

    It covers everything else that makes the estimate uncertain: that people differ, and
    the comparison, whose part for each person stays the same however many more join.
    """
    return max(error**2 - 1 / estimate.observed, 0.0)


def _power(power: float) -> float:
    chance = checks.number("power", power)
    if not 0.5 <= chance < FAIR:
        raise StatisticsError("power", f"must be from 0.5 up to but not {FAIR:g}")
    return chance

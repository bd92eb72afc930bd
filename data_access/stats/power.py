"""How small a change in events could this caseload show, and when?"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

VARIANCES = ("null", "alternative")
# Ten years: beyond that neither the caseload nor the service will be the same.
FURTHEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class DetectableRatio:
    """The rate ratio nearest 1 that a comparison would detect.

    `rate_ratio` and `fall_percent` are None if no fall, however large, is detectable.
    """

    rate_ratio: float | None
    fall_percent: float | None
    power: float
    confidence: float
    variance: str


@dataclass(frozen=True, slots=True)
class DetectableWhen:
    """Whole months from now until a rate ratio is detectable, and the people then.

    Both are None if it is not detectable within `furthest_months`; 0 months means now.
    """

    rate_ratio: float
    months: int | None
    people: int | None
    furthest_months: int
    power: float
    confidence: float
    variance: str


def smallest_detectable_rate_ratio(
    people: int,
    rate: float,
    dispersion_k: float,
    comparison_ratio: float,
    follow_up_years: float,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
    variance: str = "null",
) -> DetectableRatio:
    """Find the smallest fall in the rate of events that a caseload could show.

    The comparison is two-sided, of the log rates of gamma-Poisson counts.

    Args:
        people: on the caseload.
        rate: events a person-year expected in the comparison group.
        dispersion_k: shape of the gamma, so that a year's count has variance
            rate + rate²/k; math.inf for plain Poisson counts.
        comparison_ratio: comparison people for each person on the caseload; math.inf
            for a comparison so large that it adds no chance of its own.
        follow_up_years: years each person is followed.
        power: chance of detecting such a fall if it is real.
        confidence: of the interval that must exclude no change.
        variance: "null" takes the error of both groups at the comparison rate, as
            the usual table does, and is too hopeful for small caseloads;
            "alternative" takes the caseload's at its own reduced rate.

    Raises:
        StatisticsError: input out of range.

    Source: variance of the log rate ratio as in Zhu H, Lakkis H. Stat Med
    2014;33:376-387.

    """
    n = checks.whole("people", people, least=1)
    others = _or_endless("comparison_ratio", comparison_ratio)
    events = _above_zero("rate", rate) * _above_zero("follow_up_years", follow_up_years)
    shape = _or_endless("dispersion_k", dispersion_k)
    z = _z(power, confidence)
    checks.choice("variance", variance, VARIANCES)
    everybody = (1 / events + 1 / shape) * (1 + 1 / others) / n
    ratio = (
        math.exp(-z * math.sqrt(everybody))
        if variance == "null"
        else _ratio_at_own_rate(z, everybody, 1 / (n * events))
    )
    return DetectableRatio(
        rate_ratio=ratio,
        fall_percent=None if ratio is None else 100 * (1 - ratio),
        power=power,
        confidence=confidence,
        variance=variance,
    )


def people_needed(
    rate_ratio: float,
    rate: float,
    dispersion_k: float,
    comparison_ratio: float,
    follow_up_years: float,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
    variance: str = "null",
) -> int:
    """Count the people a caseload needs to show a rate ratio, such as 0.8 for -20%.

    The other arguments are those of `smallest_detectable_rate_ratio`.

    Raises:
        StatisticsError: input out of range, or a rate ratio of 1.

    """
    effect = _effect(rate_ratio)
    others = _or_endless("comparison_ratio", comparison_ratio)
    events = _above_zero("rate", rate) * _above_zero("follow_up_years", follow_up_years)
    shape = _or_endless("dispersion_k", dispersion_k)
    checks.choice("variance", variance, VARIANCES)
    own = events * (1 if variance == "null" else rate_ratio)
    one_person = 1 / own + 1 / shape + (1 / events + 1 / shape) / others
    return math.ceil(one_person * (_z(power, confidence) / effect) ** 2)


def months_until_detectable(
    rate_ratio: float,
    people: int,
    joining_per_month: float,
    rate: float,
    dispersion_k: float,
    comparison_ratio: float,
    *,
    followed_years: float = 0.0,
    longest_years: float = math.inf,
    furthest_months: int = FURTHEST_MONTHS,
    power: float = 0.8,
    confidence: float = 0.95,
    variance: str = "null",
) -> DetectableWhen:
    """Count the months until a growing caseload could show a rate ratio.

    `people` have been followed for `followed_years` on average already, a further
    `joining_per_month` join each month, on average in the middle of it, and
    everybody stays in the comparison. Nobody's events count after `longest_years`.
    The other arguments are those of `smallest_detectable_rate_ratio`.

    Raises:
        StatisticsError: input out of range, or a rate ratio of 1.

    """
    effect = _effect(rate_ratio)
    error = errors_by_month(
        rate_ratio,
        people,
        joining_per_month,
        rate,
        dispersion_k,
        comparison_ratio,
        followed_years=followed_years,
        longest_years=longest_years,
        furthest_months=furthest_months,
        variance=variance,
    )
    enough = np.flatnonzero(error <= abs(effect) / _z(power, confidence))
    first = int(enough[0]) if enough.size else None
    return DetectableWhen(
        rate_ratio=rate_ratio,
        months=first,
        people=None
        if first is None
        else people + math.floor(joining_per_month * first),
        furthest_months=furthest_months,
        power=power,
        confidence=confidence,
        variance=variance,
    )


def errors_by_month(
    rate_ratio: float,
    people: int,
    joining_per_month: float,
    rate: float,
    dispersion_k: float,
    comparison_ratio: float,
    *,
    followed_years: float = 0.0,
    longest_years: float = math.inf,
    furthest_months: int = FURTHEST_MONTHS,
    variance: str = "null",
) -> Floats:
    """Return the standard error of the log rate ratio now, in a month, in two, ...

    Infinite where nobody has been followed yet. The arguments are those of
    `months_until_detectable`.

    Raises:
        StatisticsError: input out of range.

    """
    n = checks.whole("people", people)
    joining = _zero_or_more("joining_per_month", joining_per_month)
    followed = _zero_or_more("followed_years", followed_years)
    longest = _or_endless("longest_years", longest_years)
    furthest = checks.whole("furthest_months", furthest_months)
    ratio = _or_endless("comparison_ratio", comparison_ratio)
    per_year = _above_zero("rate", rate)
    shape = _or_endless("dispersion_k", dispersion_k)
    checks.choice("variance", variance, VARIANCES)
    own = per_year * (
        1 if variance == "null" else _above_zero("rate_ratio", rate_ratio)
    )

    month = np.arange(furthest + 1)
    # Those joining in month j have been followed for m - j + 1/2 months by month m.
    years_joined = np.minimum((month[1:] - 0.5) / 12, longest)
    years_here = np.minimum(followed + month / 12, max(followed, longest))

    def information(yearly: float) -> Floats:
        here = _information(yearly * years_here, shape)
        joined = np.cumsum(_information(yearly * years_joined, shape))
        return n * here + joining * np.concatenate([[0.0], joined])

    # Nobody followed yet, or hardly: the error is infinite.
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        errors: Floats = np.sqrt(
            1 / information(own) + 1 / (ratio * information(per_year))
        )
    return errors


def _ratio_at_own_rate(z: float, everybody: float, own: float) -> float | None:
    """Solve u = z·√(own·eᵘ + rest) for u = -log(rate ratio), its smaller root.

    The difference u - z·√(own·eᵘ + rest) is concave in u and below zero at u = 0,
    so it has a root only if it is above zero at its peak, where own·eᵘ =
    2(1 + √(1 + z²·rest))/z², and the root nearest no change is below it.
    """
    rest = everybody - own
    peak = math.log(2 * (1 + math.sqrt(1 + z**2 * rest)) / (z**2 * own))

    def short(u: float) -> float:
        return u - z * math.sqrt(own * math.exp(u) + rest)

    if short(peak) < 0:
        return None
    return math.exp(-float(brentq(short, 0, peak, xtol=1e-12)))


def _information(events: Floats, shape: float) -> Floats:
    """Return one person's information about the log rate: 1/(1/events + 1/k)."""
    return events / (1 + events / shape)


def _z(power: float, confidence: float) -> float:
    level = checks.confidence(confidence)
    chance = checks.number("power", power)
    if not 0.5 <= chance < 1:
        raise StatisticsError("power", "must be from 0.5 up to but not 1, such as 0.8")
    return float(stats.norm.ppf((1 + level) / 2) + stats.norm.ppf(chance))


def _effect(rate_ratio: float) -> float:
    effect = math.log(_above_zero("rate_ratio", rate_ratio))
    if effect == 0:
        raise StatisticsError("rate_ratio", "must not be 1, which is no change")
    return effect


def _or_endless(argument: str, value: float) -> float:
    # Infinity is a value like any other here: no dispersion, or no end.
    return math.inf if value == math.inf else _above_zero(argument, value)


def _above_zero(argument: str, value: float) -> float:
    return float(checks.positive(argument, checks.number(argument, value)))


def _zero_or_more(argument: str, value: float) -> float:
    return float(checks.counts(argument, checks.number(argument, value), whole=False))

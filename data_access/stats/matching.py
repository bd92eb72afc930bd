"""How many events would people have had without the service, by exact strata?"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from scipy import stats

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.limits import exact_poisson

DAYS_A_YEAR = 365.25


class Totals(Protocol):
    """What an estimate is made of, whichever comparison it comes from."""

    @property
    def people(self) -> int:
        """People who started and were compared."""

    @property
    def comparison_people(self) -> int:
        """People they were compared with."""

    @property
    def days(self) -> float:
        """Days at risk of those who started."""

    @property
    def observed(self) -> float:
        """Their events."""

    @property
    def expected(self) -> float:
        """The events expected of them."""


@dataclass(frozen=True, slots=True)
class MatchedSums:
    """Totals of matched people, and sums over people of products of influence.

    `people` who started and were matched, with `observed` events and `days` at risk in
    follow-up and their events in the year `before`. Their comparison is weighted so
    that in every stratum of an index month it counts as many people as started:
    `comparison_events` and `comparison_days` are its totals at those weights, of
    `comparison_people` in all. `aa` is the sum over people of the square of each one's
    influence on observed, `ab` of its product with the influence on days; b is days, c
    comparison events and d comparison days. Sums of sets that share no person can be
    added.
    """

    people: int
    comparison_people: int
    before: float
    observed: float
    days: float
    comparison_events: float
    comparison_days: float
    aa: float
    ab: float
    ac: float
    ad: float
    bb: float
    bc: float
    bd: float
    cc: float
    cd: float
    dd: float

    @property
    def expected(self) -> float:
        """Days at risk of those who started, at the rate of their comparison."""
        if self.comparison_days == 0:
            return 0.0
        return self.days * self.comparison_events / self.comparison_days


@dataclass(frozen=True, slots=True)
class Estimate:
    """Observed events against those expected, with an interval.

    `avoided` is expected - observed, below zero where there were more. The rate ratio
    is observed / expected. `standard_error` and `p_value` are those of its logarithm.
    What the counts do not allow is None: the ratio if nothing was expected, the
    interval if fewer than two people were matched, the standard error if nothing was
    observed (the upper limit is then the exact one of a count of none, which takes the
    expected number as known).
    """

    people: int
    comparison_people: int
    days: float
    observed: float
    expected: float
    avoided: float
    avoided_low: float | None
    avoided_high: float | None
    rate_ratio: float | None
    rate_ratio_low: float | None
    rate_ratio_high: float | None
    standard_error: float | None
    p_value: float | None
    confidence: float


def estimate(sums: MatchedSums, confidence: float = 0.95) -> Estimate:
    """Estimate events avoided and the rate ratio, with intervals robust over people.

    Expected is the days at risk of those who started, at the rate of their weighted
    comparison. The log rate ratio is log observed - log days - log comparison events
    + log comparison days, and the influence of a person on it the same sum of that
    person's influences, each over its total. Influences sum to 0 over people and
    their squares to the variance, so a person who serves in many months, or first
    compares and then starts, is one person. The interval takes Student's t on people
    who started less one, and multiplies the variance by n / (n - 1), as cluster-robust
    intervals do. Limits of events avoided are those of the rate ratio times expected,
    so that the two agree.

    Raises:
        StatisticsError: negative or non-finite sums, or a confidence outside 0 to 1.

    """
    _require_counts(sums)
    return estimate_of(sums, partial(standard_error, sums), confidence)


def estimate_of(
    sums: Totals, log_error: Callable[[], float], confidence: float
) -> Estimate:
    """Return the estimate of totals, however their comparison was made.

    `log_error` gives the standard error of the log rate ratio; it is asked only where
    events were observed and expected, of two people or more. The limits of events
    avoided are those of the rate ratio times expected.

    Raises:
        StatisticsError: a confidence outside 0 to 1.

    """
    level = checks.confidence(confidence)
    observed, expected = sums.observed, sums.expected
    ratio = observed / expected if expected > 0 else None
    low = high = error = p_value = None
    if ratio is not None and sums.people >= 2:
        if observed > 0:
            error = log_error()
            freedom = sums.people - 1
            reach = float(stats.t.isf((1 - level) / 2, freedom)) * error
            low, high = ratio * math.exp(-reach), ratio * math.exp(reach)
            p_value = _p_value(math.log(ratio), error, freedom)
        else:
            low = 0.0
            high = float(exact_poisson(np.zeros(1), level)[1][0]) / expected
    return Estimate(
        people=sums.people,
        comparison_people=sums.comparison_people,
        days=sums.days,
        observed=observed,
        expected=expected,
        avoided=expected - observed,
        avoided_low=None if high is None else expected * (1 - high),
        avoided_high=None if low is None else expected * (1 - low),
        rate_ratio=ratio,
        rate_ratio_low=low,
        rate_ratio_high=high,
        standard_error=error,
        p_value=p_value,
        confidence=level,
    )


def standard_error(sums: MatchedSums) -> float:
    """Return the cluster-robust standard error of the log rate ratio.

    Raises:
        StatisticsError: no events observed or expected, or fewer than two people.

    """
    for name, value in (("observed", sums.observed), ("expected", sums.expected)):
        if value <= 0:
            raise StatisticsError(name, "must be above zero to have a log rate ratio")
    if sums.people < 2:
        raise StatisticsError("people", "must be two or more to vary")
    gradient = np.array(
        [
            1 / sums.observed,
            -1 / sums.days,
            -1 / sums.comparison_events,
            1 / sums.comparison_days,
        ]
    )
    products = np.array(
        [
            [sums.aa, sums.ab, sums.ac, sums.ad],
            [sums.ab, sums.bb, sums.bc, sums.bd],
            [sums.ac, sums.bc, sums.cc, sums.cd],
            [sums.ad, sums.bd, sums.cd, sums.dd],
        ]
    )
    variance = float(gradient @ products @ gradient)
    # Rounding can leave a hair below zero where the two arms agree exactly.
    return math.sqrt(max(variance, 0.0) * sums.people / (sums.people - 1))


def _p_value(log_ratio: float, error: float, freedom: int) -> float:
    if error == 0:
        return 1.0 if log_ratio == 0 else 0.0
    return 2 * float(stats.t.sf(abs(log_ratio) / error, freedom))


def _require_counts(sums: MatchedSums) -> None:
    totals = ("days", "observed", "before", "comparison_events", "comparison_days")
    checks.counts("people", sums.people)
    for name in totals:
        checks.counts(name, getattr(sums, name), whole=False)

"""Confidence intervals of public-health figures.

Proportions, rates, and the difference and ratio of two rates; directly and
indirectly standardised figures are in `standardised` and offered here by name.
"""

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.proportion import proportion_confint

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.limits import Interval, poisson
from data_access.stats.standardised import ESP_2013, dsr, israte, isratio

__all__ = [
    "ESP_2013",
    "Interval",
    "dsr",
    "israte",
    "isratio",
    "rate",
    "rate_difference",
    "rate_ratio",
    "wilson",
]


def wilson(events: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return proportions, between 0 and 1, with Wilson score limits.

    `events` and `n` are numbers, or arrays of one shape; events need not be whole,
    so that weighted counts are allowed.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 209-212.

    Raises:
        StatisticsError: missing, negative or infinite input, events above n, n of 0.

    """
    checks.confidence(confidence)
    events, n = checks.counts("events", events, whole=False), checks.positive("n", n)
    checks.same_shape(events=events, n=n)
    if (events > n).any():
        raise StatisticsError("events", "is above n, so it is no part of it")
    lower, upper = proportion_confint(events, n, alpha=1 - confidence, method="wilson")
    # The limits are exactly 0 and 1 at the ends, where rounding would stop short.
    return Interval(
        estimate=(events / n)[()],
        lower=np.where(events == 0, 0.0, lower)[()],
        upper=np.where(events == n, 1.0, upper)[()],
    )


def rate(
    events: ArrayLike,
    person_time: ArrayLike,
    multiplier: float = 1,
    confidence: float = 0.95,
) -> Interval:
    """Return events per unit of person-time: exact limits below 10, Byar from 10.

    Events may exceed person-time and need not be whole. `multiplier` gives the unit:
    1000 with person-years makes a rate per 1,000 person-years.

    Source: as the indicators of Fingertips; see `limits` for both methods.

    Raises:
        StatisticsError: missing, negative or infinite input, person-time of 0.

    """
    checks.confidence(confidence)
    events, person_time = _rate_input("events", events, "person_time", person_time)
    scale = checks.positive("multiplier", checks.number("multiplier", multiplier))
    lower, upper = poisson(events, confidence)
    return Interval(
        estimate=(events / person_time * scale)[()],
        lower=(lower / person_time * scale)[()],
        upper=(upper / person_time * scale)[()],
    )


def rate_difference(
    events: ArrayLike,
    person_time: ArrayLike,
    other_events: ArrayLike,
    other_person_time: ArrayLike,
    multiplier: float = 1,
    confidence: float = 0.95,
) -> Interval:
    """Return the first rate less the other, with MOVER limits.

    MOVER recovers the variance of each rate from its own limits (here those of
    `rate`), so it keeps their asymmetry and needs no events in either group.

    Source: Zou and Donner (2008), Construction of confidence limits about effect
    measures: a general approach, Statistics in Medicine 27, 1693-1702.

    Raises:
        StatisticsError: as `rate`, for either rate.

    """
    first = rate(events, person_time, multiplier, confidence)
    _rate_input("other_events", other_events, "other_person_time", other_person_time)
    second = rate(other_events, other_person_time, multiplier, confidence)
    _same_groups(first.estimate, second.estimate)
    difference = first.estimate - second.estimate
    below = np.hypot(first.estimate - first.lower, second.upper - second.estimate)
    above = np.hypot(first.upper - first.estimate, second.estimate - second.lower)
    return Interval(difference, difference - below, difference + above)


def rate_ratio(
    events: ArrayLike,
    person_time: ArrayLike,
    other_events: ArrayLike,
    other_person_time: ArrayLike,
    confidence: float = 0.95,
) -> Interval:
    """Return the first rate over the other, with exact conditional limits.

    Given both counts together, the first is binomial; Clopper-Pearson limits of its
    share are turned into limits of the ratio. They are never too narrow. With no
    other events the estimate and upper limit are infinite; the lower still informs.

    Source: Clopper and Pearson (1934), The use of confidence or fiducial limits
    illustrated in the case of the binomial, Biometrika 26, 404-413.

    Raises:
        StatisticsError: as `rate`, for either rate; no event in either group.

    """
    checks.confidence(confidence)
    events, person_time = _rate_input("events", events, "person_time", person_time)
    other_events, other_person_time = _rate_input(
        "other_events", other_events, "other_person_time", other_person_time
    )
    _same_groups(events / person_time, other_events / other_person_time)
    both = events + other_events
    if (both == 0).any():
        raise StatisticsError("events", "is 0 in both groups, so there is no ratio")
    lower, upper = proportion_confint(
        np.broadcast_to(events, both.shape), both, alpha=1 - confidence, method="beta"
    )
    scale = other_person_time / person_time
    return Interval(
        estimate=(_odds(events / both) * scale)[()],
        lower=(_odds(np.asarray(lower)) * scale)[()],
        upper=(_odds(np.asarray(upper)) * scale)[()],
    )


def _rate_input(
    events_name: str, events: ArrayLike, time_name: str, person_time: ArrayLike
) -> tuple[Floats, Floats]:
    counts = checks.counts(events_name, events, whole=False)
    time = checks.positive(time_name, person_time)
    checks.same_shape(**{events_name: counts, time_name: time})
    return counts, time


def _same_groups(first: Floats, second: Floats) -> None:
    checks.same_shape(events=np.asarray(first), other_events=np.asarray(second))


def _odds(share: Floats) -> Floats:
    """Return share / (1 - share), infinite at 1."""
    odds: Floats = np.full(share.shape, np.inf)
    np.divide(share, 1 - share, out=odds, where=share < 1)
    return odds

"""How much of a naive fall remains among matched people selected by one rule?"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import DAYS_A_YEAR


@dataclass(frozen=True, slots=True)
class Strata:
    """Matched strata, one entry each: those who started, and their comparison.

    People, days at risk and events of each; both have people in every stratum.
    """

    people: Floats
    days: Floats
    events: Floats
    compared: Floats
    compared_days: Floats
    compared_events: Floats


@dataclass(frozen=True, slots=True)
class PickedChange:
    """Events a person-year before, after and expected, and the rate ratio's limits.

    `before_events` and `observed_events` are how many there were before and after.
    """

    people: int
    before_events: float
    observed_events: float
    expected_events: float
    before_per_year: float
    after_per_year: float
    expected_per_year: float
    low: float
    high: float


def poisson_variance(strata: Strata) -> float | None:
    """Return the variance of the log rate ratio if events were Poisson counts.

    Comparison people count at the weight of their stratum, the number who started for
    each of them. None if either group has no event.
    """
    weight = strata.people / strata.compared
    compared = float(weight @ strata.compared_events)
    observed = float(strata.events.sum())
    if observed == 0 or compared == 0:
        return None
    return 1 / observed + float(weight**2 @ strata.compared_events) / compared**2


def picked_change(
    strata: Strata, before: float, inflation: float, confidence: float = 0.95
) -> PickedChange | None:
    """Split the naive change of some matched people into its parts, with an interval.

    `before` counts the events of those who started in the year before. The variance is
    that of Poisson counts times `inflation`, how much more the estimate of everyone
    matched varies. None if there is no event to compare.

    Raises:
        StatisticsError: an inflation below 1, or a confidence outside 0 to 1.

    """
    level = checks.confidence(confidence)
    if checks.number("inflation", inflation) < 1:
        raise StatisticsError("inflation", "must be 1 or more")
    variance = poisson_variance(strata)
    if variance is None or before <= 0:
        return None
    weight = strata.people / strata.compared
    rate = float(weight @ strata.compared_events) / float(weight @ strata.compared_days)
    days, people = float(strata.days.sum()), float(strata.people.sum())
    expected = days * rate
    ratio = float(strata.events.sum()) / expected
    # Student's t on people less one, as the estimate of everybody matched has it.
    t = float(stats.t.isf((1 - level) / 2, max(people - 1, 1)))
    reach = t * math.sqrt(variance * inflation)
    return PickedChange(
        people=round(people),
        before_events=before,
        observed_events=float(strata.events.sum()),
        expected_events=expected,
        before_per_year=before / people,
        after_per_year=float(strata.events.sum()) / days * DAYS_A_YEAR,
        expected_per_year=rate * DAYS_A_YEAR,
        low=ratio * math.exp(-reach),
        high=ratio * math.exp(reach),
    )


def chosen(strata: Strata, where: NDArray[np.bool_]) -> Strata:
    """Return the strata for which `where` is true."""
    return Strata(
        people=strata.people[where],
        days=strata.days[where],
        events=strata.events[where],
        compared=strata.compared[where],
        compared_days=strata.compared_days[where],
        compared_events=strata.compared_events[where],
    )

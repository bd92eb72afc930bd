"""Observed and expected events where a lot decided who starts in which month.

In each calendar month people whose step has come are compared with those of the same
stratum who wait, whether or not they did start: by intention to treat.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.power_so_far import chance_of_verdict
from data_access.stats.trials import TrialSums

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_YEAR = 12  # months before the draw, in which nobody had started
# Falls of the rate that a plan is tried on, smallest first.
_FALLS = np.arange(0.01, 0.96, 0.01)


def stepped_sums(
    person: Ints,
    stratum: Ints,
    month: Ints,
    called: Bools,
    days: Floats,
    events: Floats,
) -> TrialSums:
    """Sum observed and expected events of those called, and products by person.

    A row is one person in one calendar month, in a stratum of that month, with days at
    risk and events; ``called`` says that the person's step has come, of all others that
    they wait. All numbers count from 0. The rate ratio is that of Mantel and Haenszel:
    a stratum counts by the product of the days of both sides over their sum, so that a
    month in which few still wait counts little. Expected is what was observed over that
    ratio. A stratum that lacks one side is left out, its events too.

    A person's deviation is from the rate at which the whole month waits: a stratum in
    which one person waits has no deviation from its own. Where strata differ, that
    makes the variance a little large, never small. All months of a person are summed
    before they are squared.

    Source: Greenland and Robins (1985), Estimation of a common effect parameter from
    sparse follow-up data, Biometrics 41, 55-68.

    Raises:
        StatisticsError: days or events below zero.

    """
    if person.size == 0:
        return TrialSums(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    checks.counts("days", days, whole=False)
    checks.counts("events", events, whole=False)
    size = int(stratum.max()) + 1
    given = np.bincount(stratum, days * called, size)
    waited = np.bincount(stratum, days * ~called, size)
    both = (given > 0) & (waited > 0)
    share = waited / np.where(both, given + waited, 1.0)
    ours, theirs = both[stratum] & called, both[stratum] & ~called
    weight = np.where(called, share[stratum], 1 - share[stratum])
    deviation = events - _rates(month, weight * theirs, days, events)[month] * days
    counted = _by_person(person, events * ours)
    observed = float(counted.sum())
    weighted, waiting = (
        float((weight * events * side).sum()) for side in (ours, theirs)
    )
    if weighted > 0 and waiting > 0:
        ratio = weighted / waiting
        expected = observed / ratio
        usual = events - deviation
        influence = _by_person(
            person,
            ours * weight * (events - ratio * usual) / weighted
            - theirs * weight * deviation / waiting,
        )
        # So that observed over itself, less this over expected, is the influence.
        part = expected * (counted / observed - influence)
    else:
        # Nothing was observed, or nothing expected: there is no ratio to vary.
        days_weighted = float((weight * days * ours).sum())
        times = float((days * ours).sum()) / days_weighted if days_weighted else 0.0
        expected = times * waiting
        part = times * _by_person(person, weight * events * theirs)
    return TrialSums(
        people=np.unique(person[ours]).size,
        comparison_people=np.unique(person[theirs]).size,
        before=0.0,
        observed=observed,
        days=float((days * ours).sum()),
        expected=expected,
        oo=float(counted @ counted),
        oe=float(counted @ part),
        ee=float(part @ part),
    )


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one draw: people in each, and the months between them."""

    sizes: tuple[int, ...]
    months_apart: int


def smallest_fall(
    draws: Sequence[Steps], rate: float, spread: float, *, power: float = 0.8
) -> float | None:
    """Return the smallest fall that draws could show together by their end, as a share.

    ``rate`` is people's events a month, ``spread`` the variance of their own rates over
    the square of their mean. The year before, which must be passed too, compares early
    with late steps. None if no fall could be shown with that power.

    Raises:
        StatisticsError: input out of range.

    """
    per_month = checks.number("rate", rate)
    if per_month <= 0 or not draws or not all(min(one.sizes) for one in draws):
        return None

    def error(sides: Callable[[Steps], Ints], ratio: float) -> float:
        errors = [
            _planned_error(one.sizes, sides(one), per_month, spread, ratio)
            for one in draws
        ]
        return 1 / math.sqrt(sum(error**-2 for error in errors))

    earlier = error(_halves, 1.0)
    for fall in _FALLS:
        by_lot = error(_sides, 1 - fall)
        if chance_of_verdict(math.log(1 - fall), by_lot, earlier) >= power:
            return float(fall)
    return None


def early_steps(steps: int) -> int:
    """Return how many of the steps are early, in the comparison of the year before."""
    return steps // 2


def spread_of(counts: Floats) -> float:
    """Return by how much people's own rates vary, of counts of one year of each.

    It is the variance beyond that of chance, over the square of the mean.
    """
    mean = float(np.mean(counts)) if counts.size else 0.0
    if mean == 0:
        return 0.0
    return max(float(np.var(counts)) - mean, 0.0) / mean**2


def _sides(draw: Steps) -> Ints:
    starts = draw.months_apart * np.arange(len(draw.sizes))
    return np.sign(np.arange(starts[-1])[None, :] - starts[:, None])


def _halves(draw: Steps) -> Ints:
    steps = len(draw.sizes)
    early = np.arange(steps) < early_steps(steps)
    return np.repeat(np.where(early, 1, -1)[:, None], _YEAR, axis=1)


def _planned_error(
    sizes: Sequence[int], side: Ints, rate: float, spread: float, ratio: float
) -> float:
    """Return the error of the log rate ratio if ``ratio`` is true.

    ``side`` has a row a step and a column a month: 1 called, -1 waiting, 0 neither.
    """
    people = np.array(sizes, dtype=float)
    called = (people[:, None] * (side == 1)).sum(axis=0)
    waiting = (people[:, None] * (side == -1)).sum(axis=0)
    total = np.where(called + waiting > 0, called + waiting, 1.0)
    size = float((called * waiting / total).sum())
    if size == 0:
        return math.inf
    weight = np.where(side == 1, waiting / total, -called / total) * (side != 0) / size
    own = rate * np.where(side == 1, ratio, 1.0)
    chance = (people[:, None] * weight**2 / own).sum()
    lasting = spread * (people * weight.sum(axis=1) ** 2).sum()
    return math.sqrt(chance + lasting)


def _rates(month: Ints, weight: Floats, days: Floats, events: Floats) -> Floats:
    found = np.bincount(month, weight * events)
    spans = np.bincount(month, weight * days)
    return np.divide(found, spans, out=np.zeros_like(found), where=spans > 0)


def _by_person(person: Ints, values: Floats) -> Floats:
    sums: Floats = np.bincount(person, values, int(person.max()) + 1).astype(float)
    return sums

"""How many could be helped in each of several groups, and do they clearly differ?

A group's share comes from its count, and is drawn towards the share of similar groups
if the count is small. A worker reaches a limited number of people a year and succeeds
with a share of them; both are assumptions with a range.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.limits import z_value
from data_access.stats.pooling import random_effects


@dataclass(frozen=True, slots=True)
class LogOdds:
    """A share on the scale of log odds: its middle and its standard error.

    `weight` is how much of it is the group's own evidence, 0 to 1.
    """

    middle: float
    error: float
    weight: float

    def share(self, deviate: float = 0.0) -> float:
        """Return the share (0 to 1) at `deviate` standard errors above the middle."""
        return float(special.expit(self.middle + deviate * self.error))


@dataclass(frozen=True, slots=True)
class Assumed:
    """An assumption: its central value, and the lowest and highest it might be."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        """Refuse a range that is not in order or includes nothing above zero."""
        if not 0 < self.low <= self.central <= self.high:
            raise StatisticsError(
                "low", "must be above 0, and low, central and high in order"
            )


@dataclass(frozen=True, slots=True)
class Group:
    """People and the share already done; groups of one `kind` share `success`."""

    name: str
    kind: str
    people: float
    done: LogOdds
    success: Assumed


@dataclass(frozen=True, slots=True)
class Gain:
    """People not done yet, and how many more one worker could do in a year."""

    group: Group
    undone: float
    central: float
    low: float
    high: float


def pooled_shares(done: ArrayLike, people: ArrayLike) -> list[LogOdds]:
    """Draw each share towards the common one, further if it has fewer people.

    Empirical Bayes on log odds: the groups' log odds are assumed normal around a common
    mean, whose uncertainty is included in each error. Half a person is added to those
    done and to those not done, so that 0% and 100% have log odds too. A single group
    keeps its own share.

    Raises:
        StatisticsError: more done than people, people not above zero, or lengths that
            differ.

    """
    own, errors = _log_odds(done, people)
    if len(own) < 2:
        return [LogOdds(float(own[0]), float(errors[0]), 1.0)]
    summary = random_effects(list(own), list(errors))
    spread, mean = summary.tau_squared, math.log(summary.rate_ratio)
    mean_variance = 1 / float((1 / (errors**2 + spread)).sum())
    weights = spread / (spread + errors**2)
    middles = weights * own + (1 - weights) * mean
    variances = weights * errors**2 + (1 - weights) ** 2 * mean_variance
    return [
        LogOdds(float(middle), math.sqrt(variance), float(weight))
        for middle, variance, weight in zip(middles, variances, weights, strict=True)
    ]


def typical_share(done: ArrayLike, people: ArrayLike) -> LogOdds:
    """Return the share to expect in one more group like these two or more.

    Its error includes the true differences between groups and the uncertainty of their
    mean.

    Raises:
        StatisticsError: as `pooled_shares`, or fewer than two groups.

    """
    own, errors = _log_odds(done, people)
    summary = random_effects(list(own), list(errors))
    spread = summary.tau_squared
    mean_variance = 1 / float((1 / (errors**2 + spread)).sum())
    return LogOdds(math.log(summary.rate_ratio), math.sqrt(spread + mean_variance), 0.0)


def gain(group: Group, reach: Assumed, confidence: float = 0.95) -> Gain:
    """Return what one worker could gain in a group in a year.

    The gain is people not done, at most `reach`, times the share of success. The limits
    combine the interval of the share with the range of both assumptions, so they are
    wider than either.
    """
    z = z_value(checks.confidence(confidence))
    undone = _undone(group, 0.0)
    return Gain(
        group=group,
        undone=undone,
        central=group.success.central * min(undone, reach.central),
        low=group.success.low * min(_undone(group, z), reach.low),
        high=group.success.high * min(_undone(group, -z), reach.high),
    )


def ranked(
    groups: Sequence[Group], reach: Assumed, confidence: float = 0.95
) -> list[list[Gain]]:
    """Return gains in classes whose members do not clearly differ from their first.

    Every gain of a later class is less than the first of the class before, by more than
    chance and the assumptions allow; all such comparisons are valid together at the
    confidence given (Bonferroni). Reach belongs to the worker, so it is the same in
    every comparison. Success is the same within a kind; between kinds the lowest is
    compared with the highest.
    """
    level = checks.confidence(confidence)
    left = sorted(
        (gain(group, reach, level) for group in groups),
        key=lambda item: (-item.central, -item.undone, item.group.name),
    )
    pairs = max(len(left) * (len(left) - 1) // 2, 1)
    z = z_value(1 - (1 - level) / pairs)
    classes = []
    while left:
        first, *rest = left
        less = [item for item in rest if clearly_more(first, item, reach.central, z)]
        classes.append([first, *(item for item in rest if item not in less)])
        left = less
    return classes


def clearly_more(gain: Gain, other: Gain, reach: float, z: float) -> bool:
    """Return whether one gain is above another under all assumptions, beyond chance.

    The limits of the difference of logs are by MOVER (Zou and Donner 2008).
    """
    group, other_group = gain.group, other.group
    middle = math.log(_reached(group, 0, reach) / _reached(other_group, 0, reach))
    below = math.log(_reached(group, 0, reach) / _reached(group, z, reach))
    above = math.log(_reached(other_group, -z, reach) / _reached(other_group, 0, reach))
    middle += math.log(group.success.central / other_group.success.central)
    if group.kind != other_group.kind:
        middle -= math.log(group.success.central / group.success.low)
        middle -= math.log(other_group.success.high / other_group.success.central)
    return middle - math.hypot(below, above) > 0


def _log_odds(done: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    """Return log odds and their standard errors, half a person added to either side."""
    counts = np.atleast_1d(checks.counts("done", done, whole=False))
    wholes = np.atleast_1d(checks.positive("people", people))
    checks.same_shape(done=counts, people=wholes)
    if (counts > wholes).any():
        raise StatisticsError("done", "is above people, so it is no part of them")
    left = wholes - counts
    own: Floats = np.log((counts + 0.5) / (left + 0.5))
    errors: Floats = np.sqrt(1 / (counts + 0.5) + 1 / (left + 0.5))
    return own, errors


def _undone(group: Group, deviate: float) -> float:
    return group.people * (1 - group.done.share(deviate))


def _reached(group: Group, deviate: float, reach: float) -> float:
    return min(_undone(group, deviate), reach)

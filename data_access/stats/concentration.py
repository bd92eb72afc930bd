"""How much falls on the tenth that has most, if it falls by chance alone?"""

import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson

from data_access.stats import checks
from data_access.stats.errors import StatisticsError

_NEARLY_ONE = 1 + 1e-9


def share_by_chance(mean: float, top: float = 0.1) -> float:
    """Return the share of all events that the ``top`` share of people would have.

    Each person has one event or more, ``mean`` of them on average, and nothing but
    chance makes some have more than others: a Poisson number without its zeros.

    Args:
        mean: events for each person, 1 or more.
        top: share of the people, above 0 and up to 1.

    Raises:
        StatisticsError: a number out of range.

    """
    average = checks.number("mean", mean)
    part = checks.number("top", top)
    if average < 1:
        raise StatisticsError("mean", "must be 1 or more")
    if not 0 < part <= 1:
        raise StatisticsError("top", "must be above 0 and up to 1")
    if average <= _NEARLY_ONE:
        return part
    rate = brentq(lambda x: x / -np.expm1(-x) - average, 1e-12, average)
    events = np.arange(int(poisson.isf(1e-12, rate)) + 1, 0, -1)
    people = poisson.pmf(events, rate) / -np.expm1(-rate)
    above = np.concatenate([[0.0], np.cumsum(people)[:-1]])
    in_top = np.clip(part - above, 0.0, people)
    return float((in_top * events).sum() / average)

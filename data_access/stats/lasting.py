"""How many people will have what lasts twelve months, at the pace of the last twelve?

What is done in a month counts for that month and the eleven after it, so at an even
pace as many have it in a year's time as now: only a quicker pace raises the number.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.pace import FEWEST_DRAWS, draw_counts, draw_pace

LASTS = 12
# How much more than by chance the months of a year vary where they are not known: more
# than most, so that a reader who may not see them is told less, and nothing wrong.
UNKNOWN_SPREAD = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class LastingForecast:
    """People who have it at the end of each coming month, and the chance of a target.

    The arrays have one element a month ahead. ``chance_of_target`` is that of the last
    one, between 0 and 1.
    """

    people: Floats
    lower: Floats
    upper: Floats
    chance_of_target: float


def kept_until(done: ArrayLike, people_now: float, months_left: int) -> float:
    """Return how many of the people who have it now still will, from that alone.

    Args:
        done: how often it was done in each of the last 12 months, oldest first.
        people_now: people who have it now, each counted once.
        months_left: to the day in question, 0 or more.

    Raises:
        StatisticsError: not 12 months, or a number out of range.

    """
    each, people = _history(done, people_now)
    left = checks.whole("months_left", months_left)
    return float(_people_for_each(each, people) * each[left:].sum())


def forecast_lasting(
    done: ArrayLike | None,
    *,
    people_now: float,
    register: float,
    target_people: float,
    months_left: int,
    seed: int,
    confidence: float = 0.95,
    draws: int = 4_000,
) -> LastingForecast:
    """Forecast who has it, where each coming month is like the last twelve.

    Months to come are gamma-Poisson around the recent pace (see `pace`). Some people
    have it done twice in a year: as many for each time as in the last twelve months.

    Args:
        done: how often it was done in each of the last 12 months, oldest first; None
            where only their sum is known, by the people who have it now. The months
            are then taken as even, and to vary by `UNKNOWN_SPREAD`.
        people_now: people who have it now, each counted once.
        register: people who should have it, taken as fixed.
        target_people: how many of them are asked for.
        months_left: to the day in question, 1 or more.
        seed: of the random draws.
        confidence: of the limits, each month's by itself.
        draws: 1,000 or more.

    Raises:
        StatisticsError: not 12 months, or a number out of range.

    """
    months = np.full(LASTS, people_now / LASTS) if done is None else done
    each, people = _history(months, people_now)
    everyone = checks.number("register", register)
    wanted = checks.number("target_people", target_people)
    left = checks.whole("months_left", months_left, least=1)
    level = checks.confidence(confidence)
    repeats = checks.whole("draws", draws, least=FEWEST_DRAWS)
    random = np.random.default_rng(checks.whole("seed", seed))

    spread = UNKNOWN_SPREAD if done is None else None
    pace = draw_pace(each, np.ones(LASTS), repeats, random, spread)
    ahead = np.column_stack([draw_counts(pace, 1.0, random) for _ in range(left)])
    every = np.column_stack([np.tile(each, (repeats, 1)), ahead])
    sums = np.cumsum(every, axis=1)
    within = sums[:, LASTS:] - sums[:, :left]
    having = np.minimum(_people_for_each(each, people) * within, everyone)
    low, middle, high = np.quantile(
        having, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0
    )
    # 0.7 x 10 people may come out a rounding error above 7.
    reached = float((having[:, -1] >= wanted - 1e-9).mean())
    return LastingForecast(middle, low, high, reached)


def _history(done: ArrayLike, people_now: float) -> tuple[Floats, float]:
    each = checks.counts("done", done, whole=False)
    if each.shape != (LASTS,):
        raise StatisticsError("done", f"must be the last {LASTS} months")
    people = checks.number("people_now", people_now)
    if people < 0:
        raise StatisticsError("people_now", "must not be negative")
    return each, people


def _people_for_each(done: Floats, people: float) -> float:
    """Return the people who have it for each time it was done."""
    total = float(done.sum())
    return people / total if total else 1.0

"""Does a rolling twelve months differ from the twelve before by more than chance?

Neighbouring points share eleven of their months, so that limits from their differences
would be far too close. Windows a year apart share none. The limits of their difference
are the wider of two: by people, who are or are not in it by chance, and by the series'
own months, which may differ by more; those of a service that still grows say nothing of
them. One month in which much more or less was done, or a corrected register, is a jump,
which a year's difference would hide for a year.
"""

from dataclasses import replace

import numpy as np

from data_access.catalogue.indicator import ROLLING_MONTHS
from data_access.questions.parts.judged import (
    ERROR_RATE,
    Judged,
    not_judged,
    with_jumps,
)
from data_access.stats.differences import share_difference
from data_access.stats.intervals import rate_difference
from data_access.stats.jump import jumps
from data_access.stats.limits import Interval
from data_access.stats.ramp import growth_end
from data_access.stats.rolling import own_reach

CONFIDENCE = 1 - ERROR_RATE
_ALL = 100.0  # percentage points


def judge_years(
    values: np.ndarray,
    numerator: np.ndarray,
    denominator: np.ndarray | None,
    grain: np.ndarray,
) -> Judged:
    """Judge each month's share of people, or count of people, against a year before.

    ``values`` are NaN where a month may not be judged. ``denominator`` is None for
    counts. There are no lines; ``difference`` has limits in percentage points or in
    people, and a month is a change where they do not hold zero, or after a jump that
    has stayed and goes the way of the year. ``grain`` is the smallest move that each
    value can make.
    """
    length = len(values)
    lower, upper, year = (np.full(length, np.nan) for _ in range(3))
    now = np.arange(ROLLING_MONTHS, length)
    now = now[np.isfinite(values[now]) & np.isfinite(values[now - ROLLING_MONTHS])]
    if now.size:
        people = _difference(numerator, denominator, now)
        year[now] = change = values[now] - values[now - ROLLING_MONTHS]
        settled = _settled(denominator)
        reach = np.array([_own_reach(values[: at + 1], settled) for at in now])
        lower[now] = np.minimum(people.lower, change - reach)
        upper[now] = np.maximum(people.upper, change + reach)
    if denominator is not None:  # shares of people differ by a hundred at most
        lower, upper = np.clip(lower, -_ALL, _ALL), np.clip(upper, -_ALL, _ALL)
    direction = np.select([lower > 0, upper < 0], [1, -1], 0)
    judged = replace(
        not_judged(length),
        direction=direction,
        rule=tuple("year" if way else "" for way in direction),
        seen=np.isfinite(lower),
        difference=Interval(numerator, lower, upper),
    )
    # More checks are done at the year's end, so that the share moves more then.
    found = jumps(values, grain, error_rate=ERROR_RATE, by_season=True)
    alike = found.direction * year > 0
    return with_jumps(judged, replace(found, direction=found.direction * alike))


def _settled(people: np.ndarray | None) -> int:
    """Return the first month of people who no longer grow in number, 0 of counts.

    The first people of a new service make its share move as it never will again.
    """
    held = np.flatnonzero(np.isfinite(people)) if people is not None else np.array([])
    if people is None or not held.size:
        return 0
    end = growth_end(people[held])
    return int(held[end]) if end < held.size else 0


def _own_reach(values: np.ndarray, settled: int) -> float:
    """Take the months after growth, or where those are too few all of them."""
    after = values[settled:]
    reach = own_reach(after, CONFIDENCE) if after.size else 0.0
    return reach or own_reach(values, CONFIDENCE)


def _difference(
    numerator: np.ndarray, denominator: np.ndarray | None, now: np.ndarray
) -> Interval:
    before = now - ROLLING_MONTHS
    if denominator is None:
        one = np.ones(now.size)
        return rate_difference(
            numerator[now], one, numerator[before], one, confidence=CONFIDENCE
        )
    share = share_difference(
        numerator[now],
        denominator[now],
        numerator[before],
        denominator[before],
        confidence=CONFIDENCE,
    )
    return Interval(100 * share.estimate, 100 * share.lower, 100 * share.upper)

"""Time from the opening of an episode to an event, as its viewer may see it."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.answers.caseload import ElapsedCurve
from data_access.answers.core import Column, Compared, Mark, Table
from data_access.disclosure.rule import LEAST_SHOWN, is_small, rounded
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.survival import FirstContact, WaitingDays, time_to_first_contact
from data_access.words.numbers import value_text

FEWEST = 20  # episodes: below it a curve says more of each of them than of the time
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days followed, whether it happened, and whether it no longer can, by episode."""

    days: np.ndarray
    happened: np.ndarray
    ended: np.ndarray

    @property
    def enough(self) -> bool:
        """Say whether there are enough episodes to estimate from."""
        return len(self.days) >= FEWEST

    def estimate(self, standard_days: int) -> FirstContact:
        """Estimate by Aalen-Johansen; see `time_to_first_contact`."""
        return time_to_first_contact(
            self.days, self.happened, ended=self.ended, standard_days=standard_days
        )


def as_shown(times: Elapsed, longest: int) -> Elapsed:
    """Return the times that a reader outside direct care may compute with.

    Events are counted to the ends of weeks that have eight or more since the one
    before, up to ``longest`` days, and to the nearest 5; so are those for whom it can
    no longer happen, and those whose follow-up ended, between, left out where they are
    fewer than eight. A median, a share or a curve from these is no finer than what is
    drawn.
    """
    happened = np.sort(times.days[times.happened])
    weeks = [float(day) for day in range(_WEEK, longest + 1, _WEEK)]

    def people_by(day: float) -> float:
        return float(np.searchsorted(happened, day, side="right"))

    points = spaced(weeks, people_by, len(times.days))
    edges = np.array([-1.0, *points])
    counts = np.array(
        [
            np.histogram(np.searchsorted(edges, days), range(1, len(points) + 3))[0]
            for days in (
                happened,
                times.days[times.ended],
                times.days[~times.happened & ~times.ended],
            )
        ]
    )
    # What comes after the last week drawn only keeps people in view until then.
    beyond = counts[:, -1].sum()
    counts = np.append(counts[:, :-1].ravel(), beyond).astype(float)
    counts = np.where(is_small(counts), 0.0, rounded(counts)).astype(int)
    # Follow-up that ends within a week counts for the whole of it.
    days = np.array([*points, *points, *points, longest + 1.0])
    kind = np.repeat([0, 1, 2, 2], [len(points)] * 3 + [1])
    return Elapsed(
        np.repeat(days, counts),
        np.repeat(kind == 0, counts),
        np.repeat(kind == 1, counts),
    )


def in_days(episodes: pd.DataFrame, known: str) -> tuple[pd.DataFrame, str]:
    """Return the episodes whose days are known, and a sentence if others are not.

    ``known`` is the column that says so. How many are left out is no number to show: it
    may be of few people.
    """
    told = episodes[episodes[known].astype(bool)]
    if len(told) == len(episodes):
        return told, ""
    return told, "Cases with a month but no day are left out."


def elapsed(episodes: pd.DataFrame, event: str, end: date) -> Elapsed:
    """Measure days from opening to ``event`` (a date column), as known at ``end``.

    A stay ends with the closing of the case or the person's leaving or death. A first
    contact can no longer come once a case is over: it ended otherwise on that day.
    Everyone else is followed to ``end``.
    """
    last = pd.Timestamp(end)
    over = episodes[["closed_on", "left_on"]].min(axis=1)
    over = over.where(over <= last)
    happens = over if event == "closed_on" else episodes[event]
    until = over.fillna(last)
    happened = happens <= until
    days = (happens.where(happened, until) - episodes["opened_on"]).dt.days
    # A contact recorded the day before the case was opened is no wait at all.
    return Elapsed(
        days.to_numpy(dtype=float).clip(min=0.0),
        happened.to_numpy(dtype=bool),
        (~happened & over.notna()).to_numpy(dtype=bool),
    )


def curve_of(
    estimate: FirstContact,
    times: Elapsed,
    *,
    exact: bool,
    longest: int,
    event: str,
    since: str,
    marked: int | None,
) -> ElapsedCurve:
    """Return the curve at the ends of weeks, up to ``longest`` days.

    Outside direct care the times are `as_shown`, each step is of 8 events or more, and
    shares are whole per cents.
    """
    days = [float(day) for day in range(_WEEK, longest + 1, _WEEK)]
    if not exact:
        days = sorted({float(day) for day in times.days[times.happened]})
    at = np.searchsorted(estimate.curve_days, days, side="right") - 1
    points = [(day, int(step)) for day, step in zip(days, at, strict=True) if step >= 0]

    def read(curve: np.ndarray) -> tuple[float, ...]:
        shares = (100 * float(curve[step]) for _, step in points)
        # Down, so that half are not drawn before the day by which half are told.
        whole = (share if exact else math.floor(share + 1e-9) for share in shares)
        return (0.0, *map(float, whole))

    return ElapsedCurve(
        days=(0.0, *(day for day, _ in points)),
        share=read(estimate.curve_share_seen),
        lower=read(estimate.curve_share_seen_lower),
        upper=read(estimate.curve_share_seen_upper),
        what=event,
        since=since,
        marked=marked,
    )


def compared_median(code: str, name: str, times: Elapsed, standard: int) -> Compared:
    """Return the median in days with its interval; marked below FEWEST episodes."""
    if not times.enough:
        return Compared(code, name, mark=Mark.TOO_FEW)
    median = times.estimate(standard).median
    if median.days is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    return Compared(code, name, median.days, median.days_lower, median.days_upper)


def curve_table(caption: str, curve: ElapsedCurve) -> Table:
    """Return the points of a curve as a table."""
    columns = (
        Column(f"Days since {curve.since}", "count"),
        Column(f"Share {curve.what}", "percent"),
        *limit_columns("percent"),
    )
    rows = zip(curve.days, curve.share, curve.lower, curve.upper, strict=True)
    return Table(caption, columns, tuple(rows))


def days_words(time: WaitingDays) -> str:
    """Write a number of days with its interval."""
    if time.days is None:
        return "not reached yet"
    low = "0" if time.days_lower is None else _bare(time.days_lower)
    if time.days_upper is None:
        return f"{value_text(time.days, 'days')} (95% interval {low} or more)"
    high = _bare(time.days_upper)
    return f"{value_text(time.days, 'days')} (95% interval {low} to {high})"


def _bare(days: float) -> str:
    return value_text(days, "days", words=False)


def spaced(
    days: Iterable[float], people_by: Callable[[float], float], everyone: float
) -> list[float]:
    """Return the days that have 8 events or more, or none, between neighbours.

    ``people_by`` gives the number of ``everyone`` who had the event by a day.
    """
    points: list[tuple[float, float]] = [(0.0, 0)]
    for day in days:
        by_then = people_by(day)
        if by_then - points[-1][1] >= LEAST_SHOWN:
            points.append((day, by_then))
    # Those to whom it happens later, or not yet, are set apart by the last point.
    while len(points) > 1 and 0 < everyone - points[-1][1] < LEAST_SHOWN:
        points.pop()
    return [day for day, _ in points[1:]]

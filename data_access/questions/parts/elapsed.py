"""Time from the opening of an episode to an event, as its viewer may see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.answers.caseload import ElapsedCurve
from data_access.answers.core import Column, Compared, Mark, Table
from data_access.disclosure.rule import LEAST_SHOWN
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

    Outside direct care, shares are whole per cents and each step has 8 events or more,
    or none, so that no step shows a few people.
    """
    days = [float(day) for day in range(_WEEK, longest + 1, _WEEK)]
    if not exact:
        happened = np.sort(times.days[times.happened])

        def people_by(day: float) -> float:
            return float(np.searchsorted(happened, day, side="right"))

        days = spaced(days, people_by, len(times.days))
    at = np.searchsorted(estimate.curve_days, days, side="right") - 1
    points = [(day, int(step)) for day, step in zip(days, at, strict=True) if step >= 0]

    def read(curve: np.ndarray) -> tuple[float, ...]:
        shares = (100 * float(curve[step]) for _, step in points)
        return (0.0, *(share if exact else float(round(share)) for share in shares))

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

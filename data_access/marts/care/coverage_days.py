"""How much of a month's records usually falls on its last, or its first, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    EasterMonday,
    GoodFriday,
    Holiday,
    next_monday,
    next_monday_or_tuesday,
)
from pandas.tseries.offsets import LastWeekOfMonth, WeekOfMonth

from data_access.months import month_end

KINDS = WORKING, SATURDAY, SUNDAY, HOLIDAY = range(4)


class EnglandsBankHolidays(AbstractHolidayCalendar):
    """The bank holidays of every year; those of one year only are not known."""

    rules = [  # noqa: RUF012 - as pandas declares it
        Holiday("New Year", month=1, day=1, observance=next_monday),
        GoodFriday,
        EasterMonday,
        Holiday("May", month=4, day=30, offset=WeekOfMonth(week=0, weekday=0)),
        Holiday("Spring", month=5, day=1, offset=LastWeekOfMonth(weekday=0)),
        Holiday("Summer", month=8, day=1, offset=LastWeekOfMonth(weekday=0)),
        Holiday("Christmas", month=12, day=25, observance=next_monday),
        Holiday("Boxing Day", month=12, day=26, observance=next_monday_or_tuesday),
    ]


@dataclass(frozen=True, slots=True)
class Year:
    """The usual records of a working day, a Saturday, a Sunday and a bank holiday.

    Sundays and bank holidays are apart: whoever works on one need not on the other.
    """

    weights: tuple[float, ...]

    @classmethod
    def of(cls, days: Iterable[date], counts: Iterable[int]) -> "Year":
        """Take them from a file's days with their rows, over the span of the file."""
        rows = dict(zip(days, counts, strict=True))
        if not rows:
            return cls((1.0,) * len(KINDS))
        first, last = min(rows), max(rows)
        sums, lengths = np.zeros(len(KINDS)), np.zeros(len(KINDS))
        for number in range((last - first).days + 1):
            day = first + timedelta(number)
            lengths[kind(day)] += 1
            sums[kind(day)] += rows.get(day, 0)
        # A kind of day that the file does not have yet is taken as any other.
        overall = sums.sum() / lengths.sum()
        means = np.where(lengths > 0, sums / np.maximum(lengths, 1), overall)
        return cls(tuple(means.tolist()))

    def share_after(self, day: date) -> float:
        """Return the share of its month's records that usually falls after a day."""
        end = month_end(day)
        return self._weight(day + timedelta(1), end) / self._weight(
            day.replace(day=1), end
        )

    def share_before(self, day: date) -> float:
        """Return the share of its month's records that usually falls before a day."""
        first = day.replace(day=1)
        return self._weight(first, day - timedelta(1)) / self._weight(
            first, month_end(day)
        )

    def _weight(self, first: date, last: date) -> float:
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return sum(self.weights[kind(day)] for day in days)


@cache
def kind(day: date) -> int:
    """Say which of KINDS a day is."""
    if day in _holidays(day.year):
        return HOLIDAY
    return {5: SATURDAY, 6: SUNDAY}.get(day.weekday(), WORKING)


@cache
def _holidays(year: int) -> frozenset[date]:
    days = EnglandsBankHolidays().holidays(date(year, 1, 1), date(year, 12, 31))
    return frozenset(day.date() for day in days)

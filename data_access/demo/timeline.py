"""The months of an extract, as day numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from data_access.demo.arrays import Real, Whole, year_of

# Use a day by calendar month, January first, against the usual month of a growing
# year: as measured in NHS England's monthly A&E attendances and emergency admissions,
# all of England, April 2022 to July 2025. From the quietest month to the busiest it is
# 8% for admissions (August to November) and 11% for attendances (August to June).
EMERGENCY_SEASON = np.array(
    [0.993, 1.018, 1.021, 0.989, 1.002, 1.005, 0.989, 0.956, 0.991, 1.006, 1.033, 0.998]
)
ATTENDANCE_SEASON = np.array(
    [0.947, 0.996, 1.014, 0.993, 1.036, 1.041, 1.009, 0.940, 0.987, 1.009, 1.022, 1.011]
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The first day of each month, and of the month after the last."""

    firsts: Whole

    @classmethod
    def ending(cls, end: date, months: int) -> Self:
        """Cover `months` whole months, the month of `end` the last."""
        after = np.datetime64(end, "M") + 1
        firsts = np.arange(after - months, after + 1).astype("datetime64[D]")
        return cls(firsts.astype(np.int64))

    @property
    def months(self) -> int:
        """Number of months."""
        return len(self.firsts) - 1

    @property
    def start(self) -> int:
        """First day."""
        return int(self.firsts[0])

    @property
    def last(self) -> int:
        """Last day."""
        return int(self.firsts[-1]) - 1

    @property
    def years(self) -> Whole:
        """Calendar year of each month."""
        return year_of(self.firsts[:-1])

    @property
    def calendar_months(self) -> Whole:
        """Calendar month of each month, 0 for January."""
        return (
            self.firsts[:-1]
            .astype("datetime64[D]")
            .astype("datetime64[M]")
            .astype(np.int64)
            % 12
        )

    @property
    def season(self) -> Real:
        """Emergency admissions of each month against the average month."""
        return self._shaped(EMERGENCY_SEASON)

    @property
    def attendance_season(self) -> Real:
        """A&E attendances of each month against the average month."""
        return self._shaped(ATTENDANCE_SEASON)

    def _shaped(self, by_month: Real) -> Real:
        shape = by_month / by_month.mean()
        lengths = np.diff(self.firsts) / (365.25 / 12)
        return np.asarray(shape[self.calendar_months] * lengths)

    def month_of(self, days: Whole) -> Whole:
        """Return the position of the month of each day (-1 before the first)."""
        return np.searchsorted(self.firsts, days, side="right").astype(np.int64) - 1

    def day_in(self, rng: np.random.Generator, months: Whole) -> Whole:
        """Draw a day of each month given by position."""
        lengths = np.diff(self.firsts)[months]
        offset = (rng.random(len(months)) * lengths).astype(np.int64)
        return np.asarray(self.firsts[months] + offset)

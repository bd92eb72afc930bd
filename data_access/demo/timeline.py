"""The months of an extract, as day numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from data_access.demo.arrays import Real, Whole, year_of

# Emergency use by calendar month, January first: winter about a fifth above summer,
# the size of the swing in NHS England's monthly A&E and admissions returns.
EMERGENCY_SEASON = np.array(
    [1.14, 1.09, 1.04, 0.98, 0.96, 0.93, 0.93, 0.91, 0.95, 1.00, 1.05, 1.12]
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
        """Emergency use of each month against the average month."""
        shape = EMERGENCY_SEASON / EMERGENCY_SEASON.mean()
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

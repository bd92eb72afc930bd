"""Counts of each group, as this reader may see them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data_access.answers.core import Compared, Mark
from data_access.disclosure.counts import limits_as_shown
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.group_measure import GroupMeasure
from data_access.questions.parts.place import Place
from data_access.selection import ALL, WHOLE_PCN
from data_access.stats import intervals
from data_access.stats.limits import Interval


@dataclass(frozen=True, slots=True)
class Count:
    """Events among ``base`` (people, or months of their time), as a reader knows them.

    Outside direct care (not ``exact``) they are sums of rounded counts, NaN where one
    of them is withheld. ``clumping`` is how many times wider than that of independent
    events their variance is.
    """

    events: float
    base: float
    clumping: float
    exact: bool

    @property
    def known(self) -> bool:
        """Say whether both numbers may be shown, and there is anybody."""
        return math.isfinite(self.events) and math.isfinite(self.base) and self.base > 0

    @property
    def enough(self) -> bool:
        """Say whether limits may be computed: exactly, or of eight events or more."""
        return self.known and (self.exact or self.events >= LEAST_SHOWN)

    @property
    def per_base(self) -> float:
        """Return events over base."""
        return self.events / self.base


@dataclass(frozen=True, slots=True)
class GroupCells:
    """The monthly cells of one indicator at one place, by practice, group and month."""

    indicator: GroupMeasure
    cells: Mapping[tuple[str, str, str, date], MonthCell]

    def count(
        self,
        end: date,
        dimension: str = ALL,
        category: str = ALL,
        *,
        exact: bool,
        practice: str = WHOLE_PCN,
    ) -> Count | None:
        """Count one group over the window to ``end``.

        None if a month is missing, or is not of the practices of the others.
        """
        cells = self._window(end, dimension, category, practice)
        if len(cells) < self.indicator.months:
            return None
        if len({cell.senders for cell in cells}) > 1:
            return None
        clumping = 1.0
        if not self.indicator.of_people:
            # A small group's own is chance; it is never taken to be below everyone's.
            all_cells = self._window(end, ALL, ALL, practice)
            clumping = max(_clumping(cells), _clumping(all_cells))
        return _count(cells, clumping, exact=exact)

    def senders(self, end: date, practice: str = WHOLE_PCN) -> str:
        """Return the codes of the practices counted at ``end``; "" where none is."""
        cells = self._window(end, ALL, ALL, practice)
        return cells[-1].senders if cells else ""

    def _window(
        self, end: date, dimension: str, category: str, practice: str
    ) -> list[MonthCell]:
        days = self.indicator.window(end)
        keys = ((practice, dimension, category, day) for day in days)
        return [self.cells[key] for key in keys if key in self.cells]


def read_cells(
    connection: Connection,
    indicator: GroupMeasure,
    *,
    pcn: str,
    cohort: str,
    months: Sequence[date],
    dimensions: Sequence[str],
    practices: Sequence[str] | None = (WHOLE_PCN,),
) -> GroupCells:
    """Read an indicator's cells at ``months``; "all" is read with any dimension."""
    cells = month_cells(
        connection,
        indicators=(indicator.record.id,),
        pcn=pcn,
        months=months,
        cohorts=(cohort,),
        dimensions=(ALL, *dimensions),
        practices=practices,
    )
    return GroupCells(
        indicator,
        {
            (cell.practice, cell.dimension, cell.category, cell.month): cell
            for cell in cells
        },
    )


def cells_of_place(
    connection: Connection,
    indicator: GroupMeasure,
    place: Place,
    dimension: str,
    months: Sequence[date],
) -> GroupCells:
    """Read the cells of the place in view, all people's and one dimension's."""
    return read_cells(
        connection,
        indicator,
        pcn=place.pcn,
        cohort=indicator.cohort(place),
        months=months,
        dimensions=(dimension,),
        practices=(place.practice,),
    )


def _clumping(cells: Sequence[MonthCell]) -> float:
    """Return how much wider the variance of a sum of months is for people coming back.

    Each month holds the sum of squares of people's own counts, so how many come back
    within a month is known; that they come back at the same pace in all of the months
    makes the variance of their sum 1 + months x (squares - events) / events times
    that of independent events. Those who come back do so soon, so it errs to the wide.
    """
    events = sum(cell.numerator for cell in cells)
    again = sum(cell.squares for cell in cells) - events
    return 1 + len(cells) * again / events if events > 0 else 1.0


def _count(cells: list[MonthCell], clumping: float, *, exact: bool) -> Count | None:
    bases = [cell.denominator for cell in cells if cell.denominator is not None]
    if len(bases) < len(cells) or sum(bases) == 0:
        return None
    # A sum of exact counts could be subtracted from the months that are shown, until
    # one that is withheld is left; a sum of what is shown gives away no more than that.
    events = sum(cell.numerator for cell in cells)
    return Count(events, sum(bases), clumping, exact)


def compared(
    indicator: GroupMeasure, count: Count | None, code: str, name: str
) -> Compared:
    """Return a group's value with its 95% interval, or the mark that says why not."""
    mark = mark_of(indicator, count)
    if mark is not None or count is None:
        return Compared(code, name, mark=mark)
    value = indicator.multiplier * count.per_base
    lower, upper = _limits(indicator, count) or (None, None)
    return Compared(code, name, value, lower, upper, round(count.base))


def mark_of(indicator: GroupMeasure, count: Count | None) -> Mark | None:
    """Return why a group has no value; None where it has."""
    if count is None:
        return Mark.NO_DATA
    if count.base < indicator.record.minimum_denominator:
        return Mark.TOO_FEW
    return None if count.known else Mark.SUPPRESSED


def _limits(indicator: GroupMeasure, count: Count) -> tuple[float, float] | None:
    if not count.enough or math.isnan(count.clumping):
        return None
    interval: Interval = (
        intervals.wilson(count.events, count.base)
        if indicator.of_people
        else intervals.rate(count.events / count.clumping, count.base / count.clumping)
    )
    lower, upper = (
        indicator.multiplier * float(limit)
        for limit in (interval.lower, interval.upper)
    )
    return limits_as_shown(lower, upper, exact=count.exact)

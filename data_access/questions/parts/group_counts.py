"""Counts of each group: exact, and as this reader may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection

from data_access.answers.core import Compared, Mark
from data_access.disclosure.rule import disclose, is_small
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.group_measure import GroupMeasure
from data_access.questions.parts.place import Place
from data_access.selection import ALL, WHOLE_PCN
from data_access.stats import intervals


@dataclass(frozen=True, slots=True)
class Count:
    """Exact events among ``base`` (people, or person-months).

    ``clumping`` is the variance of the events over that of independent events.
    ``shown`` has both numbers as the reader may see them, None if either is withheld.
    ``may_mix`` allows the count in an index of several groups even if it may not be
    shown.
    """

    events: float
    base: float
    clumping: float
    shown: tuple[float, float] | None
    may_mix: bool


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
        """Count one group over the window to ``end``; None if a month is missing."""
        cells = self._window(end, dimension, category, practice)
        if len(cells) < self.indicator.months:
            return None
        clumping = 1.0
        if not self.indicator.of_people:
            # A small group's own is chance; it is never taken to be below everyone's.
            all_cells = self._window(end, ALL, ALL, practice)
            clumping = max(_clumping(cells), _clumping(all_cells))
        return _count(self.indicator, cells, clumping, exact=exact)

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


def _count(
    indicator: GroupMeasure, cells: list[MonthCell], clumping: float, *, exact: bool
) -> Count | None:
    bases = [cell.denominator for cell in cells if cell.denominator is not None]
    if len(bases) < len(cells) or not sum(bases) > 0:
        return None
    events = known(
        [cell.numerator for cell in cells],
        [cell.numerator_withheld for cell in cells],
        exact=exact,
    )
    base: float | None = sum(bases)
    if indicator.of_people:
        base = known(bases, [c.denominator_withheld for c in cells], exact=exact)
    figures = None if events is None or not base else (events, base)
    # A year of a fifth holds months that are withheld only to protect another group:
    # mixed with four other fifths over twelve months they cannot be found again.
    none_small = not is_small(np.array([cell.numerator for cell in cells])).any()
    return Count(
        events=sum(cell.numerator for cell in cells),
        base=sum(bases),
        clumping=clumping,
        shown=figures,
        may_mix=figures is not None or (not indicator.of_people and bool(none_small)),
    )


def known(
    counts: Sequence[float], withheld: Sequence[bool], *, exact: bool
) -> float | None:
    """Add up counts as each may be shown; None if one of them may not.

    A sum of exact counts could be subtracted from the months that are shown, until
    one that is withheld is left; a sum of what is shown gives away no more than that.
    """
    figures = disclose(
        np.array(counts, dtype=float),
        np.full(len(counts), np.nan),
        np.array(withheld),
        np.zeros(len(counts), dtype=bool),
        kind="count",
        exact=exact,
    )
    values = [figure.value for figure in figures if figure.value is not None]
    return sum(values) if len(values) == len(figures) else None


def compared(
    indicator: GroupMeasure,
    count: Count | None,
    code: str,
    name: str,
    *,
    exact: bool,
) -> Compared:
    """Return a group's value with its 95% interval, or the mark that says why not.

    The interval is that of the counts shown, so it gives away no more than they do.
    """
    mark = _mark(indicator, count)
    if mark is not None or count is None or count.shown is None:
        return Compared(code, name, mark=mark)
    events, base = count.shown
    value = indicator.multiplier * events / base
    limits = (
        intervals.wilson(events, base)
        if indicator.of_people
        else intervals.rate(events / count.clumping, base / count.clumping)
    )
    lower, upper = (
        indicator.multiplier * float(limit) for limit in (limits.lower, limits.upper)
    )
    return Compared(
        code, name, value, min(lower, value), max(upper, value), round(base)
    )


def _mark(indicator: GroupMeasure, count: Count | None) -> Mark | None:
    if count is None:
        return Mark.NO_DATA
    if count.base < indicator.record.minimum_denominator:
        return Mark.TOO_FEW
    return Mark.SUPPRESSED if count.shown is None else None

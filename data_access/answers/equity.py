"""Typed answers about equity: gradients by deprivation, and gaps over time."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Caption, Compared, Table, Unit


@dataclass(frozen=True, slots=True)
class Gap:
    """A slope index of inequality, to tenths, and the line it comes from.

    ``value`` is the least deprived end of ``line`` less its most deprived end, in the
    unit of a gap. ``relative`` is the one end over the other with its limits, None if
    the line reaches zero; a limit is None if it is unbounded.
    """

    value: float
    lower: float
    upper: float
    line: tuple[float, float]
    relative: tuple[float, float | None, float | None] | None


@dataclass(frozen=True, slots=True)
class SlopeReport:
    """Five groups from the most to the least deprived, and a line through them.

    ``places`` has the position of the middle person of each fifth, from 0 (most
    deprived) to 1. ``line`` has the heights at 0 and 1, None if no line is drawn.
    """

    caption: Caption
    unit: Unit
    fifths: tuple[Compared, ...]
    places: tuple[float, ...]
    line: tuple[float, float] | None
    table: Table


@dataclass(frozen=True, slots=True)
class GapTrend:
    """A gap month by month, with limits; a mark if it is withheld."""

    caption: Caption
    unit: Unit
    months: tuple[date, ...]
    gaps: tuple[Compared, ...]
    table: Table

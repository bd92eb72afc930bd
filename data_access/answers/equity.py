"""Typed answers about equity: gradients by deprivation, and gaps over time."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Caption, Compared, Table, Unit


@dataclass(frozen=True, slots=True)
class Gap:
    """A slope index of inequality, to tenths, with what it was read off.

    ``value`` is the least deprived end of ``line`` less its most deprived end, in the
    unit of a gap. ``relative`` is the one end over the other with its limits, None
    where the line reaches zero; a limit is None where it is without bound.
    """

    value: float
    lower: float
    upper: float
    line: tuple[float, float]
    relative: tuple[float, float | None, float | None] | None


@dataclass(frozen=True, slots=True)
class SlopeReport:
    """Five groups from the most to the least deprived, and a line through them.

    ``places`` has where the middle person of each fifth stands, from 0 (most deprived)
    to 1. ``line`` has the heights at 0 and 1, None where no line is drawn.
    """

    caption: Caption
    unit: Unit
    fifths: tuple[Compared, ...]
    places: tuple[float, ...]
    line: tuple[float, float] | None
    table: Table


@dataclass(frozen=True, slots=True)
class GapTrend:
    """A gap at one month after another, with limits; a mark where it is withheld."""

    caption: Caption
    unit: Unit
    months: tuple[date, ...]
    gaps: tuple[Compared, ...]
    table: Table

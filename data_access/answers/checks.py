"""Typed answers about health checks, already disclosed for the viewer who asked."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Caption, Comparison, Table


@dataclass(frozen=True, slots=True)
class CheckComparisons:
    """One check compared between practices and between groups.

    ``parts`` has one comparison each, by its name ("practices", "deprivation", ...).
    """

    parts: tuple[tuple[str, Comparison], ...]


@dataclass(frozen=True, slots=True)
class YearPath:
    """People whose check was completed since 1 April, to the end of each month.

    ``months`` are those of the financial year, April first. ``done`` is recorded, None
    in forecast months and if suppressed; ``middle`` with its 95% limits is the
    forecast, None in past months. ``needed`` people would meet the target; None without
    one.
    """

    months: tuple[date, ...]
    done: tuple[float | None, ...]
    middle: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    needed: float | None


@dataclass(frozen=True, slots=True)
class YearEndReport:
    """The financial year so far, and where it is likely to end."""

    caption: Caption
    path: YearPath
    table: Table

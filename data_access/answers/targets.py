"""Typed answers about targets, already disclosed for the viewer who asked."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Caption, Table, TableReport


@dataclass(frozen=True, slots=True)
class TargetPath:
    """People counted to the end of each month, and those whom a target needs.

    ``counted`` says who they are. ``done`` is recorded, None in forecast months and if
    not shown; ``middle`` with its 95% limits is the forecast, None in past months.
    ``needed`` people would meet the target; None without one.
    """

    counted: str
    months: tuple[date, ...]
    done: tuple[float | None, ...]
    middle: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    needed: float | None


@dataclass(frozen=True, slots=True)
class PlanTargetReport:
    """How far plans are from their target; ``pace`` is what it needs each month."""

    caption: Caption
    path: TargetPath
    table: Table
    pace: TableReport

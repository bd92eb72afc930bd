"""Typed answers about the caseload, already disclosed for the viewer who asked."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Caption, Compared, Table


@dataclass(frozen=True, slots=True)
class ElapsedCurve:
    """The share, in per cent, to whom something had happened by each day.

    One element for each point drawn, with 95% limits; ``what`` says what happened
    ("closed", "in contact"), ``since`` what the days are counted from. ``marked`` is a
    day to judge against, None where there is none.
    """

    days: tuple[float, ...]
    share: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    what: str
    since: str
    marked: int | None


@dataclass(frozen=True, slots=True)
class ElapsedReport:
    """How long something takes, those to whom it has not happened yet included."""

    caption: Caption
    curve: ElapsedCurve
    table: Table


@dataclass(frozen=True, slots=True)
class PressurePath:
    """Open cases for each whole-time coordinator, past and to come.

    ``past`` is None in months to come, the three others in months past. ``usual`` is
    the middle forecast if nothing is different.
    """

    months: tuple[date, ...]
    past: tuple[float | None, ...]
    middle: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    usual: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class PressureReport:
    """The effect of a choice on the cases for each coordinator, and of the others."""

    caption: Caption
    path: PressurePath
    choices: tuple[Compared, ...]
    table: Table

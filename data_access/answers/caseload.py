"""Typed answers about the caseload, already disclosed for the viewer who asked."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Caption, Compared, Table


@dataclass(frozen=True, slots=True)
class ElapsedCurve:
    """The share, in per cent, to whom something had happened by each day.

    One element for each point drawn, with 95% limits; ``what`` says what happened
    ("closed", "in contact"), ``since`` what the days are counted from. ``marked`` is
    the day of a standard, None without one.
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
    """How long something takes, including for people still waiting for it."""

    caption: Caption
    curve: ElapsedCurve
    table: Table


@dataclass(frozen=True, slots=True)
class PressurePath:
    """Open cases for each whole-time coordinator, past and forecast.

    ``past`` is None in forecast months, the three others in past months. ``usual`` is
    the middle forecast if nothing changes.
    """

    months: tuple[date, ...]
    past: tuple[float | None, ...]
    middle: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    usual: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class PressureReport:
    """The effect of each choice on the cases for each coordinator; one is selected."""

    caption: Caption
    path: PressurePath
    choices: tuple[Compared, ...]
    table: Table

"""Typed answers: everything that pages, tables, exports and packs show.

Everything here has already passed disclosure for the viewer who asked.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from typing import Literal, TypeVar

from data_access.answers.definition import Definition
from data_access.answers.verdict import Sign, Verdict

Unit = Literal[
    "percent",
    "points",  # the difference of two percentages
    "per_1000",
    "per_10000",
    "per_100",
    "count",
    "ratio",
    "days",
    "gbp",
]


class Mark(Enum):
    """A cell without a number, and why: missing is never zero."""

    SUPPRESSED = "Suppressed"
    NO_DATA = "No data"
    TOO_FEW = "Too few to compare"


Cell = str | int | float | date | Mark
Number = TypeVar("Number", int, float)
# A unit is written by its own rule; "rate" and "number" are for what has none.
ColumnKind = Unit | Literal["text", "month", "rate", "number"]


def as_cell(number: Number | None, mark: Mark | None = None) -> Number | Mark:
    """Return the table cell of a number, or the mark that says why there is none."""
    return (mark or Mark.NO_DATA) if number is None else number


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its label, and how its cells are written."""

    label: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of disclosed cells; ``rows`` are as wide as ``columns``."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """All that decides an answer; the same reference gives the same answer again.

    ``details`` are the question's arguments besides the selection, notes included;
    ``code`` is a digest of the code and its configuration. ``part`` names one table of
    an answer that has several, so that two tables never share a reference.
    """

    question: str
    details: str
    selection: str
    viewer: str
    data_version: str
    code: str
    part: str = ""

    @property
    def key(self) -> str:
        """Return the digest of all fields: 64 hexadecimal digits."""
        text = "\x1f".join(str(getattr(self, field.name)) for field in fields(self))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def id(self) -> str:
        """Return the twelve characters that a reader sees."""
        return self.key[:12]

    def of(self, part: str) -> "Reference":
        """Return the reference of one named part of the answer."""
        return replace(self, part=part)


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a figure.

    ``headline`` states the finding, ``subtitle`` the measure, place and period,
    ``summary`` what a reader who cannot see the chart needs to know. ``definition`` is
    the id of an indicator or of a methods page.
    """

    headline: str
    subtitle: str
    summary: str
    definition: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure by month, judged; every tuple of months is in date order.

    ``values`` are in ``unit``; None where suppressed or missing (``marks`` says
    which). ``mean``, ``lower`` and ``upper`` are lines where the figure has them, and
    ``year_before`` has the values of twelve months earlier, or nothing. ``signs`` say
    what each month is, and ``rule`` by what. ``steps`` are the months where new limits
    begin. ``season`` says where the season came from that the limits follow, "" if they
    follow none. ``verdict`` is that of the latest firm month.
    """

    unit: Unit
    months: tuple[date, ...]
    values: tuple[float | None, ...]
    marks: tuple[Mark | None, ...]
    mean: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    year_before: tuple[float | None, ...]
    signs: tuple[Sign, ...]
    rule: tuple[str, ...]
    provisional: tuple[bool, ...]
    steps: tuple[date, ...]
    season: str
    verdict: Verdict
    target: float | None

    @property
    def latest(self) -> int:
        """Return the position of the latest firm month; see `latest_firm`."""
        return latest_firm(self.marks, self.provisional)

    @property
    def firm(self) -> tuple[float | None, ...]:
        """Return the values that may not change: a line to others would be a fall."""
        return tuple(
            None if late else value
            for value, late in zip(self.values, self.provisional, strict=True)
        )

    def cell(self, month: date) -> float | Mark:
        """Return the table cell of a month."""
        if month not in self.months:
            return Mark.NO_DATA
        position = self.months.index(month)
        return as_cell(self.values[position], self.marks[position])


def status(mark: Mark | None, *, provisional: bool) -> str:
    """Say in a table's cell whether a month may still change, if it has data at all."""
    if mark is Mark.NO_DATA:
        return "no data"
    return "provisional" if provisional else "final"


def latest_firm(marks: Sequence[Mark | None], provisional: Sequence[bool]) -> int:
    """Return the position of the last month that has data which may not change.

    Where there is none, it is the last month.
    """
    firm = (
        i
        for i in reversed(range(len(marks)))
        if not provisional[i] and marks[i] is not Mark.NO_DATA
    )
    return next(firm, len(marks) - 1)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of several places or groups compared: value with interval, in ``unit``.

    ``value`` is None if ``mark`` says why; ``flag`` is "" or how far the place lies
    outside the funnel ("high_95", "low_95", "high_998", "low_998").
    """

    code: str
    name: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    denominator: int | None = None
    mark: Mark | None = None
    flag: str = ""

    @property
    def cell(self) -> float | Mark:
        """Return the table cell of the value."""
        return as_cell(self.value, self.mark)

    @property
    def cells(self) -> tuple[float | Mark, ...]:
        """Return the table cells of the value, its two limits and its denominator."""
        numbers = (self.value, self.lower, self.upper, self.denominator)
        return tuple(as_cell(number, self.mark) for number in numbers)


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator of the month: its latest firm month, and the verdict on it.

    ``later`` says in a sentence why later months are not this figure; "" if none is.
    """

    indicator: str
    name: str
    theme: str
    value: float | None
    lower: float | None
    upper: float | None
    mark: Mark | None
    month: date
    later: str
    trend: Trend

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of its trend."""
        return self.trend.verdict


@dataclass(frozen=True, slots=True)
class Option:
    """One choice in a control."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """The options of the filter bar, and the defaults if the URL gives none."""

    months: tuple[Option, ...]
    pcns: tuple[Option, ...]
    practices: tuple[Option, ...]
    cohorts: tuple[Option, ...]
    month: str
    pcn: str
    neighbourhoods: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthReport:
    """The board's month: every headline indicator, in the order of the verdicts.

    ``provisional``: the months shown of which late records may still change a figure.
    """

    place: str
    cohort: str
    month: date
    headline: str
    cards: tuple[Card, ...]
    provisional: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """Limits at each of ``denominators`` (ascending), in the unit of the values."""

    denominators: tuple[float, ...]
    centre: float
    lower_95: tuple[float, ...]
    upper_95: tuple[float, ...]
    lower_998: tuple[float, ...]
    upper_998: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Practices or groups compared; ``average`` is that of all, if shown.

    ``together`` is the figure of all places, a count's total too; None for groups.
    ``funnel`` is None if limits by size would say nothing: for counts, for groups, and
    with fewer than two places to compare. ``whose`` says of which practices a PCN's
    figures are, where some sent nothing.
    """

    caption: Caption
    places: tuple[Compared, ...]
    average: float | None
    table: Table
    funnel: FunnelLimits | None = None
    together: Compared | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class PanelsReport:
    """Several named control charts on one scale, with their words and their table."""

    caption: Caption
    panels: tuple[tuple[str, Trend], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class TrendReport:
    """One place's control chart, with its words and its table."""

    caption: Caption
    trend: Trend
    table: Table


@dataclass(frozen=True, slots=True)
class PcnsCompared:
    """PCNs compared on one indicator, now and over time.

    ``trends`` is None if fewer than two have a trend.
    """

    name: str
    unit: Unit
    places: Comparison
    trends: PanelsReport | None


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """One indicator in full: its trend, its practices compared, its groups.

    ``groups`` has one comparison a dimension, by its name. ``missing`` says in a
    sentence why there is no trend, ``over_time``, naming the files that would fill it;
    empty where there is one.
    """

    name: str
    unit: Unit
    definition: Definition
    over_time: TrendReport | None
    notes: tuple[str, ...]
    practices: Comparison
    practice_trends: PanelsReport | None
    groups: tuple[tuple[str, Comparison], ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One named series over a chart's dates; None for no number."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class LinesReport:
    """Several places over time, with their words and their table."""

    caption: Caption
    unit: Unit
    dates: tuple[date, ...]
    lines: tuple[Line, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class GroupedReport:
    """A few places compared in every row, with caption and table.

    ``groups`` has a name and one item for each of ``series``.
    """

    caption: Caption
    unit: Unit
    series: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Compared, ...]], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class TableReport:
    """A table without a chart, with its caption."""

    caption: Caption
    table: Table

"""A figure of the product, declared once: what it asks, how it is drawn, what it needs.

From the record follow its place on a page, its id, its notices, its table, its CSV, its
reference and its address. Nothing here draws: a chart is named by its kind, so that a
page, a slide pack and the command line can each draw it in their own way.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, Self
from urllib.parse import quote

from data_access.answers.core import Caption, Reference, Table, Unit

Kind = Literal[
    "bars",
    "bars_or_points",  # points where a limit lies below zero, which no bar can show
    "before_after",
    "change",
    "compared",
    "elapsed",
    "event_path",
    "expected_observed",
    "facts",  # terms and their values
    "flow",
    "forest",
    "funnel",
    "gap_trend",
    "grid",  # indicators by place, as one table
    "grouped",
    "lines",
    "love_plot",
    "map",
    "panels",  # small control charts on one scale
    "pressure",
    "slope",
    "standings",
    "studies",
    "target_path",  # people so far, the target, and the forecast
    "trend",
    "upset",
    "waiting",
    "worklist",
]

# The files of a local extract without which no local figure can be made.
LOCAL = ("practices", "patients", "admissions")


class Report(Protocol):
    """What a figure shows of an answer: its words, its table and what is drawn."""

    @property
    def caption(self) -> Caption:
        """The words."""

    @property
    def table(self) -> Table:
        """The numbers behind the chart."""


class Choices(Protocol):
    """What a reader chooses besides the selection, as it is in the address."""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> Self:
        """Read the choices; raise CareImpactError for an invalid one."""

    def to_query(self) -> str:
        """Return the choices that differ from the defaults, as a query."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing of a figure.

    ``rows`` names the attribute of the report that is drawn, if its kind has none of
    its own. ``unit`` is given if the report does not have it. ``line`` is a fixed line
    across the chart, ``average`` the name of the line at the report's average. ``name``
    and ``alt`` are given if a figure has several charts.
    """

    kind: Kind
    rows: str = "places"
    unit: Unit | None = None
    line: tuple[str, float] | None = None
    average: str = ""
    axis: str = ""
    too_few: str = ""
    name: str = ""
    alt: str = ""


def _whole(answer: Any) -> Report:
    return answer  # type: ignore[no-any-return]  # the record's author vouches for it


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a chart, a table or both.

    ``asks`` are the fields of the selection that the question depends on; the others
    are left out, so that one answer serves. ``details`` are fixed; ``choices`` is read
    from the address as the detail of that name. ``notes_on`` is the indicator whose
    notes change its limits; ``with_draws``: it is of the lots that the PCN's people
    drew, ``with_states`` of how far the rows of its worklists have got. ``take``
    returns the report that this figure shows of the answer, None if the answer has
    none, and ``part`` names it in the reference.
    ``how_to_read`` is given if its charts do not say it, or it has no chart.
    """

    name: str
    question: Callable[..., Any]
    charts: tuple[Chart, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[str, type[Choices]] | None = None
    asks: tuple[str, ...] = ("month", "pcn", "practice", "cohort", "area")
    notes_on: str = ""
    with_draws: bool = False
    with_states: bool = False
    part: str = ""
    take: Callable[[Any], Report | None] = _whole
    needs: tuple[str, ...] = LOCAL
    how_to_read: str = ""

    @property
    def id(self) -> str:
        """Return its id on a page."""
        return self.name.replace("/", "-")

    def csv(self, query: str) -> str:
        """Return the address of its table as CSV; ``query`` may be empty."""
        return _address(f"/download/{quote(self.name)}.csv", query)

    def address(self, query: str) -> str:
        """Return the address of the figure as plain data; ``query`` may be empty."""
        return _address(f"/figure/{quote(self.name)}", query)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as one reader may see it.

    ``query`` is what its addresses end with: the selection and the choices it was made
    for. ``few_digits``: what a machine reads of it has three significant digits.
    """

    figure: Figure
    report: Report
    reference: Reference
    query: str
    few_digits: bool = False


def declared(names: Mapping[str, object]) -> tuple[Figure, ...]:
    """Return the figures among a module's names, alone or in dicts and tuples."""
    return tuple(figure for value in names.values() for figure in _figures_of(value))


def _figures_of(value: object) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, (dict, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _figures_of(item)


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path

"""Typed answers about referrals; all have passed disclosure."""

from dataclasses import dataclass
from typing import Literal

from data_access.answers.core import Caption, Compared, Table, Trend, Unit

Stage = Literal["source", "coordinator", "destination", "outcome"]


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One place that referrals pass; ``value`` is None where it has no number."""

    id: str
    name: str
    stage: Stage
    value: float | None


@dataclass(frozen=True, slots=True)
class FlowLink:
    """How many referrals went from one node to another, by their ids."""

    source: str
    target: str
    value: float


@dataclass(frozen=True, slots=True)
class FlowReport:
    """Referrals both ways, with their words and their table."""

    caption: Caption
    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class SharesReport:
    """A few shares in every row, in per cent, with their words and their table.

    ``groups`` has a name and one item for each of ``series``.
    """

    caption: Caption
    series: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Compared, ...]], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class WaitingCurve:
    """The share seen, in per cent, by days since referral, with 95% limits.

    One element for each point drawn; ``standard`` is the day judged against. ``whole``
    says that every day on which somebody was seen has a point.
    """

    days: tuple[float, ...]
    seen: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    standard: int
    whole: bool


@dataclass(frozen=True, slots=True)
class WaitsReport:
    """Time to first contact, for all routes and for each, with words and tables.

    ``facts`` are a name and a value in words, those still waiting among them.
    """

    caption: Caption
    curve: WaitingCurve
    facts: tuple[tuple[str, str], ...]
    table: Table
    routes: tuple[Compared, ...]
    routes_caption: Caption
    routes_table: Table


@dataclass(frozen=True, slots=True)
class RoutesReport:
    """The monthly trend of each route large enough to be drawn, one way."""

    caption: Caption
    unit: Unit
    routes: tuple[tuple[str, Trend], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Places or groups beside each other in per cent, with words and a table."""

    caption: Caption
    items: tuple[Compared, ...]
    average: float | None
    table: Table

"""Typed answers about referrals; all have passed disclosure."""

from dataclasses import dataclass
from typing import Literal

from data_access.answers.core import Caption, Compared, Table

Stage = Literal["source", "coordinator", "destination", "outcome"]


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One place that referrals pass; ``value`` is None without a number."""

    id: str
    name: str
    stage: Stage
    value: float | None


@dataclass(frozen=True, slots=True)
class FlowLink:
    """The number of referrals from one node to another, by their ids."""

    source: str
    target: str
    value: float


@dataclass(frozen=True, slots=True)
class FlowReport:
    """Referrals in and out, with their caption and their table."""

    caption: Caption
    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class WaitingCurve:
    """The share seen, in per cent, by days since referral, with 95% limits.

    One element for each point drawn; ``standard`` is the day of the standard. ``whole``
    is true if every day on which a person was seen has a point.
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

    ``facts`` are names and values in words, including how many are still waiting.
    """

    caption: Caption
    curve: WaitingCurve
    facts: tuple[tuple[str, str], ...]
    table: Table
    routes: tuple[Compared, ...]
    routes_caption: Caption
    routes_table: Table

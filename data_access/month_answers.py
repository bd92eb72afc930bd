"""Typed answers of the month's comparison of practices."""

from dataclasses import dataclass

from data_access.answers import Caption, Compared, Table, Unit


@dataclass(frozen=True, slots=True)
class GridRow:
    """One indicator: every practice's figure, in the order of the grid's columns."""

    indicator: str
    name: str
    unit: Unit
    all_practices: float | None
    practices: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class PracticeGrid:
    """Headline indicators by practice, with what lies outside chance marked."""

    caption: Caption
    practices: tuple[str, ...]
    rows: tuple[GridRow, ...]
    table: Table

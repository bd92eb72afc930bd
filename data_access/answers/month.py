"""Typed answers of the month's comparison of practices or PCNs."""

from dataclasses import dataclass

from data_access.answers.core import Caption, Compared, Table, Unit


@dataclass(frozen=True, slots=True)
class GridRow:
    """One indicator: every place's figure, in the order of the grid's columns.

    ``together`` is the figure of all of them, of a count their total.
    """

    indicator: str
    name: str
    unit: Unit
    together: Compared | None
    places: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class IndicatorGrid:
    """Headline indicators by place, with differences beyond chance marked."""

    caption: Caption
    together: str
    places: tuple[str, ...]
    rows: tuple[GridRow, ...]
    table: Table

"""Answers of the England page that no other page has."""

from dataclasses import dataclass

from data_access.answers.core import Caption, Compared, Option, Table, Unit

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area of a map: rings of (longitude, latitude), holes among them.

    ``band`` is the position of its shade in the map's bands, None without a value.
    """

    name: str
    outline: tuple[Ring, ...]
    value: float | None
    band: int | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class MapReport:
    """Areas shaded by a value; ``bands`` names the shades from the lowest."""

    caption: Caption
    unit: Unit
    areas: tuple[MapArea, ...]
    bands: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Standing:
    """One PCN on one measure: in words, and in standard deviations from the mean."""

    name: str
    words: str
    deviations: float


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One measure: the chosen PCN (None without a figure) and its peers."""

    name: str
    mine: Standing | None
    peers: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class PeersReport:
    """A PCN among those most like it.

    ``places`` are the same PCNs, and England, on one measure with a chart of its own.
    """

    caption: Caption
    rows: tuple[StandingRow, ...]
    table: Table
    places: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class EnglandPlaces:
    """The real PCNs that can be chosen, and the chosen one."""

    options: tuple[Option, ...]
    chosen: str
    name: str
    icb_name: str

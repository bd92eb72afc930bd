"""A map of areas, shaded by value and drawn as lines: our plotly.js has no maps."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, radians

from components import theme
from components.theme import Drawing
from data_access.answers.core import Unit
from data_access.answers.england import MapArea
from data_access.words.numbers import value_text

HEIGHT = 520
_HOW_TO_READ = (
    "Shade and shape show to which third of the areas each area belongs; the chosen "
    "area is outlined. Point at a mark to see its figure. A large area does not mean "
    "many people."
)
# From the lowest: pale to dark, and a shape of its own for each, so that colour is
# never the only sign.
_SHADES = tuple(reversed(theme.SEQUENTIAL))
_SYMBOLS = ("circle", "square", "diamond")
_EDGES = (theme.TEXT, theme.TEXT, theme.BACKGROUND)  # visible on their own shade
_NO_VALUE = ("No data", theme.SHADE, "x-thin", theme.TEXT)


def map_chart(areas: Sequence[MapArea], bands: Sequence[str], unit: Unit) -> Drawing:
    """Draw areas in at most three shades; outline the chosen area.

    Longitudes are shorter than latitudes, as at the middle of the map.
    Raises ValueError above three bands.
    """
    if len(bands) > len(_SHADES):
        raise ValueError("map_chart draws at most three bands")
    kinds = [
        *zip(range(len(bands)), bands, _SHADES, _SYMBOLS, _EDGES, strict=False),
        (None, *_NO_VALUE),
    ]
    data = []
    for band, name, shade, symbol, edge in kinds:
        members = [area for area in areas if area.band == band]
        if members:
            data += [
                _fill(members, shade),
                _marks(members, unit, name, (symbol, shade, edge)),
            ]
    data += [_edge(area) for area in areas if area.chosen]
    latitudes = [y for area in areas for ring in area.outline for _, y in ring]
    middle = (min(latitudes) + max(latitudes)) / 2
    return theme.drawing(
        data,
        how_to_read=_HOW_TO_READ,
        height=HEIGHT,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis={"visible": False, "constrain": "domain"},
        yaxis={
            "visible": False,
            "constrain": "domain",
            "scaleanchor": "x",
            "scaleratio": round(1 / cos(radians(middle)), 3),
        },
    )


def _fill(areas: Sequence[MapArea], shade: str) -> Drawing:
    return {
        "type": "scatter",
        "mode": "lines",
        **_path(areas),
        "fill": "toself",
        "fillcolor": shade,
        "line": {"color": theme.BACKGROUND, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _edge(area: MapArea) -> Drawing:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": area.name,
        "showlegend": True,
        **_path([area]),
        "line": {"color": theme.CONCERN, "width": 3},
        "hoverinfo": "skip",
        # Not drawn: the key shows it.
        "marker": {
            "symbol": "square",
            "color": theme.BACKGROUND,
            "line": {"color": theme.CONCERN},
        },
    }


def _marks(
    areas: Sequence[MapArea], unit: Unit, name: str, style: tuple[str, str, str]
) -> Drawing:
    symbol, shade, edge = style
    middles = [_middle(area) for area in areas]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": True,
        "x": [round(x, 3) for x, _ in middles],
        "y": [round(y, 3) for _, y in middles],
        "text": [
            f"<b>{area.name}</b><br>"
            + ("No data" if area.value is None else value_text(area.value, unit))
            for area in areas
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": 8,
            "color": shade,
            "line": {"color": edge, "width": 1.5},
        },
    }


def _path(areas: Sequence[MapArea]) -> Drawing:
    """Join all rings in one line, with a gap after each."""
    x: list[float | None] = []
    y: list[float | None] = []
    for area in areas:
        for ring in area.outline:
            x += [*(point[0] for point in ring), None]
            y += [*(point[1] for point in ring), None]
    return {"x": x, "y": y, "connectgaps": False}


def _middle(area: MapArea) -> tuple[float, float]:
    """Return the centre of gravity of the largest ring."""
    centres = []
    for ring in area.outline:
        steps = [
            (x, y, after_x, after_y, x * after_y - after_x * y)
            for (x, y), (after_x, after_y) in pairwise(ring)
        ]
        twice = sum(step[4] for step in steps)
        if twice:
            centre_x = sum((s[0] + s[2]) * s[4] for s in steps) / (3 * twice)
            centre_y = sum((s[1] + s[3]) * s[4] for s in steps) / (3 * twice)
            centres.append((abs(twice), centre_x, centre_y))
    _, x, y = max(centres, default=(0.0, *area.outline[0][0]))
    return x, y

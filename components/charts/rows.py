"""Named rows: the scaffold of every horizontal chart.

Each name is above its row, not left of it, so that a long practice name takes no width
from the data and a phone shows the same chart.
"""

from collections.abc import Sequence

from components import theme
from components.theme import Drawing

ROW_HEIGHT = 46  # pixels: a line of text and a row of at least 24
_LONGEST = 42  # characters of 14 px that fit 350 px


def shortened(name: str, longest: int = _LONGEST) -> str:
    """Shorten a name to one line on a phone; the table has the full name."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def row_names(names: Sequence[str], values: Sequence[str] = ()) -> list[Drawing]:
    """Write the names, the first at the top, each with its value if there is one."""
    bold = [f"  <b>{value}</b>" if value else "" for value in values]
    longest = _LONGEST - 8 if values else _LONGEST
    return [
        {
            "text": shortened(name, longest) + (bold[row] if bold else ""),
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "yref": "y",
            "y": row,
            "yanchor": "bottom",
            "yshift": 9,
            "bgcolor": theme.BACKGROUND,  # no line crosses the text
            "borderpad": 1,
            "font": {"size": 14, "color": theme.TEXT},
        }
        for row, name in enumerate(names)
    ]


def row_note(row: int, text: str) -> Drawing:
    """Write, in place of a mark, why a row has none."""
    return {
        "text": text,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "y",
        "y": row,
        "yanchor": "middle",
        "font": {"size": 14, "color": theme.SECONDARY},
    }


def row_layout(rows: int, xaxis: Drawing) -> Drawing:
    """Return the layout of ``rows`` rows over ``xaxis``."""
    top, bottom = 30, 60 if "title" in xaxis else 36
    return {
        "height": top + bottom + ROW_HEIGHT * max(rows, 1),
        "margin": {"l": 8, "r": 16, "t": top, "b": bottom},
        "xaxis": {"showgrid": True, "gridcolor": theme.GRID, **xaxis},
        "yaxis": {
            "range": [rows - 0.6, -0.85],  # first row on top, with room for its name
            "showticklabels": False,
            "showgrid": False,
            "ticks": "",
        },
    }


def vertical_line(value: float, name: str) -> tuple[Drawing, Drawing]:
    """Return a named reference line through all rows: shape and annotation."""
    shape = {
        "type": "line",
        "layer": "below",
        "xref": "x",
        "x0": value,
        "x1": value,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.LINE, "width": 2, "dash": "dash"},
    }
    label = {
        "text": name,
        "xref": "x",
        "x": value,
        "xanchor": "center",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4,
        "font": {"size": 13, "color": theme.SECONDARY},
    }
    return shape, label


def interval_points(
    rows: Sequence[float],
    values: Sequence[float],
    lowers: Sequence[float | None],
    uppers: Sequence[float | None],
    texts: Sequence[str],
    *,
    name: str,
    colour: str,
    symbol: str,
    size: float = 11,
) -> Drawing:
    """Return points with their intervals, one a row."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": True,
        "x": list(values),
        "y": list(rows),
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": _distances(uppers, values),
            "arrayminus": [
                None if distance is None else -distance
                for distance in _distances(lowers, values)
            ],
            "color": colour,
            "thickness": 2,
            "width": 5,
        },
        "text": list(texts),
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": colour,
            "line": {"color": colour, "width": 1},
        },
    }


def _distances(
    ends: Sequence[float | None], values: Sequence[float]
) -> list[float | None]:
    """Return the distance of each end from its value; None for no end, and no line."""
    return [
        None if end is None else end - value
        for end, value in zip(ends, values, strict=True)
    ]

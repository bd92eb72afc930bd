"""Months without a number: marked in a strip of their own, below every value.

On the axis a mark would be read as a value, most often as zero.
"""

from collections.abc import Sequence
from datetime import date

from components import theme
from components.charts.axes import iso
from components.theme import Drawing

_DEPTH = 0.08  # of the height of the values


def floor(bottom: float, top: float) -> float:
    """Return where the strip ends, below values from ``bottom`` to ``top``."""
    return bottom - _DEPTH * (top - bottom)


def edge(bottom: float) -> Drawing:
    """Return the line between the values and the strip."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": bottom,
        "y1": bottom,
        "line": {"color": theme.LINE, "width": 1},
    }


def marks(
    months: Sequence[date], words: Sequence[str], name: str, bottom: float, top: float
) -> Drawing:
    """Mark months in the strip, ``words`` as hover text, ``name`` in the key."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": True,
        "x": iso(months),
        "y": [(bottom + floor(bottom, top)) / 2] * len(months),
        "cliponaxis": False,
        "text": list(words),
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "x-thin",
            "size": 9,
            "line": {"color": theme.TEXT, "width": 2},
        },
    }

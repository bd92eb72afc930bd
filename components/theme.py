"""The palette and the Plotly template; nothing else in the product names a colour.

Categorical and sequential colours are the Analysis Function palette
(https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/).
Statistical process control keeps the hues of Making Data Count (grey, blue, orange,
purple) but darker: its own blue (#00b0f0, 2.48:1) and grey (#a6a6a6, 2.43:1) fail
the 3:1 that WCAG 2.2 asks of graphics on white.

Dark theme: figures do not know about it. ``assets/components.css`` turns every chart
with ``invert(DARK_INVERT) hue-rotate(180deg)``, which keeps hues (blue stays blue) and
needs no second figure, no callback and no part of a cache key. A test computes the
contrast of every colour here in both themes.
"""

from collections.abc import Sequence
from typing import Any

Drawing = dict[str, Any]

TEXT = "#212b32"
SECONDARY = "#4c6272"
GRID = "#d8dde0"
BACKGROUND = "#ffffff"
SHADE = "#e8edee"  # behind provisional months
LINE = "#6b7885"  # the line that joins points, limits, reference lines
MUTED = "#767676"  # for values that should not draw the eye, as a naive estimate

CATEGORICAL = ("#12436d", "#28a197", "#801650", "#f46a25")  # at most four, in order
SEQUENTIAL = ("#12436d", "#2073bc", "#6bace6")
MAIN = CATEGORICAL[0]

COMMON = "#767676"
IMPROVEMENT = "#0077c8"
CONCERN = "#d45f00"
NEUTRAL = "#490092"
TARGET = "#b3261e"

DARK_INVERT = 0.9  # white becomes #1a1a1a, the surface of cards and figures

# Each kind of point has its own shape, so that colour is never the only sign.
POINTS = {
    "unjudged": ("Not judged", LINE, "circle"),
    "common": ("Usual variation", COMMON, "circle"),
    "unusual": ("Unusual, not confirmed", TEXT, "triangle-down"),
    "improvement": ("Improving", IMPROVEMENT, "triangle-up"),
    "concern": ("Getting worse", CONCERN, "diamond"),
    "neutral": ("Higher or lower, neither better", NEUTRAL, "square"),
}

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'

_AXIS = {
    "fixedrange": True,  # a finger scrolls the page, it does not zoom the chart
    "showgrid": False,
    "zeroline": False,
    "showline": True,
    "linecolor": LINE,
    "ticks": "outside",
    "tickcolor": LINE,
    "automargin": True,
    "title": {"font": {"size": 14}},
}

TEMPLATE: Drawing = {
    "layout": {
        "font": {"family": FONT, "size": 14, "color": TEXT},
        "colorway": list(CATEGORICAL),
        "paper_bgcolor": BACKGROUND,
        "plot_bgcolor": BACKGROUND,
        "separators": ".,",
        "margin": {"l": 8, "r": 8, "t": 24, "b": 8, "autoexpand": True},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": BACKGROUND,
            "bordercolor": TEXT,
            "align": "left",
            "font": {"family": FONT, "size": 14, "color": TEXT},
        },
        "dragmode": False,
        "showlegend": False,  # the key is HTML, made by components/chart.py
        "xaxis": _AXIS,
        "yaxis": {**_AXIS, "showgrid": True, "gridcolor": GRID, "showline": False},
        "annotationdefaults": {"showarrow": False, "font": {"size": 13}},
    }
}


def drawing(data: Sequence[Drawing], *, how_to_read: str, **layout: Any) -> Drawing:
    """Build a figure from traces and its differences from the template.

    ``how_to_read`` explains the chart to a new reader in a sentence or two. A plain
    dict: a ``go.Figure`` costs ten times the CPU of a request.
    """
    common = {"template": TEMPLATE, "meta": {"how_to_read": how_to_read}}
    return {"data": list(data), "layout": {**common, **layout}}

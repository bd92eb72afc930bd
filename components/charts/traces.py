"""Shared parts of charts over time: lines, names at their end, shading."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from components import theme
from components.charts.axes import HALF_MONTH, iso, spread
from components.theme import Drawing

_NAME_HEIGHT = 0.058  # of the plot: one line of 13 px in a plot of about 300 px


def line(
    months: Iterable[date],
    values: Iterable[float | None],
    colour: str,
    *,
    width: float = 2,
    dash: str = "solid",
) -> Drawing:
    """Return a line with a gap at each missing value."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": iso(months),
        "y": list(values),
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
        "showlegend": False,
        "connectgaps": False,
    }


def line_names(
    names: Sequence[tuple[str, float, str]], bottom: float, top: float
) -> Iterator[Drawing]:
    """Write (name, value, colour) at the right of each line, without overlap."""
    shares = [(value - bottom) / (top - bottom) for _, value, _ in names]
    lines = max((name.count("<br>") + 1 for name, _, _ in names), default=1)
    places = spread(shares, _NAME_HEIGHT * lines)
    for (name, _, colour), place in zip(names, places, strict=True):
        yield {
            "text": name,
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 6,
            "yref": "paper",
            "y": place,
            "yanchor": "middle",
            "align": "left",
            "font": {"size": 13, "color": colour},
        }


def note(text: str, *, x: float = 0, xanchor: str = "left") -> Drawing:
    """Return a remark above the plot."""
    return {
        "text": text,
        "xref": "paper",
        "x": x,
        "xanchor": xanchor,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4,
        "font": {"size": 13, "color": theme.SECONDARY},
    }


def provisional_shade(
    months: Sequence[date], provisional: Sequence[bool]
) -> tuple[list[Drawing], list[Drawing]]:
    """Shade and name the months that may still change: shapes and annotations."""
    if not any(provisional):
        return [], []
    first = months[list(provisional).index(True)] - HALF_MONTH
    last = months[-1] + HALF_MONTH
    shade = {
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "x0": first.isoformat(),
        "x1": last.isoformat(),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": theme.SHADE,
        "line": {"width": 0},
    }
    return [shade], [note("Provisional", x=1, xanchor="right")]

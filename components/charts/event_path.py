"""The rate ratio of the two groups, month by month around the start."""

from collections.abc import Sequence

from components import theme
from components.charts.axes import padded
from components.charts.traces import note
from components.theme import Drawing
from data_access.answers.impact import PathPoint
from data_access.words.numbers import interval_text, number_text, value_text, with_plus

_HOW_TO_READ = (
    "Months are counted from the start. In months 24 to 13 before it the groups should "
    "be alike, near 1: nothing had started, and nobody was sorted by those months. The "
    "year before the start is the one that people are sorted by, and has no points. "
    "After it, the points show the months in which they differ. If an interval "
    "includes 1, there may be no difference."
)
_MONTHS = range(-24, 13, 6)


def event_path_chart(points: Sequence[PathPoint]) -> Drawing:
    """Draw the ratio month by month; 1 is no difference. A year has no points."""
    estimates = [p for p in points if p.ratio is not None]
    bottom, top = padded(
        [1.0, *(v for p in estimates for v in (p.ratio, p.lower, p.upper))]
    )
    before = [p for p in estimates if p.month < 0]
    after = [p for p in estimates if p.month > 0]
    return theme.drawing(
        [
            _points(before, "Two years before", theme.MUTED, theme.BACKGROUND),
            _points(after, "After starting", theme.MAIN, theme.MAIN),
        ],
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        xaxis={
            "title": {"text": "Months from starting"},
            "tickvals": list(_MONTHS),
            "ticktext": [_signed(month) for month in _MONTHS],
            "range": [_MONTHS[0] - 0.8, _MONTHS[-1] + 0.8],
        },
        yaxis={"range": [bottom, top], "tickformat": ".1f", "nticks": 6},
        shapes=[
            _line({"xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1}, "dash"),
            _line({"yref": "paper", "y0": 0, "y1": 1, "x0": 0, "x1": 0}, "solid"),
        ],
        annotations=[note("Rate ratio; 1 is no difference")],
    )


def _signed(month: int) -> str:
    return with_plus(number_text(month))


def _line(ends: Drawing, dash: str) -> Drawing:
    style = {"color": theme.LINE, "width": 1.5, "dash": dash}
    return {"type": "line", "layer": "below", "line": style, **ends}


def _points(points: Sequence[PathPoint], name: str, colour: str, fill: str) -> Drawing:
    ratios = [(p, p.ratio) for p in points if p.ratio is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": True,
        "x": [p.month for p, _ in ratios],
        "y": [ratio for _, ratio in ratios],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [(p.upper or ratio) - ratio for p, ratio in ratios],
            "arrayminus": [ratio - (p.lower or ratio) for p, ratio in ratios],
            "color": colour,
            "thickness": 1.5,
            "width": 3,
        },
        "text": [_hover(p, ratio) for p, ratio in ratios],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "circle",
            "size": 9,
            "color": fill,
            "line": {"color": colour, "width": 2},
        },
    }


def _hover(point: PathPoint, ratio: float) -> str:
    lines = [
        f"<b>Month {_signed(point.month)}</b>",
        f"Rate ratio {value_text(ratio, 'ratio')}",
    ]
    if point.lower is not None and point.upper is not None:
        lines.append(f"95% interval {interval_text(point.lower, point.upper, 'ratio')}")
    return "<br>".join(lines)

"""Elapsed time: the share done by each day, with its limits."""

from components import theme
from components.charts.axes import value_axis
from components.charts.rows import vertical_line
from components.theme import Drawing
from data_access.answers.caseload import ElapsedCurve
from data_access.words.numbers import interval_text, number_text, value_text

_HOW_TO_READ = (
    "The curve shows the share for whom it had happened by each day. It includes "
    "people for whom it has not happened yet. The shaded band is the 95% interval."
)


def elapsed_chart(curve: ElapsedCurve) -> Drawing:
    """Draw the curve over its 95% band, with a line at the day of the standard."""
    shapes, annotations = [], []
    if curve.marked is not None:
        shape, label = vertical_line(curve.marked, f"{curve.marked} days")
        shapes.append(shape)
        annotations.append(label)
    texts = [
        f"<b>By day {number_text(day)}</b><br>{value_text(share, 'percent')} "
        f"{curve.what}<br>95% interval {interval_text(low, high, 'percent')}"
        for day, share, low, high in zip(
            curve.days, curve.share, curve.lower, curve.upper, strict=True
        )
    ]
    longest = max(*curve.days, curve.marked or 0, 1)
    return theme.drawing(
        [
            _edge(curve.days, curve.upper, fill="none"),
            _edge(curve.days, curve.lower, fill="tonexty"),
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(curve.days),
                "y": list(curve.share),
                "line": {"color": theme.MAIN, "width": 2.5},
                "marker": {"color": theme.MAIN, "size": 5},
                "text": texts,
                "hovertemplate": "%{text}<extra></extra>",
            },
        ],
        how_to_read=_HOW_TO_READ,
        height=340,
        margin={"l": 8, "r": 16, "t": 34, "b": 8},
        xaxis={
            "title": {"text": f"Days since {curve.since}"},
            "range": [0, longest * 1.03],
        },
        yaxis=value_axis("percent", 0, 103),
        shapes=shapes,
        annotations=annotations,
    )


def _edge(days: tuple[float, ...], shares: tuple[float, ...], *, fill: str) -> Drawing:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(days),
        "y": list(shares),
        "line": {"width": 0, "color": theme.GRID},
        "fill": fill,
        "fillcolor": theme.GRID,
        "hoverinfo": "skip",
        "showlegend": False,
    }

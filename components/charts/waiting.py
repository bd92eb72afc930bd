"""The share seen by each day since referral, with its limits and the standard."""

from components import theme
from components.charts.axes import value_axis
from components.charts.rows import vertical_line
from components.theme import Drawing
from data_access.answers.referrals import WaitingCurve
from data_access.words.numbers import interval_text, number_text, value_text

_HOW_TO_READ = (
    "The curve shows the share seen by each day. It includes people still waiting. The "
    "shaded band is the 95% interval."
)


def waiting_chart(curve: WaitingCurve) -> Drawing:
    """Draw the curve: in steps if every day has a point, else point to point."""
    shape_of_line = "hv" if curve.whole else "linear"
    shape, label = vertical_line(curve.standard, f"{curve.standard} days")
    steps = [
        f"<b>By day {number_text(day)}</b><br>{value_text(seen, 'percent')} "
        f"seen<br>95% interval {interval_text(low, high, 'percent')}"
        for day, seen, low, high in zip(
            curve.days, curve.seen, curve.lower, curve.upper, strict=True
        )
    ]
    return theme.drawing(
        [
            _edge(curve.days, curve.upper, shape_of_line, fill="none"),
            _edge(curve.days, curve.lower, shape_of_line, fill="tonexty"),
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(curve.days),
                "y": list(curve.seen),
                "line": {"color": theme.MAIN, "width": 2.5, "shape": shape_of_line},
                "marker": {"color": theme.MAIN, "size": 5},
                "text": steps,
                "hovertemplate": "%{text}<extra></extra>",
            },
        ],
        how_to_read=_HOW_TO_READ,
        height=340,
        margin={"l": 8, "r": 16, "t": 34, "b": 8},
        xaxis={
            "title": {"text": "Days since referral"},
            "range": [0, max(*curve.days, curve.standard) * 1.03],
            "rangemode": "tozero",
        },
        yaxis=value_axis("percent", 0, 103),
        shapes=[shape],
        annotations=[label],
    )


def _edge(
    days: tuple[float, ...], shares: tuple[float, ...], shape: str, *, fill: str
) -> Drawing:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(days),
        "y": list(shares),
        "line": {"width": 0, "shape": shape, "color": theme.GRID},
        "fill": fill,
        "fillcolor": theme.GRID,
        "hoverinfo": "skip",
        "showlegend": False,
    }

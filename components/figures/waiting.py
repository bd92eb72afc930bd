"""The share seen by days since referral, with its limits and the standard's day."""

from components import theme
from components.figures.axes import value_axis
from components.figures.rows import vertical_line
from components.numbers import interval_text, value_text
from components.theme import Figure
from data_access.referral_answers import WaitingCurve


def waiting_figure(curve: WaitingCurve) -> Figure:
    """Draw the curve as steps: a share holds until the next day somebody is seen."""
    shape, words = vertical_line(curve.standard, f"{curve.standard} days")
    steps = [
        f"<b>By day {day:g}</b><br>{value_text(seen, 'percent')} seen<br>95% interval "
        f"{interval_text(low, high, 'percent')}"
        for day, seen, low, high in zip(
            curve.days, curve.seen, curve.lower, curve.upper, strict=True
        )
    ]
    return theme.figure(
        [
            _edge(curve.days, curve.upper, fill="none"),
            _edge(curve.days, curve.lower, fill="tonexty"),
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(curve.days),
                "y": list(curve.seen),
                "line": {"color": theme.MAIN, "width": 2.5, "shape": "hv"},
                "marker": {"color": theme.MAIN, "size": 5},
                "text": steps,
                "hovertemplate": "%{text}<extra></extra>",
            },
        ],
        height=340,
        margin={"l": 8, "r": 16, "t": 34, "b": 8},
        xaxis={
            "title": {"text": "Days since referral"},
            "range": [0, max(*curve.days, curve.standard) * 1.03],
            "rangemode": "tozero",
        },
        yaxis=value_axis("percent", 0, 103),
        shapes=[shape],
        annotations=[words],
    )


def _edge(days: tuple[float, ...], shares: tuple[float, ...], *, fill: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(days),
        "y": list(shares),
        "line": {"width": 0, "shape": "hv", "color": theme.GRID},
        "fill": fill,
        "fillcolor": theme.GRID,
        "hoverinfo": "skip",
        "showlegend": False,
    }

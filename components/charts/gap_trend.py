"""A gap over time, with its limits and a line where there is none."""

from collections.abc import Sequence
from datetime import date

from components import theme
from components.charts.axes import iso, month_axis, padded, unit_words, value_axis
from components.charts.compared import compared_text
from components.charts.traces import note
from components.theme import Drawing
from data_access.answers.core import Compared, Unit

_HOW_TO_READ = (
    "Each point is the slope index at one date, with its 95% interval: above zero the "
    "figure is higher at the least deprived end, below zero at the most deprived. A "
    "circle's interval holds zero, so its gap may be chance."
)


def gap_trend_chart(
    months: Sequence[date], gaps: Sequence[Compared], unit: Unit
) -> Drawing:
    """Draw one point a month over a line at zero; a withheld one is a cross on it."""
    if all(one.value is None for one in gaps):
        return _nothing_to_draw()
    dated = list(zip(months, gaps, strict=True))
    numbers = [n for one in gaps for n in (one.value, one.lower, one.upper)]
    bottom, top = padded([*numbers, 0.0])
    return theme.drawing(
        [
            _points(dated, unit, told=False),
            _points(dated, unit, told=True),
            _withheld(dated),
        ],
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        xaxis=month_axis(months),
        yaxis=value_axis(unit, min(bottom, 0.0), max(top, 0.0)),
        shapes=[_no_gap()],
        annotations=[
            note(unit_words(unit)),
            note("Dashed line: no gap", x=1, xanchor="right"),
        ],
    )


def _nothing_to_draw() -> Drawing:
    return theme.drawing(
        [],
        how_to_read=_HOW_TO_READ,
        height=120,
        xaxis={"visible": False},
        yaxis={"visible": False},
        annotations=[
            {
                "text": "No gap can be shown: too few people",
                "xref": "paper",
                "x": 0,
                "xanchor": "left",
                "yref": "paper",
                "y": 0.5,
                "font": {"size": 16, "color": theme.SECONDARY},
            }
        ],
    )


def _no_gap() -> Drawing:
    return {
        "type": "line",
        "layer": "below",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": 0,
        "y1": 0,
        "line": {"color": theme.LINE, "width": 2, "dash": "dash"},
    }


def _told(one: Compared) -> bool:
    if one.lower is None or one.upper is None:
        return False
    return not one.lower <= 0 <= one.upper


def _points(dated: list[tuple[date, Compared]], unit: Unit, *, told: bool) -> Drawing:
    shown = [
        (day, one, one.value, one.lower or 0.0, one.upper or 0.0)
        for day, one in dated
        if one.value is not None and _told(one) is told
    ]
    # Purple says that it differs from none, and not whether that is good.
    colour = theme.NEUTRAL if told else theme.COMMON
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "More than chance" if told else "May be chance",
        "showlegend": True,
        "x": iso(day for day, *_ in shown),
        "y": [value for _, _, value, _, _ in shown],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [upper - value for _, _, value, _, upper in shown],
            "arrayminus": [value - lower for _, _, value, lower, _ in shown],
            "color": colour,
            "thickness": 2,
            "width": 5,
        },
        "text": [compared_text(one, unit) for _, one, *_ in shown],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "square" if told else "circle",
            "size": 11,
            "color": colour,
            "line": {"color": colour, "width": 1},
        },
    }


def _withheld(dated: list[tuple[date, Compared]]) -> Drawing:
    days = [(day, one) for day, one in dated if one.value is None]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Too few people",
        "showlegend": True,
        "x": iso(day for day, _ in days),
        "y": [0.0] * len(days),
        "cliponaxis": False,
        "text": [f"<b>{one.name}</b><br>Too few people" for _, one in days],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "x-thin",
            "size": 9,
            "line": {"color": theme.TEXT, "width": 2},
        },
    }

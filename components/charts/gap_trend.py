"""A gap over time, with its intervals and a line at no gap."""

from collections.abc import Sequence
from datetime import date

from components import theme
from components.charts import withheld
from components.charts.axes import iso, month_axis, padded, unit_words, value_axis
from components.charts.compared import compared_text
from components.charts.traces import note
from components.theme import Drawing
from data_access.answers.core import Compared, Unit

_HOW_TO_READ = (
    "Each point is the slope index at one date, with its 95% interval. Above zero, the "
    "figure is higher at the least deprived end; below zero, at the most deprived. The "
    "interval of a circle includes zero, so its gap may be chance."
)


def gap_trend_chart(
    months: Sequence[date], gaps: Sequence[Compared], unit: Unit
) -> Drawing:
    """Draw a point a month over a line at zero; withheld ones are crosses below."""
    if all(gap.value is None for gap in gaps):
        return _nothing_to_draw()
    dated = list(zip(months, gaps, strict=True))
    numbers = [n for gap in gaps for n in (gap.value, gap.lower, gap.upper)]
    bottom, top = padded([*numbers, 0.0])
    bottom, top = min(bottom, 0.0), max(top, 0.0)
    missing = [(day, gap) for day, gap in dated if gap.value is None]
    lowest = withheld.floor(bottom, top) if missing else bottom
    return theme.drawing(
        [
            _points(dated, unit, certain=False),
            _points(dated, unit, certain=True),
            *([_withheld(missing, bottom, top)] if missing else []),
        ],
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        xaxis=month_axis(months),
        yaxis=value_axis(unit, lowest, top),
        shapes=[_no_gap(), *([withheld.edge(bottom)] if missing else [])],
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


def _is_certain(gap: Compared) -> bool:
    if gap.lower is None or gap.upper is None:
        return False
    return not gap.lower <= 0 <= gap.upper


def _points(
    dated: list[tuple[date, Compared]], unit: Unit, *, certain: bool
) -> Drawing:
    points = [
        (day, gap, gap.value, gap.lower or 0.0, gap.upper or 0.0)
        for day, gap in dated
        if gap.value is not None and _is_certain(gap) is certain
    ]
    # Purple means that there is a gap, not whether that is good.
    colour = theme.NEUTRAL if certain else theme.COMMON
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "More than chance" if certain else "May be chance",
        "showlegend": True,
        "x": iso(day for day, *_ in points),
        "y": [value for _, _, value, _, _ in points],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [upper - value for _, _, value, _, upper in points],
            "arrayminus": [value - lower for _, _, value, lower, _ in points],
            "color": colour,
            "thickness": 2,
            "width": 5,
        },
        "text": [compared_text(gap, unit) for _, gap, *_ in points],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "square" if certain else "circle",
            "size": 11,
            "color": colour,
            "line": {"color": colour, "width": 1},
        },
    }


def _withheld(dated: list[tuple[date, Compared]], bottom: float, top: float) -> Drawing:
    words = [f"<b>{gap.name}</b><br>Too few people" for _, gap in dated]
    return withheld.marks(
        [day for day, _ in dated], words, "Too few people", bottom, top
    )

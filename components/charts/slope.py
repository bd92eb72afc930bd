"""Five groups in order of deprivation, and the line whose rise is the slope index."""

from collections.abc import Sequence

from components import theme
from components.charts.axes import padded, unit_words, value_axis
from components.charts.compared import compared_text
from components.charts.traces import note
from components.theme import Drawing
from data_access.answers.core import Compared, Mark, Unit

_HOW_TO_READ = (
    "People stand in line from the most deprived on the left to the least on the "
    "right; each point is a fifth, at its middle person, with its 95% interval. The "
    "slope index is how far the dashed line rises from its left end to its right."
)

# Short enough to stand side by side on a phone.
_ENDS = ("Most<br>deprived", "2nd", "3rd", "4th", "Least<br>deprived")


def slope_chart(
    fifths: Sequence[Compared],
    places: Sequence[float],
    line: tuple[float, float] | None,
    unit: Unit,
) -> Drawing:
    """Draw each fifth where its middle person stands, with its limits, and the line.

    ``places`` and ``line`` as in SlopeReport. A fifth without a number keeps its place
    and says why.
    """
    ends = line or ()
    numbers = [n for one in fifths for n in (one.value, one.lower, one.upper)]
    bottom, top = padded([*numbers, *ends], from_zero=True)
    marks = [
        _mark(place, one)
        for place, one in zip(places, fifths, strict=True)
        if one.value is None
    ]
    return theme.drawing(
        [*_line(ends), _points(fifths, places, unit)],
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        xaxis={
            "range": [0, 1],
            "tickvals": list(places),
            "ticktext": list(_ENDS),
            "tickangle": 0,
        },
        yaxis=value_axis(unit, bottom, top),
        annotations=[*marks, note(unit_words(unit))],
    )


def _line(ends: tuple[float, ...]) -> list[Drawing]:
    if not ends:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 1],
            "y": list(ends),
            "line": {"color": theme.LINE, "width": 2, "dash": "dash"},
            "hoverinfo": "skip",
        }
    ]


def _points(fifths: Sequence[Compared], places: Sequence[float], unit: Unit) -> Drawing:
    shown = [
        (place, one, one.value)
        for place, one in zip(places, fifths, strict=True)
        if one.value is not None
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place for place, _, _ in shown],
        "y": [value for _, _, value in shown],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [(one.upper or value) - value for _, one, value in shown],
            "arrayminus": [
                value - (value if one.lower is None else one.lower)
                for _, one, value in shown
            ],
            "color": theme.MAIN,
            "thickness": 2,
            "width": 5,
        },
        "text": [compared_text(one, unit) for _, one, _ in shown],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": theme.MAIN, "size": 11},
    }


def _mark(place: float, one: Compared) -> Drawing:
    return {
        "text": "<br>".join((one.mark or Mark.NO_DATA).value.split()),
        "xref": "x",
        "x": place,
        "yref": "paper",
        "y": 0,
        "yanchor": "bottom",
        "yshift": 4,
        "font": {"size": 13, "color": theme.SECONDARY},
    }

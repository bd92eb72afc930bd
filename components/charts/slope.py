"""Five groups in order of deprivation, with the line of the slope index."""

from collections.abc import Sequence

from components import theme
from components.charts.axes import padded, unit_words, value_axis
from components.charts.compared import compared_text
from components.charts.traces import note
from components.theme import Drawing
from data_access.answers.core import Compared, Mark, Unit

_HOW_TO_READ = (
    "People are in order from the most deprived on the left to the least deprived on "
    "the right. Each point is a fifth of them, at its middle person, with its 95% "
    "interval. The slope index is the rise of the dashed line from left to right."
)

# Short enough for a phone.
_ENDS = ("Most<br>deprived", "2nd", "3rd", "4th", "Least<br>deprived")


def slope_chart(
    fifths: Sequence[Compared],
    places: Sequence[float],
    line: tuple[float, float] | None,
    unit: Unit,
) -> Drawing:
    """Draw each fifth at its middle person, with its limits, and the line.

    ``places`` and ``line`` as in SlopeReport. A fifth without a number keeps its place
    and gives the reason.
    """
    ends = line or ()
    numbers = [n for fifth in fifths for n in (fifth.value, fifth.lower, fifth.upper)]
    bottom, top = padded([*numbers, *ends], from_zero=True)
    marks = [
        _mark(place, fifth)
        for place, fifth in zip(places, fifths, strict=True)
        if fifth.value is None
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
    points = [
        (place, fifth, fifth.value)
        for place, fifth in zip(places, fifths, strict=True)
        if fifth.value is not None
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place for place, _, _ in points],
        "y": [value for _, _, value in points],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [(fifth.upper or value) - value for _, fifth, value in points],
            "arrayminus": [
                value - (value if fifth.lower is None else fifth.lower)
                for _, fifth, value in points
            ],
            "color": theme.MAIN,
            "thickness": 2,
            "width": 5,
        },
        "text": [compared_text(fifth, unit) for _, fifth, _ in points],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": theme.MAIN, "size": 11},
    }


def _mark(place: float, fifth: Compared) -> Drawing:
    return {
        "text": "<br>".join((fifth.mark or Mark.NO_DATA).value.split()),
        "xref": "x",
        "x": place,
        "yref": "paper",
        "y": 0,
        "yanchor": "bottom",
        "yshift": 4,
        "font": {"size": 13, "color": theme.SECONDARY},
    }

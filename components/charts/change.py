"""Mean changes in the scores of the same people, with intervals."""

from collections.abc import Sequence

from components import theme
from components.charts.rows import (
    interval_points,
    row_layout,
    row_names,
    row_note,
    vertical_line,
)
from components.theme import Drawing
from data_access.answers.core import Compared, Mark
from data_access.words.numbers import number_text, score_text, with_plus

_HOW_TO_READ = (
    "Each point is the mean change in people's own scores; the line is its 95% "
    "interval. Right of the dashed line is better. If the interval crosses the dashed "
    "line, there may be no change. Without a comparison group, the chart does not show "
    "why scores changed."
)
_ROOM = 0.15  # of the range, for the name of the dashed line


def change_chart(items: Sequence[Compared]) -> Drawing:
    """Draw a row for each measure; above 0 is better, whatever its scale."""
    ends = [n for item in items for n in (item.value, item.lower, item.upper)]
    numbers = [0.0, *(end for end in ends if end is not None)]
    room = _ROOM * ((max(numbers) - min(numbers)) or 1.0)
    rows = [
        (row, item, item.value)
        for row, item in enumerate(items)
        if item.value is not None
    ]
    shape, label = vertical_line(0.0, "No change")
    layout = row_layout(
        len(items),
        {
            "range": [min(numbers) - room, max(numbers) + room],
            "nticks": 7,
            "title": {"text": "Change in points (above 0: better)"},
        },
    )
    points = interval_points(
        [row for row, _, _ in rows],
        [value for _, _, value in rows],
        [item.lower for _, item, _ in rows],
        [item.upper for _, item, _ in rows],
        [_text(item, value) for _, item, value in rows],
        name="Mean change",
        colour=theme.MAIN,
        symbol="square",
        size=9,
    )
    return theme.drawing(
        [{**points, "showlegend": False}],
        how_to_read=_HOW_TO_READ,
        **layout,
        shapes=[shape],
        annotations=[
            *row_names(
                [item.name for item in items],
                ["" if item.value is None else _signed(item.value) for item in items],
            ),
            label,
            *(
                row_note(row, (item.mark or Mark.NO_DATA).value)
                for row, item in enumerate(items)
                if item.value is None
            ),
        ],
    )


def _text(item: Compared, value: float) -> str:
    lines = [f"<b>{item.name}</b>", f"{_signed(value)} points"]
    if item.lower is not None and item.upper is not None:
        lines.append(f"95% interval {_signed(item.lower)} to {_signed(item.upper)}")
    if item.denominator is not None:
        lines.append(f"Of {number_text(item.denominator)} people scored both times")
    return "<br>".join(lines)


def _signed(value: float) -> str:
    return with_plus(score_text(value))

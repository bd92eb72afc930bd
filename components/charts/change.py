"""Mean changes of the same people with their intervals, either side of no change."""

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
    "Each point is the mean change of people's own scores, its line the 95% interval; "
    "right of the dashed line is better. A line that crosses it may be no change. "
    "Nobody else is compared with, so it does not say why."
)
_ROOM = 0.15  # of the range, so that the name of the dashed line is not cut off


def change_chart(items: Sequence[Compared]) -> Drawing:
    """Draw one row a measure; above 0 is better, whichever way its scale runs."""
    ends = [n for item in items for n in (item.value, item.lower, item.upper)]
    known = [0.0, *(end for end in ends if end is not None)]
    room = _ROOM * ((max(known) - min(known)) or 1.0)
    shown = [
        (row, item, item.value)
        for row, item in enumerate(items)
        if item.value is not None
    ]
    shape, words = vertical_line(0.0, "No change")
    layout = row_layout(
        len(items),
        {
            "range": [min(known) - room, max(known) + room],
            "nticks": 7,
            "title": {"text": "Change in points (above 0: better)"},
        },
    )
    points = interval_points(
        [row for row, _, _ in shown],
        [value for _, _, value in shown],
        [item.lower for _, item, _ in shown],
        [item.upper for _, item, _ in shown],
        [_text(item, value) for _, item, value in shown],
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
            words,
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

"""Horizontal bars from zero, with intervals and values."""

from collections.abc import Sequence

from components import theme
from components.charts.axes import padded, value_axis
from components.charts.compared import compared_text
from components.charts.rows import row_layout, row_names, row_note
from components.theme import Drawing
from data_access.answers.core import Compared, Mark, Unit
from data_access.words.numbers import value_text

_HOW_TO_READ = (
    "The length of a bar is its value, from zero. The line at its end is the 95% "
    "interval."
)


def bars_chart(items: Sequence[Compared], unit: Unit) -> Drawing:
    """Draw a bar for each item, from zero, in order."""
    _, high = padded(
        [n for item in items for n in (item.value, item.upper)], from_zero=True
    )
    points = [
        (row, item, item.value)
        for row, item in enumerate(items)
        if item.value is not None
    ]
    values = [
        "" if item.value is None else value_text(item.value, unit, words=False)
        for item in items
    ]
    annotations = row_names([item.name for item in items], values)
    annotations += [
        row_note(row, (item.mark or Mark.NO_DATA).value)
        for row, item in enumerate(items)
        if item.value is None
    ]
    bars = {
        "type": "bar",
        "orientation": "h",
        "width": 0.42,
        "x": [value for _, _, value in points],
        "y": [row for row, _, _ in points],
        # Pale with a dark edge: the whole whisker is visible.
        "marker": {"color": theme.GRID, "line": {"color": theme.MAIN, "width": 1.5}},
        "text": [compared_text(item, unit) for _, item, _ in points],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": {
            "type": "data",
            "symmetric": False,
            # No line where there is no interval: one of no width looks like certainty.
            "array": [
                None if item.upper is None else item.upper - value
                for _, item, value in points
            ],
            "arrayminus": [
                None if item.lower is None else value - item.lower
                for _, item, value in points
            ],
            "color": theme.TEXT,
            "thickness": 2,
            "width": 5,
        },
    }
    return theme.drawing(
        [bars],
        how_to_read=_HOW_TO_READ,
        **row_layout(len(items), value_axis(unit, 0, high)),
        annotations=annotations,
    )

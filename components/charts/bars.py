"""Horizontal bars from zero, with intervals and values."""

from collections.abc import Iterator, Sequence

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
    }
    return theme.drawing(
        [bars, *_whiskers(points)],
        how_to_read=_HOW_TO_READ,
        **row_layout(len(items), value_axis(unit, 0, high)),
        annotations=annotations,
    )


def _whiskers(points: Sequence[tuple[int, Compared, float]]) -> Iterator[Drawing]:
    """Draw the intervals that there are.

    Plotly draws one of nothing as a line of no width, which looks like certainty, so
    a bar without an interval is left out.
    """
    known = [
        (row, value, item.lower, item.upper)
        for row, item, value in points
        if item.lower is not None and item.upper is not None
    ]
    if not known:
        return
    yield {
        "type": "scatter",
        "mode": "markers",
        "x": [value for _, value, _, _ in known],
        "y": [row for row, *_ in known],
        "hoverinfo": "skip",
        "showlegend": False,
        "marker": {"size": 1, "color": theme.TEXT},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [upper - value for _, value, _, upper in known],
            "arrayminus": [value - lower for _, value, lower, _ in known],
            "color": theme.TEXT,
            "thickness": 2,
            "width": 5,
        },
    }

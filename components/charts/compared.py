"""Places side by side with their intervals, in the order of the answer."""

from collections.abc import Sequence

from components import theme
from components.charts.axes import padded, value_axis
from components.charts.rows import (
    interval_points,
    row_layout,
    row_names,
    row_note,
    vertical_line,
)
from components.theme import Drawing
from data_access.answers.core import Compared, Mark, Unit
from data_access.words.numbers import interval_text, value_text

_HOW_TO_READ = (
    "Each point is one place or group; the line is its 95% interval, which is longer "
    "for fewer people. If two intervals overlap, do not rank them."
)

_EDGE = 0.2  # of the width of a phone: half of "All practices 62%" in 13 px

# How far a place is outside the funnel, by shape first. Purple, as in process control,
# means that something is different, not whether it is good.
FLAGS = (
    (("",), "Within what chance explains", theme.COMMON, "circle"),
    (("high_95", "low_95"), "Outside the 95% limits", theme.NEUTRAL, "square"),
    (("high_998", "low_998"), "Outside the 99.8% limits", theme.NEUTRAL, "diamond"),
)


def compared_chart(
    items: Sequence[Compared],
    unit: Unit,
    *,
    reference: tuple[str, float] | None = None,
) -> Drawing:
    """Draw a row for each place; ``reference`` is the name and value of a line.

    A place without a number has a row that gives the reason.
    """
    numbers = [n for item in items for n in (item.value, item.lower, item.upper)]
    low, high = padded([*numbers, reference[1] if reference else None])
    shapes, annotations = [], row_names([item.name for item in items])
    if reference:
        name, value = reference
        shape, label = vertical_line(
            value, f"{name} {value_text(value, unit, words=False)}"
        )
        # Next to its line, if the edge would cut off a label in the middle.
        place = (value - low) / (high - low)
        anchor = "left" if place < _EDGE else "right" if place > 1 - _EDGE else "center"
        shapes.append(shape)
        annotations.append({**label, "xanchor": anchor})
    for row, item in enumerate(items):
        if item.value is None:
            annotations.append(row_note(row, (item.mark or Mark.NO_DATA).value))
    data = [
        trace
        for flags, name, colour, symbol in FLAGS
        if (trace := _flagged(items, flags, unit, name, colour, symbol))["x"]
    ]
    return theme.drawing(
        data,
        how_to_read=_HOW_TO_READ,
        **row_layout(len(items), value_axis(unit, low, high)),
        shapes=shapes,
        annotations=annotations,
    )


def compared_text(item: Compared, unit: Unit) -> str:
    """Return a place's value, interval and denominator as hover text."""
    lines = [f"<b>{item.name}</b>"]
    if item.value is not None:
        lines.append(value_text(item.value, unit))
    if item.lower is not None and item.upper is not None:
        lines.append(f"95% interval {interval_text(item.lower, item.upper, unit)}")
    if item.denominator is not None:
        lines.append(f"Out of {value_text(item.denominator, 'count')}")
    return "<br>".join(lines)


def _flagged(
    items: Sequence[Compared],
    flags: tuple[str, ...],
    unit: Unit,
    name: str,
    colour: str,
    symbol: str,
) -> Drawing:
    points = [
        (row, item, item.value)
        for row, item in enumerate(items)
        if item.flag in flags and item.value is not None
    ]
    return interval_points(
        [row for row, _, _ in points],
        [value for _, _, value in points],
        [item.lower for _, item, _ in points],
        [item.upper for _, item, _ in points],
        [compared_text(item, unit) for _, item, _ in points],
        name=name,
        colour=colour,
        symbol=symbol,
    )

"""A few series side by side in every row: places by register, groups by period."""

from collections.abc import Sequence
from dataclasses import dataclass

from components import theme
from components.charts.axes import padded, value_axis
from components.charts.compared import compared_text
from components.charts.rows import interval_points, row_layout, row_names, row_note
from components.theme import Drawing
from data_access.answers.core import Compared, Mark, Unit

_HOW_TO_READ = (
    "In every row, each shape is one of the series named above; the line is its 95% "
    "interval. If intervals in a row overlap, the difference may be chance."
)

_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
_STEP = 0.16  # of a row between one series and the next, so that intervals do not meet


@dataclass(frozen=True, slots=True)
class Group:
    """One row: its name, and one item a series, in the order of the series."""

    name: str
    items: tuple[Compared, ...]


def grouped_chart(
    groups: Sequence[Group], series: Sequence[str], unit: Unit
) -> Drawing:
    """Draw a row for each group and a point for each series, by shape and colour.

    Raises ValueError for more than four series, or unless a group has one item each.
    """
    if len(series) > len(_SYMBOLS):
        raise ValueError("grouped_chart draws at most four series")
    if any(len(group.items) != len(series) for group in groups):
        raise ValueError("every group needs one item for each series")
    numbers = [
        number
        for group in groups
        for item in group.items
        for number in (item.value, item.lower, item.upper)
    ]
    low, high = padded(numbers)
    notes = [
        row_note(row, (group.items[0].mark or Mark.NO_DATA).value)
        for row, group in enumerate(groups)
        if all(item.value is None for item in group.items)
    ]
    return theme.drawing(
        [_points(groups, place, name, unit) for place, name in enumerate(series)],
        how_to_read=_HOW_TO_READ,
        **row_layout(len(groups), value_axis(unit, low, high)),
        annotations=[*row_names([group.name for group in groups]), *notes],
    )


def _points(groups: Sequence[Group], place: int, name: str, unit: Unit) -> Drawing:
    points = [
        (row, group.items[place], value)
        for row, group in enumerate(groups)
        if (value := group.items[place].value) is not None
    ]
    return interval_points(
        [row + place * _STEP for row, _, _ in points],
        [value for _, _, value in points],
        [item.lower for _, item, _ in points],
        [item.upper for _, item, _ in points],
        [compared_text(item, unit) for _, item, _ in points],
        name=name,
        colour=theme.CATEGORICAL[place],
        symbol=_SYMBOLS[place],
        size=10,
    )

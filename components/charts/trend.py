"""The XmR chart: months, mean, limits and target, with a shape for every signal."""

from collections.abc import Iterator, Sequence
from datetime import date

from components import theme
from components.charts import withheld
from components.charts.axes import (
    RIGHT_MARGIN,
    iso,
    month_axis,
    padded,
    unit_words,
    value_axis,
)
from components.charts.points import hover_text
from components.charts.traces import line, line_names, note, provisional_shade
from components.theme import Drawing
from data_access.answers.core import Mark, Trend
from data_access.words.numbers import month_text, value_text
from data_access.words.verdicts import kind_of

_TOP, _LINE_HEIGHT = 28, 20  # pixels above the plot, and of a second line there
_SIZES = {"unjudged": 7, "common": 9}
_SHAPES = (
    "Triangles that point up are improvement, diamonds the opposite, squares a change "
    "that is neither better nor worse, triangles that point down a month that is "
    "unusual and may be chance. Hollow points are provisional."
)
_BY_LIMITS = (
    "The points are months. The solid line is the average; nearly all months are "
    f"between the dashed limits when nothing has changed. {_SHAPES}"
)
_BY_CHANGE = (
    "The points are months. The dashed limits are where a month usually is, given the "
    f"month before it. {_SHAPES}"
)
_BY_YEAR = (
    "The points are months, each of the twelve months to it. The dotted line is the "
    f"same month a year before, against which each is judged. {_SHAPES}"
)


def trend_chart(trend: Trend) -> Drawing:
    """Draw a trend; a month without a number breaks the line and has a mark."""
    if all(value is None for value in trend.values):
        return _nothing_to_draw(trend)
    bottom, top = padded(
        (
            *trend.values,
            *trend.lower,
            *trend.upper,
            *trend.mean,
            *trend.year_before,
            trend.target,
        )
    )
    if trend.unit == "percent":
        top = min(top, 100.0)
    missing = [index for index, value in enumerate(trend.values) if value is None]
    lowest = withheld.floor(bottom, top) if missing else bottom
    shapes, labels = provisional_shade(trend.months, trend.provisional)
    if missing:
        shapes.append(withheld.edge(bottom))
    labels.append(note(unit_words(trend.unit)))
    top_margin = _TOP
    if trend.season:
        top_margin += _LINE_HEIGHT
        labels.append({**note(f"Season: {trend.season}"), "yshift": _LINE_HEIGHT})
    return theme.drawing(
        [
            *_reference_lines(trend),
            line(trend.months, trend.firm, theme.LINE, width=1.5),
            *_points(trend),
            *([_without_number(trend, missing, bottom, top)] if missing else []),
        ],
        how_to_read=_how_to_read(trend),
        height=400,
        margin={"l": 8, "r": RIGHT_MARGIN, "t": top_margin, "b": 8},
        xaxis=month_axis(trend.months),
        yaxis=value_axis(trend.unit, lowest, top),
        shapes=shapes,
        annotations=[*line_names(_names(trend), lowest, top), *labels],
    )


def _how_to_read(trend: Trend) -> str:
    if trend.year_before:
        return _BY_YEAR
    changes = _latest(trend.lower) is not None and _latest(trend.mean) is None
    return _BY_CHANGE if changes else _BY_LIMITS


def _reference_lines(trend: Trend) -> Iterator[Drawing]:
    if trend.year_before:
        yield line(trend.months, trend.year_before, theme.LINE, dash="dot")
    for values, width, dash in (
        (trend.mean, 2, "solid"),
        (trend.lower, 1.5, "dash"),
        (trend.upper, 1.5, "dash"),
    ):
        months, levels = stepped(trend.months, values, trend.steps)
        yield line(months, levels, theme.LINE, width=width, dash=dash)
    if trend.target is not None:
        ends = (trend.months[0], trend.months[-1])
        yield line(ends, [trend.target] * 2, theme.TARGET, dash="dashdot")


def stepped(
    months: tuple[date, ...],
    values: tuple[float | None, ...],
    steps: tuple[date, ...],
) -> tuple[list[date], list[float | None]]:
    """Break a line where new limits begin, so that they are a step and not a slope."""
    at: list[date] = []
    levels: list[float | None] = []
    for month, value in zip(months, values, strict=True):
        if month in steps:
            at.append(month)
            levels.append(None)
        at.append(month)
        levels.append(value)
    return at, levels


def _nothing_to_draw(trend: Trend) -> Drawing:
    """Write, in place of the chart, that no month has a number."""
    reasons = sorted({(mark or Mark.NO_DATA).value for mark in trend.marks})
    text = " or ".join(reasons) or Mark.NO_DATA.value
    return theme.drawing(
        [],
        how_to_read=_how_to_read(trend),
        height=120,
        xaxis={"visible": False},
        yaxis={"visible": False},
        annotations=[
            {
                # Two lines: one of all its reasons is wider than a phone.
                "text": f"No month can be shown:<br>{text.lower()}",
                "align": "left",
                "xref": "paper",
                "x": 0,
                "xanchor": "left",
                "yref": "paper",
                "y": 0.5,
                "font": {"size": 16, "color": theme.SECONDARY},
            }
        ],
    )


def _names(trend: Trend) -> list[tuple[str, float, str]]:
    """Name each line by its latest level."""
    levels = {
        "A year before": _latest(trend.year_before),
        "Upper limit": _latest(trend.upper),
        "Average": _latest(trend.mean),
        "Lower limit": _latest(trend.lower),
        "Target": trend.target,
    }
    return [
        (
            f"{name}<br>{value_text(level, trend.unit, words=False)}",
            level,
            theme.TARGET if name == "Target" else theme.SECONDARY,
        )
        for name, level in levels.items()
        if level is not None
    ]


def _latest(values: tuple[float | None, ...]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _points(trend: Trend) -> Iterator[Drawing]:
    """Yield a trace for each kind of point, so that the legend is the key."""
    for provisional in (False, True):
        for kind in theme.POINTS:
            indices = [
                index
                for index, value in enumerate(trend.values)
                if value is not None
                and kind_of(trend.signs[index]) == kind
                and trend.provisional[index] is provisional
            ]
            if indices:
                yield _kind_of_points(trend, kind, indices, hollow=provisional)


def _kind_of_points(
    trend: Trend, kind: str, indices: list[int], *, hollow: bool
) -> Drawing:
    name, colour, symbol = theme.POINTS[kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": "Provisional" if hollow else name,
        "showlegend": True,
        "x": iso(trend.months[index] for index in indices),
        "y": [trend.values[index] for index in indices],
        "text": [hover_text(trend, index) for index in indices],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": _SIZES.get(kind, 12),
            "color": theme.BACKGROUND if hollow else colour,
            "line": {"color": colour, "width": 2 if hollow else 1},
        },
    }


def _without_number(
    trend: Trend, missing: Sequence[int], bottom: float, top: float
) -> Drawing:
    """Mark each month without a number, with the reason as hover text."""
    reasons = [(trend.marks[index] or Mark.NO_DATA).value for index in missing]
    months = [trend.months[index] for index in missing]
    words = [
        f"<b>{month_text(month)}</b><br>{reason}"
        for month, reason in zip(months, reasons, strict=True)
    ]
    name = " or ".join(sorted(set(reasons))).capitalize()
    return withheld.marks(months, words, name, bottom, top)

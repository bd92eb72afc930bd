"""People counted month by month, the target, and the forecast."""

from datetime import date

from components import theme
from components.charts.axes import RIGHT_MARGIN, iso, month_axis, padded, value_axis
from components.charts.traces import line, line_names, note
from components.theme import Drawing
from data_access.answers.targets import TargetPath
from data_access.words.numbers import interval_text, month_text, value_text

_HOW_TO_READ = (
    "Filled points are recorded; hollow points are forecast. The shaded fan includes "
    "95% of simulated futures. The horizontal line is the number of people that the "
    "target needs."
)


def target_path_chart(path: TargetPath) -> Drawing:
    """Draw recorded months as filled points and the forecast as hollow points."""
    numbers = (*path.done, *path.middle, *path.upper, path.needed)
    bottom, top = padded(numbers, from_zero=True)
    data = [*_fan(path), _recorded(path)]
    names = []
    if path.needed is not None:
        ends = (path.months[0], path.months[-1])
        data.insert(0, line(ends, [path.needed] * 2, theme.TARGET, dash="dashdot"))
        label = f"Target<br>{value_text(path.needed, 'count')}"
        names.append((label, path.needed, theme.TARGET))
    if path.middle[-1] is not None:
        label = f"Forecast<br>{value_text(path.middle[-1], 'count')}"
        names.append((label, path.middle[-1], theme.SECONDARY))
    return theme.drawing(
        data,
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": RIGHT_MARGIN, "t": 28, "b": 8},
        xaxis=month_axis(path.months),
        yaxis=value_axis("count", bottom, top),
        annotations=[*line_names(names, bottom, top), note(path.counted)],
    )


def _recorded(path: TargetPath) -> Drawing:
    texts = [
        f"<b>{month_text(month)}</b><br>"
        + ("" if value is None else f"{value_text(value, 'count')} people, recorded")
        for month, value in zip(path.months, path.done, strict=True)
    ]
    return _points(path.months, path.done, texts, "Recorded", hollow=False)


def _fan(path: TargetPath) -> list[Drawing]:
    """Draw the fan from the last recorded month."""
    start = next((i for i, v in enumerate(path.middle) if v is not None), None)
    if start is None:
        return []
    first = start - 1 if start and path.done[start - 1] is not None else start
    months = path.months[first:]

    def with_recorded(values: tuple[float | None, ...]) -> list[float | None]:
        recorded = path.done[first:start]
        return [*recorded, *values[start:]]

    texts = [
        f"<b>{month_text(month)}</b><br>{value_text(middle, 'count')} people, forecast"
        f"<br>95% limits {interval_text(low, high, 'count')}"
        for month, middle, low, high in zip(
            path.months, path.middle, path.lower, path.upper, strict=True
        )
        if middle is not None and low is not None and high is not None
    ]
    edge = {"mode": "lines", "line": {"width": 0, "color": theme.GRID}}
    return [
        {**line(months, with_recorded(path.lower), theme.GRID), **edge},
        {
            **line(months, with_recorded(path.upper), theme.GRID),
            **edge,
            "fill": "tonexty",
            "fillcolor": theme.GRID,
        },
        line(months, with_recorded(path.middle), theme.MAIN, dash="dash"),
        _points(
            path.months[start:], path.middle[start:], texts, "Forecast", hollow=True
        ),
    ]


def _points(
    months: tuple[date, ...],
    values: tuple[float | None, ...],
    texts: list[str],
    name: str,
    *,
    hollow: bool,
) -> Drawing:
    return {
        "type": "scatter",
        "mode": "markers" if hollow else "lines+markers",
        "name": name,
        "showlegend": True,
        "x": iso(months),
        "y": list(values),
        "line": {"color": theme.MAIN, "width": 2.5},
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "circle",
            "size": 9,
            "color": theme.BACKGROUND if hollow else theme.MAIN,
            "line": {"color": theme.MAIN, "width": 2},
        },
    }

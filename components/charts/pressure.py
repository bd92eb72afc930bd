"""Open cases for each coordinator: past months, and a forecast for a choice."""

from components import theme
from components.charts.axes import RIGHT_MARGIN, iso, month_axis, padded, value_axis
from components.charts.traces import line, line_names
from components.theme import Drawing
from data_access.answers.caseload import PressurePath
from data_access.words.numbers import interval_text, month_text, value_text

_HOW_TO_READ = (
    "Filled points are past months; hollow points are the middle forecast for this "
    "choice. The shaded fan includes 95% of simulated futures. The dotted line is the "
    "forecast if nothing changes."
)


def pressure_chart(path: PressurePath) -> Drawing:
    """Draw past months filled, the forecast hollow in its fan, and no change dotted."""
    bottom, top = padded(
        (*path.past, *path.middle, *path.lower, *path.upper, *path.usual),
        from_zero=True,
    )
    names = []
    if path.middle[-1] is not None:
        label = f"This choice<br>{value_text(path.middle[-1], 'ratio')}"
        names.append((label, path.middle[-1], theme.TEXT))
    if path.usual[-1] is not None and path.usual != path.middle:
        label = f"As now<br>{value_text(path.usual[-1], 'ratio')}"
        names.append((label, path.usual[-1], theme.SECONDARY))
    band = {"mode": "lines", "line": {"width": 0, "color": theme.GRID}}
    fill = {"fill": "tonexty", "fillcolor": theme.GRID}
    data = [
        {**line(path.months, path.lower, theme.GRID), **band},
        {**line(path.months, path.upper, theme.GRID), **band, **fill},
    ]
    if path.usual != path.middle:
        data.append(line(path.months, path.usual, theme.MUTED, dash="dot"))
    data += [_past(path), _ahead(path)]
    return theme.drawing(
        data,
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": RIGHT_MARGIN, "t": 28, "b": 8},
        xaxis=month_axis(path.months),
        yaxis=value_axis("ratio", bottom, top),
        annotations=[*line_names(names, bottom, top)],
    )


def _past(path: PressurePath) -> Drawing:
    texts = [
        f"<b>{month_text(day)}</b><br>{value_text(value, 'ratio')}"
        for day, value in zip(path.months, path.past, strict=True)
        if value is not None
    ]
    days = [d for d, v in zip(path.months, path.past, strict=True) if v is not None]
    return {
        **_points("So far", theme.MAIN, texts),
        "mode": "lines+markers",
        "x": iso(days),
        "y": [value for value in path.past if value is not None],
        "line": {"color": theme.MAIN, "width": 2.5},
    }


def _ahead(path: PressurePath) -> Drawing:
    points = [
        (day, middle, low, high)
        for day, middle, low, high in zip(
            path.months, path.middle, path.lower, path.upper, strict=True
        )
        if middle is not None and low is not None and high is not None
    ]
    texts = [
        f"<b>{month_text(day)}</b><br>{value_text(middle, 'ratio')}, forecast<br>"
        f"95% limits {interval_text(low, high, 'ratio')}"
        for day, middle, low, high in points
    ]
    return {
        **_points("Forecast", theme.BACKGROUND, texts),
        "mode": "lines+markers",
        "x": iso(day for day, *_ in points),
        "y": [middle for _, middle, *_ in points],
        "line": {"color": theme.MAIN, "width": 2, "dash": "dash"},
    }


def _points(name: str, colour: str, texts: list[str]) -> Drawing:
    return {
        "type": "scatter",
        "name": name,
        "showlegend": True,
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "circle",
            "size": 9,
            "color": colour,
            "line": {"color": theme.MAIN, "width": 2},
        },
    }

"""One small chart a practice, all on one scale, so that the eye can compare."""

from collections.abc import Sequence
from datetime import date

from components import theme
from components.figures.axes import HALF_MONTH, iso, padded, value_axis
from components.figures.points import kind_of
from components.figures.rows import shortened
from components.figures.traces import line
from components.numbers import month_text, short_month_text, value_text
from components.theme import Figure
from data_access.answers import Trend

COLUMNS = 2  # a phone shows two of 160 px; a desk has the room to spare
_ROW = 190  # pixels
_GAP = 0.06  # of the width, between columns


def small_multiples_figure(panels: Sequence[tuple[str, Trend]]) -> Figure:
    """Draw (name, trend) in two columns, with the unit and the scale shared."""
    rows = -(-len(panels) // COLUMNS)
    bottom, top = padded(
        [
            value
            for _, trend in panels
            for line_of in (trend.values, trend.lower, trend.upper)
            for value in line_of
        ]
    )
    layout: Figure = {"annotations": []}
    data: list[Figure] = []
    for place, (name, trend) in enumerate(panels):
        x, y = _domain(place, rows)
        axis = "" if place == 0 else str(place + 1)
        layout[f"xaxis{axis}"] = {**_months(trend.months), "domain": x}
        layout[f"xaxis{axis}"]["anchor"] = f"y{axis}"
        layout[f"yaxis{axis}"] = {
            **value_axis(trend.unit, bottom, top),
            "title": None,
            "nticks": 4,
            "domain": y,
            "anchor": f"x{axis}",
            "showticklabels": place % COLUMNS == 0,
        }
        layout["annotations"].append(_name(name, x[0], y[1]))
        data += [
            {**trace, "xaxis": f"x{axis}", "yaxis": f"y{axis}"}
            for trace in _panel(name, trend)
        ]
    return theme.figure(
        data,
        height=40 + _ROW * max(rows, 1),
        margin={"l": 8, "r": 16, "t": 28, "b": 28},
        **layout,
    )


def _domain(place: int, rows: int) -> tuple[list[float], list[float]]:
    column, row = place % COLUMNS, place // COLUMNS
    width = (1 - _GAP * (COLUMNS - 1)) / COLUMNS
    left = column * (width + _GAP)
    height = 1 / rows
    top = 1 - row * height
    used = 0.68  # of a row; the rest is the next name and these months
    return [left, left + width], [top - height * used, top]


def _months(months: tuple[date, ...]) -> Figure:
    """Name only the first and the last month: there is room for no more."""
    ends = iso((months[0], months[-1])) if months else []
    return {
        "type": "date",
        "tickvals": ends,
        "ticktext": [short_month_text(month) for month in (months[0], months[-1])],
        "tickangle": 0,
        "range": iso((months[0] - HALF_MONTH, months[-1] + HALF_MONTH)),
        "tickfont": {"size": 12},
    }


def _name(name: str, left: float, top: float) -> Figure:
    return {
        "text": shortened(name, 22),
        "xref": "paper",
        "x": left,
        "xanchor": "left",
        "yref": "paper",
        "y": top,
        "yanchor": "bottom",
        "yshift": 4,
        "font": {"size": 14, "color": theme.TEXT},
    }


def _panel(name: str, trend: Trend) -> list[Figure]:
    points = [i for i, value in enumerate(trend.values) if value is not None]
    kinds = [theme.POINTS[kind_of(trend.label[i])] for i in points]
    texts = [
        f"<b>{name}</b><br>{month_text(trend.months[i])}<br>"
        f"{value_text(value, trend.unit)}"
        for i in points
        if (value := trend.values[i]) is not None
    ]
    hollow = [trend.provisional[i] for i in points]
    return [
        line(trend.months, trend.lower, theme.LINE, width=1, dash="dash"),
        line(trend.months, trend.upper, theme.LINE, width=1, dash="dash"),
        line(trend.months, trend.mean, theme.LINE, width=1),
        line(trend.months, trend.values, theme.MAIN, width=1.5),
        {
            "type": "scatter",
            "mode": "markers",
            "x": iso(trend.months[i] for i in points),
            "y": [trend.values[i] for i in points],
            "text": texts,
            "hovertemplate": "%{text}<extra></extra>",
            "showlegend": False,
            "marker": {
                "symbol": [symbol for _, _, symbol in kinds],
                "size": [4 if symbol == "circle" else 9 for _, _, symbol in kinds],
                "color": [
                    theme.BACKGROUND if empty else colour
                    for (_, colour, _), empty in zip(kinds, hollow, strict=True)
                ],
                "line": {"color": [colour for _, colour, _ in kinds], "width": 1.5},
            },
        },
    ]

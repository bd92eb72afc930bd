"""Several series over time, each named at the end of its line."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from components import theme
from components.charts.axes import iso, month_axis, padded, unit_words, value_axis
from components.charts.traces import line_names, note, provisional_shade
from components.theme import Drawing
from data_access.answers.core import Unit
from data_access.words.numbers import month_text, value_text

_HOW_TO_READ = (
    "Each line is one series over time, named at its end. A gap is a month without a "
    "figure, never a zero."
)

_DASHES = ("solid", "dash", "dot", "dashdot")


@dataclass(frozen=True, slots=True)
class Series:
    """A named series: one value a month, None for no number."""

    name: str
    values: tuple[float | None, ...]


def lines_chart(
    months: tuple[date, ...],
    series: Sequence[Series],
    unit: Unit,
    *,
    provisional: tuple[bool, ...] = (),
    from_zero: bool = False,
) -> Drawing:
    """Draw at most four series; more belong in small multiples.

    Each differs by dash as well as by colour. Raises ValueError above four.
    """
    if len(series) > len(theme.CATEGORICAL):
        raise ValueError("lines_chart draws at most four series")
    bottom, top = padded([v for s in series for v in s.values], from_zero=from_zero)
    shapes, shade_names = provisional_shade(months, provisional)
    names = [
        (_end_name(line.name, colour), last, theme.TEXT)
        for line, colour in zip(series, theme.CATEGORICAL, strict=False)
        if (last := _last(line.values)) is not None
    ]
    data = [
        _line(months, line, unit, colour, dash)
        for line, colour, dash in zip(series, theme.CATEGORICAL, _DASHES, strict=False)
    ]
    return theme.drawing(
        data,
        how_to_read=_HOW_TO_READ,
        height=380,
        margin={"l": 8, "r": 112, "t": 28, "b": 8},
        xaxis=month_axis(months),
        yaxis=value_axis(unit, bottom, top),
        shapes=shapes,
        annotations=[
            *line_names(names, bottom, top),
            *shade_names,
            note(unit_words(unit)),
        ],
    )


def _line(
    months: tuple[date, ...], series: Series, unit: Unit, colour: str, dash: str
) -> Drawing:
    texts = [
        f"<b>{series.name}</b><br>{month_text(month)}<br>"
        + ("No data" if value is None else value_text(value, unit))
        for month, value in zip(months, series.values, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": series.name,
        "x": iso(months),
        "y": list(series.values),
        "connectgaps": False,
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "marker": {"color": colour, "size": 5},
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _last(values: tuple[float | None, ...]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _end_name(name: str, colour: str) -> str:
    """Wrap a name for the right margin after a stroke of its line's colour.

    The name stays in the text colour: two colours of the palette are too light.
    """
    lines = textwrap.wrap(name, 12, max_lines=3, placeholder="…")
    return f'<span style="color:{colour}">━</span> ' + "<br>".join(lines)

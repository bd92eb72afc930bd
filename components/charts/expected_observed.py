"""Observed and expected events, month by month."""

from components import theme
from components.charts.axes import iso, month_axis, padded, unit_words, value_axis
from components.charts.traces import line_names, note, provisional_shade
from components.theme import Drawing
from data_access.answers.impact import ExpectedObserved
from data_access.words.numbers import interval_text, month_text, value_text

_HOW_TO_READ = (
    "The solid line is what happened; the dashed line is what was expected from "
    "similar people. Both add up from the first month. Inside the shaded band the "
    "difference may be chance. Hollow points are provisional."
)


def expected_observed_chart(answer: ExpectedObserved) -> Drawing:
    """Draw expected as a dashed line in its interval, observed as a solid line."""
    numbers = (*answer.observed, *answer.expected, *answer.lower, *answer.upper)
    bottom, top = padded(numbers, from_zero=True)
    shapes, shade_names = provisional_shade(answer.months, answer.provisional)
    observed, expected = theme.MAIN, theme.MUTED
    names = [
        (f'<span style="color:{colour}">━</span> {name}', last, theme.TEXT)
        for name, colour, values in (
            ("Expected", expected, answer.expected),
            ("Observed", observed, answer.observed),
        )
        if (last := next((v for v in reversed(values) if v is not None), None))
        is not None
    ]
    return theme.drawing(
        [
            *_band(answer),
            _line(answer, "Expected", answer.expected, expected, "dash", "circle"),
            _line(answer, "Observed", answer.observed, observed, "solid", "square"),
        ],
        how_to_read=_HOW_TO_READ,
        height=400,
        margin={"l": 8, "r": 92, "t": 28, "b": 8},
        xaxis=month_axis(answer.months),
        yaxis=value_axis(answer.unit, bottom, top),
        shapes=shapes,
        annotations=[
            *line_names(names, bottom, top),
            *shade_names,
            note(unit_words(answer.unit)),
        ],
    )


def _band(answer: ExpectedObserved) -> list[Drawing]:
    """Shade the interval; the shape omits months without one."""
    ends = [
        (month, low, high)
        for month, low, high in zip(
            answer.months, answer.lower, answer.upper, strict=True
        )
        if low is not None and high is not None
    ]
    if not ends:
        return []
    months = iso(month for month, _, _ in ends)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [*months, *reversed(months)],
            "y": [high for _, _, high in ends] + [low for _, low, _ in reversed(ends)],
            "fill": "toself",
            "fillcolor": theme.SHADE,
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _line(
    answer: ExpectedObserved,
    name: str,
    values: tuple[float | None, ...],
    colour: str,
    dash: str,
    symbol: str,
) -> Drawing:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": iso(answer.months),
        "y": list(values),
        "connectgaps": False,
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "marker": {
            "symbol": symbol,
            "size": 7,
            "color": [
                theme.BACKGROUND if hollow else colour for hollow in answer.provisional
            ],
            "line": {"color": colour, "width": 1.5},
        },
        "text": [_hover(answer, index) for index in range(len(answer.months))],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(answer: ExpectedObserved, index: int) -> str:
    lines = [f"<b>{month_text(answer.months[index])}</b>"]
    for name, value in (
        ("Observed", answer.observed[index]),
        ("Expected", answer.expected[index]),
    ):
        if value is not None:
            lines.append(f"{name} {value_text(value, answer.unit)}")
    low, high = answer.lower[index], answer.upper[index]
    if low is not None and high is not None:
        lines.append(f"95% interval {interval_text(low, high, answer.unit)}")
    if answer.provisional[index]:
        lines.append("Provisional")
    return "<br>".join(lines)

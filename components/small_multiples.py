"""One small chart a practice, all on one scale."""

from collections.abc import Sequence
from urllib.parse import quote

from dash import html

from components.charts.sparkline import sparkline_svg, value_range
from components.icons import change_icon
from data_access.answers.core import Mark, Trend
from data_access.words.numbers import short_month_text, value_text

HOW_TO_READ = (
    "One small chart for each place, all on the same scale. The shaded band is between "
    "the control limits of that place. The icon shows whether the latest months "
    "changed by more than chance explains."
)
_HEIGHT = 90  # of a picture 240 wide


def small_multiples(panels: Sequence[tuple[str, Trend]]) -> html.Div:
    """Show (name, trend) in as many columns as fit, with the scale written once.

    All trends have the same unit. Each panel is an SVG picture, so that a dozen
    practices cost no script and a phone stacks them.
    """
    if not panels:
        return html.Div()
    low, high = value_range(*(trend for _, trend in panels))
    unit = panels[0][1].unit
    note = (
        f"Every panel runs from {value_text(low, unit, words=False)} to "
        f"{value_text(high, unit)}. Shaded: between the control limits."
    )
    return html.Div(
        [
            html.P(note, className="figure-subtitle"),
            html.Ul(
                [html.Li(_panel(name, trend, (low, high))) for name, trend in panels],
                className="small-multiples",
            ),
        ]
    )


def _panel(name: str, trend: Trend, scale: tuple[float, float]) -> list[html.Div]:
    icon = change_icon(trend.verdict)
    picture = html.Img(
        src="data:image/svg+xml,"
        + quote(sparkline_svg(trend, height=_HEIGHT, scale=scale)),
        alt="",
        className="sparkline",
    )
    ends = [trend.months[0], trend.months[-1]] if trend.months else []
    return [
        html.Div([html.Span(name, className="panel-name"), icon]),
        html.Div(_latest(trend), className="panel-value"),
        html.Div(picture),
        html.Div(
            [html.Span(short_month_text(month)) for month in ends],
            className="panel-months",
        ),
    ]


def _latest(trend: Trend) -> str:
    if not trend.months:
        return Mark.NO_DATA.value
    at = trend.latest
    value, month = trend.values[at], short_month_text(trend.months[at])
    if value is None:
        return f"{(trend.marks[at] or Mark.NO_DATA).value}, {month}"
    return f"{value_text(value, trend.unit)}, {month}"

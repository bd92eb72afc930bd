"""Indicator cards: the month's value, its interval, and whether it changed."""

from collections.abc import Callable, Iterable
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from components.charts.sparkline import sparkline_svg
from components.icons import change_icon
from data_access.answers.core import Card, Mark, Trend
from data_access.words.numbers import (
    interval_text,
    month_text,
    short_month_text,
    value_text,
)


def card_grid(
    cards: Iterable[Card], href: Callable[[Card], str], *, label: str
) -> html.Ul:
    """Lay out cards in the order given; ``label`` names the list."""
    return html.Ul(
        [html.Li(indicator_card(card, href(card))) for card in cards],
        className="card-grid",
        **{"aria-label": label},
    )


def indicator_card(card: Card, href: str) -> html.Article:
    """Show one indicator; the whole card links to ``href``."""
    verdict = card.verdict
    children = [
        html.H3(dcc.Link(card.name, href=href), className="card-name"),
        html.Div([_value(card), html.Div(change_icon(verdict))], className="card-top"),
        html.P(_detail(card), className="card-detail"),
        html.Img(
            src="data:image/svg+xml," + quote(sparkline_svg(card.trend)),
            alt=_sparkline_alt(card.trend),
            className="sparkline",
        ),
        html.P(f"{verdict.sentence} {card.later}".strip(), className="card-sentence"),
    ]
    kind = f" card-{verdict.kind}" if verdict.changed else ""
    return html.Article(children, className="indicator-card" + kind)


def _value(card: Card) -> html.P:
    if card.value is None:
        reason = card.mark or Mark.NO_DATA
        return html.P(reason.value, className="card-value card-mark")
    number = value_text(card.value, card.trend.unit, words=False)
    unit = value_text(card.value, card.trend.unit).removeprefix(number)
    return html.P([number, html.Small(unit)], className="card-value")


def _detail(card: Card) -> list[Component | str]:
    parts: list[Component | str] = [short_month_text(card.month)]
    if card.lower is not None and card.upper is not None:
        interval = interval_text(card.lower, card.upper, card.trend.unit)
        parts.append(f" · 95% interval {interval}")
    return parts


def _sparkline_alt(trend: Trend) -> str:
    values = [value for value in trend.values if value is not None]
    if not values:
        return "No months to show"
    span = f"{month_text(trend.months[0])} to {month_text(trend.months[-1])}"
    return f"{span}: between {interval_text(min(values), max(values), trend.unit)}"

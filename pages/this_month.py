"""This month: what changed, and whether it is more than chance."""

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from components import notices
from components.cards import card_grid
from components.indicator_grid import indicator_href
from data_access.answers.core import Card
from data_access.catalogue.indicators import INDICATORS
from data_access.figures import indicators
from data_access.figures import month as figures
from data_access.figures.show import Request
from data_access.questions.indicators.this_month import this_month
from data_access.words.numbers import month_text
from pages._page import Page, Region, Section


def _cards(request: Request) -> Component:
    """Show every headline indicator as a card: exceptions first, then by theme."""
    answered = request.door.answered(this_month, request.selection, request.viewer)
    report = answered.answer
    if not report.cards:
        return notices.empty(
            f"Nothing can be shown for {report.place} yet: load health_checks.csv, "
            "caseload.csv or contacts.csv to fill this page."
        )
    parts: list[Component] = [
        html.P(report.headline, className="finding"),
        html.P(
            f"{report.place}, {report.cohort.lower()}. Blue and orange mean a change "
            "that chance does not explain; grey means the usual month-to-month "
            "variation.",
            className="lead",
        ),
    ]
    if report.provisional_from and report.month >= report.provisional_from:
        span = f"{month_text(report.provisional_from)} to {month_text(report.month)}"
        parts.append(notices.provisional(span))
    exceptions = [card for card in report.cards if card.exception]
    others = [card for card in report.cards if not card.exception]
    if exceptions:
        parts.append(html.H2("Changed by more than chance"))
        parts.append(_grid(exceptions, request, "Exceptions"))
    for theme in dict.fromkeys(card.theme for card in others):
        parts.append(html.H2(theme))
        themed = (card for card in others if card.theme == theme)
        parts.append(_grid(themed, request, theme))
    reference = f"Reference {answered.reference.id}"
    parts.append(html.P(reference, className="figure-reference"))
    return html.Div(parts, className="page-section")


def _grid(cards: Iterable[Card], request: Request, label: str) -> Component:
    query = request.selection.to_query()
    return card_grid(
        cards, lambda card: indicator_href(card.indicator, query), label=label
    )


PAGE = Page(
    "month",
    "/",
    "This month",
    lead="",
    regions=(
        Region("cards", (_cards,)),
        Region("by-practice", (Section("Compare practices", (figures.PRACTICES,)),)),
    ),
    pcns=(figures.PCNS,),
    # A card summarises an indicator's trend, and links to it.
    figures=(
        *figures.FIGURES,
        *(indicators.TREND[record.id] for record in INDICATORS if record.headline),
    ),
)
PAGE.register_page(__name__, nav="This month", order=0)

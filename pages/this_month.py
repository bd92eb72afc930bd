"""This month: what changed, and whether it is more than chance."""

from collections.abc import Iterable
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from components import notices
from components.cards import card_grid
from components.indicator_grid import indicator_href
from data_access.answers.core import Card
from data_access.answers.verdict import Section as MonthSection
from data_access.catalogue.indicators import HEADLINES
from data_access.figures import indicators
from data_access.figures import month as figures
from data_access.figures.show import Request
from data_access.questions.indicators.this_month import this_month
from data_access.words.sentences import listed
from pages._page import Page, Region, Section


def _cards(request: Request) -> Component:
    """Show every headline indicator as a card, in the sections of their verdicts."""
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
    if report.provisional:
        parts.append(notices.provisional(report.provisional))
    for section, cards in groupby(report.cards, lambda card: card.verdict.section):
        parts += _section(section, list(cards), request)
    reference = f"Reference {answered.reference.id}"
    parts.append(html.P(reference, className="figure-reference"))
    return html.Div(parts, className="page-section")


def _section(
    section: MonthSection, cards: list[Card], request: Request
) -> list[Component]:
    """Show the cards of one section: those with nothing to see in one line."""
    if section in ("Too small to show", "No data"):
        names = listed([card.name for card in cards])
        return [html.P(f"{section}: {names}.", className="lead")]
    if section == "No more than usual variation":
        themes = {card.theme: None for card in cards}
        grids = [(name, [c for c in cards if c.theme == name]) for name in themes]
    else:
        grids = [(section, cards)]
    return [
        part
        for name, chosen in grids
        for part in (html.H2(name), _grid(chosen, request, name))
    ]


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
        *(indicators.TREND[record.id] for record in HEADLINES),
    ),
)
PAGE.register_page(__name__, nav="This month", order=0)

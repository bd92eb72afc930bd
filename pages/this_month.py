"""This month: what changed, and is it signal or noise?"""

from collections.abc import Callable

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from components import notices
from components.cards import card_grid
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.indicator_grid import indicator_grid as grid
from data_access.answers.core import Card
from data_access.answers.month import IndicatorGrid
from data_access.errors import CareImpactError
from data_access.questions.indicators.pcn_grid import pcn_grid
from data_access.questions.indicators.practice_grid import practice_grid
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.words.numbers import month_text
from pages._ask import Query, ask, filled, framed
from pages._pcns import pcns_side_by_side

register_page(
    __name__,
    path="/",
    name="This month",
    title="This month | Care Impact",
    nav="This month",
    order=0,
)

_READ_GRID = (
    "One triangle: outside the limits that hold 19 figures in 20 by chance alone. Two: "
    "outside those that hold 998 in 1,000. Places stand in the order of their names; "
    "nothing is ranked."
)


def layout(**query: str) -> html.Div:
    """Lay out the month's page for the URL's selection."""
    cards = framed("month", "This month", query)
    return html.Div([cards, html.Div(id="month-by-practice"), _PCNS])


@callback(
    Output("month-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the page for the selection in the URL."""
    return filled(query, _content)


@callback(
    Output("month-by-practice", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def compare(query: Query | None) -> Component | None:
    """Compare practices, in a request of its own so that the cards do not wait."""
    try:
        return _practices(Selection.from_query(query or {}))
    except CareImpactError:
        return None  # the cards' region says why


def _content(selection: Selection) -> Component:
    report = ask(this_month, selection)
    if not report.cards:
        return notices.empty(
            f"Nothing can be shown for {report.place} yet: load health_checks.csv, "
            "caseload.csv or contacts.csv to fill this page."
        )
    exceptions = [card for card in report.cards if card.exception]
    others = [card for card in report.cards if not card.exception]
    query = selection.to_query()
    sections: list[Component] = [
        html.P(report.headline, className="finding"),
        html.P(
            f"{report.place}, {report.cohort.lower()}. Blue and orange mean a change "
            "that chance does not explain; grey means the usual month-to-month "
            "variation.",
            className="lead",
        ),
    ]
    if report.provisional_from and report.month >= report.provisional_from:
        sections.append(
            notices.provisional(
                f"{month_text(report.provisional_from)} to {month_text(report.month)}"
            )
        )
    if exceptions:
        sections.append(html.H2("Changed by more than chance"))
        sections.append(card_grid(exceptions, _to(query), label="Exceptions"))
    for theme in dict.fromkeys(card.theme for card in others):
        sections.append(html.H2(theme))
        themed = [card for card in others if card.theme == theme]
        sections.append(card_grid(themed, _to(query), label=theme))
    sections.append(
        html.P(f"Reference {report.reference.id}", className="figure-reference")
    )
    return html.Div(sections)


def _practices(selection: Selection) -> Component | None:
    compared = ask(practice_grid, selection)
    if compared is None:
        return None
    figure = _grid("practices", compared, selection)
    return html.Div([html.H2("Compare practices"), figure])


def _pcns(selection: Selection, _: Query) -> list[Component]:
    compared = ask(pcn_grid, selection)
    return [] if compared is None else [_grid("pcns", compared, selection)]


def _grid(name: str, compared: IndicatorGrid, selection: Selection) -> Component:
    query = selection.to_query()
    return captioned_figure(
        compared.caption,
        grid(compared, lambda indicator: _address(indicator, query)),
        compared.table,
        id=f"month-{name}",
        csv_href=csv_href(f"month/{name}", selection),
        how_to_read=_READ_GRID,
        heading=html.H3,
    )


def _to(query: str) -> Callable[[Card], str]:
    return lambda card: _address(card.indicator, query)


def _address(indicator: str, query: str) -> str:
    path = f"/indicator/{indicator}"
    return f"{path}?{query}" if query else path


_PCNS = pcns_side_by_side("month", _pcns)

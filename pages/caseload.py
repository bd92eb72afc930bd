"""The caseload: how many, for how long, how they are seen, and what would change it."""

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from components.choice_bar import choice_bar
from data_access.answers import Option
from data_access.questions.caseload_compared import WAYS
from data_access.questions.pressure_words import CHOICES
from data_access.selection import Selection
from pages import _caseload_blocks as blocks
from pages._ask import Query, filled, framed
from pages._caseload_frame import Block, block_of

register_page(
    __name__,
    path="/caseload",
    name="Caseload",
    title="Caseload | Care Impact",
    nav="Caseload",
    order=14,
)

_AS_NOW = next(iter(CHOICES))


def layout(pressure: str = _AS_NOW, **query: str) -> html.Div:
    """Lay out the page for the URL's selection and choice for the forecast."""
    page = framed(
        "caseload",
        "Caseload",
        query,
        lead="Who is on the caseload, for how long, how they are seen, and how heavy "
        "the work is.",
    )
    options = tuple(Option(code, name) for code, name in CHOICES.items())
    choice = choice_bar("pressure", "Forecast the work with", options, pressure)
    page.children.insert(-1, choice)
    return page


@callback(
    Output("caseload-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the page for the selection and the choice in the URL."""
    choice = (query or {}).get("pressure") or _AS_NOW
    return filled(query, lambda selection: _content(selection, choice))


def _content(selection: Selection, choice: str) -> Component:
    def block(one: Block) -> Component:
        return block_of(one, selection)

    def pair(*ones: Block) -> Component:
        return html.Div([block(one) for one in ones], className="figure-pairs")

    return html.Div(
        [
            html.H2("How heavy the work is"),
            block(blocks.pressure(choice)),
            pair(blocks.load, blocks.flow),
            html.H2("Who is on the caseload"),
            block(blocks.trend("caseload_open")),
            pair(*(blocks.people(by) for by in WAYS)),
            html.H2("How long people stay"),
            block(blocks.stay),
            pair(blocks.stay_by("cohort"), blocks.stay_by("practice")),
            html.H2("How people are seen"),
            pair(
                blocks.modes,
                blocks.trend("contacts"),
                blocks.trend("home_visits"),
                blocks.trend("did_not_attend"),
            ),
            html.H2("Waiting for a first contact"),
            pair(blocks.wait, blocks.trend("waiting_first_contact")),
        ]
    )

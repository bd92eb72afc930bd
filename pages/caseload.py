"""The caseload: how many, for how long, how they are seen, and what would change it."""

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from components.choice_bar import choice_bar
from data_access.answers.core import Option
from data_access.questions.caseload.caseload_compared import WAYS
from data_access.questions.caseload.pressure_words import CHOICES
from data_access.selection import Selection
from pages import _caseload_blocks as blocks
from pages._ask import Query, filled, filled_below, framed
from pages._caseload_frame import Block, block_of
from pages._pcns import of_indicators, pcns_side_by_side

register_page(
    __name__,
    path="/caseload",
    name="Caseload",
    title="Caseload | Care Impact",
    nav="Caseload",
    order=14,
)

_AS_NOW = next(iter(CHOICES))
_PCNS = pcns_side_by_side(
    "caseload", of_indicators("caseload_per_wte", "contacts", "did_not_attend")
)


def layout(pressure: str = _AS_NOW, **query: str) -> html.Div:
    """Lay out the page for the URL's selection and choice for the forecast."""
    page = framed(
        "caseload",
        "Caseload",
        query,
        lead="Who is on the caseload, for how long, how they are seen, and how heavy "
        "the work is.",
        regions=("work", "people", "seen"),
    )
    options = tuple(Option(code, name) for code, name in CHOICES.items())
    choice = choice_bar("pressure", "Forecast the work with", options, pressure)
    page.children.insert(-1, choice)
    page.children.append(_PCNS)
    return page


@callback(
    Output("caseload-work", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_work(query: Query | None) -> Component:
    """Show how heavy the work is, with the choice in the URL."""
    choice = (query or {}).get("pressure") or _AS_NOW
    return filled(
        query,
        lambda selection: _section(
            "How heavy the work is",
            block_of(blocks.pressure(choice), selection),
            _pair(selection, blocks.load, blocks.flow),
        ),
    )


@callback(
    Output("caseload-people", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_people(query: Query | None) -> Component:
    """Show who is on the caseload, and for how long."""
    return filled_below(query, _people)


@callback(
    Output("caseload-seen", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_seen(query: Query | None) -> Component:
    """Show how people are seen, and how long they wait."""
    return filled_below(query, _seen)


def _people(selection: Selection) -> Component:
    return html.Div(
        [
            _section(
                "Who is on the caseload",
                block_of(blocks.trend("caseload_open"), selection),
                _pair(selection, *(blocks.people(by) for by in WAYS)),
            ),
            _section(
                "How long people stay",
                block_of(blocks.stay, selection),
                _pair(selection, blocks.stay_by("cohort"), blocks.stay_by("practice")),
            ),
        ]
    )


def _seen(selection: Selection) -> Component:
    return html.Div(
        [
            _section(
                "How people are seen",
                _pair(
                    selection,
                    blocks.modes,
                    blocks.trend("contacts"),
                    blocks.trend("home_visits"),
                    blocks.trend("did_not_attend"),
                ),
            ),
            _section(
                "Waiting for a first contact",
                _pair(selection, blocks.wait, blocks.trend("waiting_first_contact")),
            ),
        ]
    )


def _section(title: str, *parts: Component) -> Component:
    return html.Div([html.H2(title), *parts], className="page-section")


def _pair(selection: Selection, *several: Block) -> Component:
    return html.Div(
        [block_of(one, selection) for one in several], className="figure-pairs"
    )

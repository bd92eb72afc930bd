"""The caseload: how many, for how long, how they are seen, and what would change it."""

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from data_access.selection import Selection
from pages import _caseload_blocks as blocks
from pages._ask import Query, filled, framed

register_page(
    __name__,
    path="/caseload",
    name="Caseload",
    title="Caseload | Care Impact",
    nav="Caseload",
    order=14,
)


def layout(**query: str) -> html.Div:
    """Lay out the page for the URL's selection."""
    return framed(
        "caseload",
        "Caseload",
        query,
        lead="Who is on the caseload, for how long, how they are seen, and how heavy "
        "the work is.",
    )


@callback(
    Output("caseload-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the page for the selection in the URL."""
    return filled(query, _content)


def _content(selection: Selection) -> Component:
    return html.Div([blocks.trend("caseload_open", selection)])

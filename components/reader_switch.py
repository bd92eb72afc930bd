"""The switch of reader, for synthetic data and for a store of one's own."""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, html

from data_access.viewer import Role

_ID = "reader-switch"

_NAMES = {
    Role.BOARD: "PCN board",
    Role.COMMISSIONER: "Commissioner",
    Role.CLINICAL_LEAD: "Clinical lead",
    Role.PCN_MANAGER: "PCN manager",
}


def reader_switch(role: Role, *, cookie: str, hidden: bool) -> html.Label:
    """Return the choice of reader; a new choice reloads the page as that reader.

    ``cookie`` is where reader.js keeps it. ``hidden`` hides the control, which a
    callback needs on every page.
    """
    return html.Label(
        [
            html.Span("Reader", className="filter-label"),
            dbc.Select(
                id=_ID,
                options=[
                    {"value": str(reader), "label": name}
                    for reader, name in _NAMES.items()
                ],
                value=str(role),
            ),
        ],
        className="reader-switch",
        hidden=hidden,
        **{"data-cookie": cookie, "data-role": str(role)},
    )


def register(app: Dash) -> None:
    """Store the choice in a cookie, which the server heeds only where it is offered."""
    app.clientside_callback(
        ClientsideFunction("reader", "choose"),
        Output(_ID, "className"),
        Input(_ID, "value"),
        prevent_initial_call=True,
    )

"""The switch of reader: shown with synthetic data only."""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, html

from data_access.viewer import Role

COOKIE = "care_impact_reader"
_ID = "reader-switch"

_NAMES = {
    Role.BOARD: "PCN board",
    Role.COMMISSIONER: "Commissioner",
    Role.CLINICAL_LEAD: "Clinical lead",
    Role.PCN_MANAGER: "PCN manager",
}


def reader_switch(role: Role, *, hidden: bool) -> html.Label:
    """Offer the readers; choosing one reloads the page as that reader.

    ``hidden`` keeps the control, which a callback listens to, out of sight.
    """
    return html.Label(
        [
            html.Span("Reader", className="filter-label"),
            dbc.Select(
                id=_ID,
                options=[
                    {"value": str(one), "label": name} for one, name in _NAMES.items()
                ],
                value=str(role),
            ),
        ],
        className="reader-switch",
        hidden=hidden,
    )


def register(app: Dash) -> None:
    """Keep the choice in a cookie, which only synthetic data lets the server heed."""
    app.clientside_callback(
        ClientsideFunction("reader", "choose"),
        Output(_ID, "className"),
        Input(_ID, "value"),
        prevent_initial_call=True,
    )

"""Notes on a chart: what changed and when, and a form to add one."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component


def note_list(notes: Sequence[str]) -> list[Component]:
    """List the notes on a chart, if there are any."""
    if not notes:
        return []
    return [
        html.Section(
            [html.H2("Notes"), html.Ul([html.Li(note) for note in notes])],
            className="panel figure-frame",
        )
    ]


def note_form(page: str) -> html.Details:
    """Return a form to note a change, or to start new limits with a reason.

    Ids: <page>-note-month, -kind, -text, -author, -add and -result.
    """
    fields = (
        ("month", "Month", dbc.Input(id=f"{page}-note-month", type="month")),
        (
            "kind",
            "Kind",
            dbc.Select(
                id=f"{page}-note-kind",
                options=[
                    {"value": "note", "label": "Note"},
                    {"value": "rebase", "label": "New limits from here"},
                ],
                value="note",
            ),
        ),
        ("text", "What changed, and why", dbc.Input(id=f"{page}-note-text")),
        ("author", "Your name", dbc.Input(id=f"{page}-note-author")),
    )
    return html.Details(
        [
            html.Summary("Add a note, or start new limits"),
            html.P(
                "Limits never change by themselves. Start new limits only if the "
                "service changed for a known reason and the change has lasted."
            ),
            html.Div(
                [
                    html.Label(
                        [html.Span(label, className="filter-label"), control],
                        className="filter",
                    )
                    for _, label, control in fields
                ],
                className="filter-bar",
            ),
            html.Button(
                "Save the note",
                id=f"{page}-note-add",
                type="button",
                className="btn btn-primary note-add",
            ),
            html.P(id=f"{page}-note-result", role="status"),
        ],
        className="panel figure-frame",
    )

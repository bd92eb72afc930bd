"""Notes on a chart: what changed and when, and a form to add one."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component


def note_list(
    page: str, notes: Sequence[tuple[str, str]], *, removable: bool
) -> list[Component]:
    """List the notes on a chart, each a number and its text, if there are any.

    Where they are ``removable``, a form follows, with the ids <page>-note-chosen,
    -owner and -remove.
    """
    if not notes:
        return []
    body: list[Component] = [html.H2("Notes")]
    body.append(html.Ul([html.Li(text) for _, text in notes]))
    if removable:
        body.append(_remove_form(page, notes))
    return [html.Section(body, className="panel figure-frame")]


def _remove_form(page: str, notes: Sequence[tuple[str, str]]) -> html.Details:
    fields = (
        (
            "Note",
            dbc.Select(
                id=f"{page}-note-chosen",
                options=[{"value": number, "label": text} for number, text in notes],
            ),
        ),
        ("Your name, as it is beside the note", dbc.Input(id=f"{page}-note-owner")),
    )
    return html.Details(
        [
            html.Summary("Remove a note of yours"),
            _row(fields),
            html.Button(
                "Remove the note",
                id=f"{page}-note-remove",
                type="button",
                className="btn btn-primary note-add",
            ),
        ]
    )


def _row(fields: Sequence[tuple[str, Component]]) -> html.Div:
    return html.Div(
        [
            html.Label(
                [html.Span(label, className="filter-label"), control],
                className="filter",
            )
            for label, control in fields
        ],
        className="filter-bar",
    )


def note_form(page: str, *, hidden: bool, limits: bool) -> html.Details:
    """Return a form to note a change or, on a chart with ``limits``, to start new ones.

    It is ``hidden`` from readers who may not make notes.

    Ids: <page>-note-month, -kind, -text, -author, -add and -result.
    """
    fields = (
        ("Month", dbc.Input(id=f"{page}-note-month", type="month")),
        (
            "Kind",
            dbc.Select(
                id=f"{page}-note-kind",
                options=[
                    {"value": "note", "label": "Note"},
                    *([{"value": "rebase", "label": "New limits from here"}] * limits),
                ],
                value="note",
            ),
        ),
        ("What changed, and why", dbc.Input(id=f"{page}-note-text")),
        ("Your name", dbc.Input(id=f"{page}-note-author")),
    )
    return html.Details(
        [
            html.Summary("Add a note, or start new limits" if limits else "Add a note"),
            html.P(
                "Limits never change by themselves. Start new limits only if the "
                "service changed for a known reason and the change has lasted."
                if limits
                else "Each month is judged against the same month a year before, so "
                "there are no limits to start anew."
            ),
            _row(fields),
            html.Button(
                "Save the note",
                id=f"{page}-note-add",
                type="button",
                className="btn btn-primary note-add",
            ),
            html.P(id=f"{page}-note-result", role="status"),
        ],
        className="panel figure-frame",
        hidden=hidden,
    )

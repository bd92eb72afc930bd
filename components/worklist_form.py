"""Say who works from a list, and put the practice's own identifiers beside it."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc, html

SECTION = "worklist-work"


def worklist_form(matched: Sequence[str]) -> html.Div:
    """Return the name of who works, and a place for a list of patients.

    ``matched`` says who put identifiers beside a worklist before. Ids: worklist-author,
    -drop, -paste, -match, -file and -said; worklist.js serves them, because no callback
    may see a list of patients.
    """
    return html.Div(
        [
            html.Label(
                [
                    html.Span("Your name", className="filter-label"),
                    dbc.Input(
                        id="worklist-author",
                        maxlength=80,
                        autocomplete="name",
                        persistence=True,
                        persistence_type="session",
                    ),
                ],
                className="filter",
            ),
            html.P(
                "Choose the state of a row in the list itself: Enter opens the choice, "
                "arrows move in it. Who set it, and when, is kept.",
                className="drop-hint worklist-hint",
            ),
            html.Details(
                [
                    html.Summary("Put your practice's identifiers beside the rows"),
                    html.Div(
                        [
                            html.P(
                                "Drop your practice's patient list here",
                                className="drop-label",
                            ),
                            html.P(
                                "CSV, Excel or HTML, with the NHS number or the local "
                                "identifier that was loaded. It is matched in memory: "
                                "nothing of it is stored or logged. That you did it is "
                                "recorded.",
                                className="drop-hint",
                            ),
                        ],
                        id="worklist-drop",
                        className="drop-area",
                    ),
                    html.Label(
                        [
                            html.Span(
                                "Or paste identifiers, one a line, or cells of a sheet",
                                className="filter-label",
                            ),
                            dcc.Textarea(
                                id="worklist-paste",
                                className="form-control",
                                spellCheck=False,
                                rows=4,
                            ),
                        ],
                        className="worklist-paste",
                    ),
                    html.Div(
                        html.Button(
                            "Match what was pasted",
                            id="worklist-match",
                            type="button",
                            className="btn btn-primary",
                        ),
                        className="load-actions",
                    ),
                    *_before(matched),
                ],
            ),
            html.A(
                "Download the worklist with identifiers (CSV)",
                id="worklist-file",
                download="worklist.csv",
                hidden=True,
            ),
        ],
        id=SECTION,
        className="panel",
    )


def worklist_said() -> html.P:
    """Return the line that says what became of a match or a state, always in view."""
    return html.P(id="worklist-said", role="status", className="worklist-said")


def _before(matched: Sequence[str]) -> list[html.Details]:
    if not matched:
        return []
    lines = html.Ul([html.Li(line) for line in matched])
    return [html.Details([html.Summary("Who did so before"), lines])]

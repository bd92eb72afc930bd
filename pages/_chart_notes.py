"""The form for notes on an indicator's chart: what it saves and what it removes."""

from dash import Input, Output, State, callback, no_update

from data_access.errors import CareImpactError
from data_access.figures.show import Request
from data_access.operations.notes import ChartNotes
from data_access.questions.filters.filter_options import filter_options
from pages._ask import Query, request_for

INDICATOR = "indicator-id"  # of the page, for its callbacks
NOTED = "indicator-noted"


def notes_of(request: Request, indicator_id: str) -> ChartNotes:
    """Return the notes on an indicator's chart, for the place in the address."""
    options = request.ask(filter_options)
    return ChartNotes(
        request.door.evidence.home,
        options.pcn,
        [practice.value for practice in options.practices],
        indicator_id,
        request.viewer,
    )


def may_note(query: Query, indicator_id: str) -> bool:
    """Return whether the reader may make notes; false before any data is loaded."""
    try:
        return notes_of(request_for(query), indicator_id).may_change
    except CareImpactError:
        return False


@callback(
    Output(NOTED, "data"),
    Output("indicator-note-result", "children"),
    Input("indicator-note-add", "n_clicks"),
    State("indicator-note-month", "value"),
    State("indicator-note-kind", "value"),
    State("indicator-note-text", "value"),
    State("indicator-note-author", "value"),
    State("selection", "data"),
    State(INDICATOR, "data"),
    prevent_initial_call=True,
)
def note(
    clicks: int,
    month: str | None,
    kind: str,
    text: str | None,
    author: str | None,
    query: Query | None,
    indicator_id: str,
) -> tuple[object, str]:
    """Save a note, and return a sentence about it."""
    try:
        notes = notes_of(request_for(query or {}), indicator_id)
        notes.add(month=month, kind=kind, text=text, author=author)
    except CareImpactError as problem:
        return no_update, str(problem)
    return clicks, "The note is saved."


@callback(
    Output(NOTED, "data", allow_duplicate=True),
    Output("indicator-note-result", "children", allow_duplicate=True),
    Input("indicator-note-remove", "n_clicks"),
    State("indicator-note-chosen", "value"),
    State("indicator-note-owner", "value"),
    State("selection", "data"),
    State(INDICATOR, "data"),
    prevent_initial_call=True,
)
def remove(
    clicks: int | None,
    number: str | None,
    author: str | None,
    query: Query | None,
    indicator_id: str,
) -> tuple[object, object]:
    """Remove a note of the reader's own, and return a sentence about it."""
    if not clicks:  # the button has only been drawn
        return no_update, no_update
    try:
        notes = notes_of(request_for(query or {}), indicator_id)
        notes.remove(number=number, author=author)
    except CareImpactError as problem:
        return no_update, str(problem)
    return f"removed {number}", "The note is removed."

"""Notes on charts, of whichever PCN and indicator is in view."""

from flask import current_app

from data_access.errors import CareImpactError
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.settings import Settings
from data_access.state.notes import ChartNote, add_note, notes_on
from data_access.state.store import State, open_state
from pages._ask import ask
from pages._reader import SETTINGS


def chart_notes(selection: Selection, indicator_id: str) -> tuple[ChartNote, ...]:
    """Return the notes on the chart in view."""
    return notes_on(_state(), ask(filter_options, selection).pcn, indicator_id)


def add_chart_note(
    selection: Selection,
    indicator_id: str,
    month: str | None,
    kind: str,
    text: str | None,
    author: str | None,
) -> None:
    """Keep a note on the chart in view; raise CareImpactError where it cannot be."""
    day = Selection.from_query({"month": month or ""}).month
    if day is None:
        raise CareImpactError("Choose the month that the note is about.")
    if kind not in ("note", "rebase"):
        raise CareImpactError("Choose a note, or new limits from here.")
    pcn = ask(filter_options, selection).pcn
    made = ChartNote(day, kind, text or "", author or "")  # type: ignore[arg-type]
    add_note(_state(), pcn, indicator_id, made)


def _state() -> State:
    settings: Settings = current_app.extensions[SETTINGS]
    return open_state(settings.home)

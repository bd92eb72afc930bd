"""Save a note on a chart, or start new limits there."""

from pathlib import Path

from data_access.errors import CareImpactError
from data_access.selection import Selection
from data_access.state.notes import ChartNote, add_note
from data_access.state.store import open_state


def add_chart_note(
    home: Path,
    pcn: str,
    indicator: str,
    *,
    month: str | None,
    kind: str,
    text: str | None,
    author: str | None,
) -> None:
    """Save a note from the form; raise CareImpactError if a field is missing or wrong.

    ``month`` is a year and a month, as in ``2026-10``; ``kind`` is "note" or "rebase".
    """
    day = Selection.from_query({"month": month or ""}).month
    if day is None:
        raise CareImpactError("Choose the month that the note is about.")
    if kind not in ("note", "rebase"):
        raise CareImpactError("Choose a note, or new limits from here.")
    note = ChartNote(day, kind, text or "", author or "")  # type: ignore[arg-type]
    add_note(open_state(home), pcn, indicator, note)

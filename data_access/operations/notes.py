"""Save or remove a note on a chart, or new limits there."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError
from data_access.selection import Selection
from data_access.state.notes import ChartNote, add_note, remove_note
from data_access.state.store import open_state
from data_access.viewer import Viewer


def has_limits(indicator: str) -> bool:
    """Say whether an indicator's chart has limits, so that new ones may begin."""
    record = BY_ID.get(indicator)
    return record is None or not record.rolling


@dataclass(frozen=True, slots=True)
class ChartNotes:
    """The notes on one PCN's chart of an indicator, for one reader.

    ``practices`` are the PCN's. Every change raises CareImpactError for a reader
    outside direct care: from limits that begin where a reader likes, month after month,
    single months could be worked out.
    """

    home: Path
    pcn: str
    practices: Collection[str]
    indicator: str
    viewer: Viewer

    @property
    def may_change(self) -> bool:
        """Say whether this reader answers for a practice of the PCN."""
        return any(self.viewer.exact_for((code,)) for code in self.practices)

    def add(
        self, *, month: str | None, kind: str, text: str | None, author: str | None
    ) -> None:
        """Save a note from the form; raise CareImpactError if a field is wrong.

        ``month`` is a year and a month, as in ``2026-10``; ``kind`` is "note" or
        "rebase".
        """
        self._allow()
        day = Selection.from_query({"month": month or ""}).month
        if day is None:
            raise CareImpactError("Choose the month that the note is about.")
        if kind not in ("note", "rebase"):
            raise CareImpactError("Choose a note, or new limits from here.")
        if kind == "rebase" and not has_limits(self.indicator):
            raise CareImpactError(
                "This chart has no limits to start anew, as each month is judged "
                "against the same month a year before: save a note."
            )
        note = ChartNote(day, kind, text or "", author or "")  # type: ignore[arg-type]
        add_note(open_state(self.home), self.pcn, self.indicator, note)

    def remove(self, *, number: str | None, author: str | None) -> None:
        """Remove a note of this author; raise CareImpactError if it is another's."""
        self._allow()
        if not (number or "").isdigit():
            raise CareImpactError("Choose the note to remove.")
        state = open_state(self.home)
        remove_note(state, self.pcn, self.indicator, int(number or 0), author or "")

    def _allow(self) -> None:
        if not self.may_change:
            raise CareImpactError(
                "Notes and new limits are made by the clinical leads and PCN managers "
                "of these practices: ask one of them."
            )

"""Notes and rebases on charts: read and add."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data_access.errors import CareImpactError
from data_access.state.models import Note

Kind = Literal["note", "rebase"]
LONGEST_TEXT = 500
LONGEST_AUTHOR = 80


@dataclass(frozen=True, slots=True)
class ChartNote:
    """One note as it is shown."""

    month: date
    kind: Kind
    text: str
    author: str


def notes_on(engine: Engine, pcn: str, indicator: str) -> tuple[ChartNote, ...]:
    """Return the notes on one PCN's chart, by month and then as they were made."""
    query = (
        select(Note)
        .where(Note.pcn_code == pcn, Note.indicator == indicator)
        .order_by(Note.month, Note.id)
    )
    with Session(engine) as session:
        return tuple(
            ChartNote(note.month, note.kind, note.text, note.author)  # type: ignore[arg-type]
            for note in session.scalars(query)
        )


def add_note(engine: Engine, pcn: str, indicator: str, note: ChartNote) -> None:
    """Save a note; raise CareImpactError if reason or author is missing or too long."""
    text, author = note.text.strip(), note.author.strip()
    if not text or not author:
        raise CareImpactError(
            "A note needs a reason and a name: write what changed, and your name."
        )
    if len(text) > LONGEST_TEXT or len(author) > LONGEST_AUTHOR:
        raise CareImpactError(
            f"Keep the reason under {LONGEST_TEXT} characters and the name under "
            f"{LONGEST_AUTHOR}."
        )
    with Session(engine) as session, session.begin():
        session.add(
            Note(
                pcn_code=pcn,
                indicator=indicator,
                month=note.month.replace(day=1),
                kind=note.kind,
                text=text,
                author=author,
                made_at=datetime.now(UTC),
            )
        )

"""Notes and rebases on charts: read, add and remove."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data_access.errors import CareImpactError
from data_access.state.models import Note
from data_access.state.stories import person_key

Kind = Literal["note", "rebase"]
LONGEST_TEXT = 500
LONGEST_AUTHOR = 80
# New limits on one chart: each is a choice of where a finding begins, and more of them
# would let a reader find the limits they like.
MOST_REBASES = 5


@dataclass(frozen=True, slots=True)
class ChartNote:
    """One note as it is shown; once saved it has a number and the day it was made."""

    month: date
    kind: Kind
    text: str
    author: str
    number: int | None = field(default=None, compare=False)
    made_on: date | None = field(default=None, compare=False)


def notes_on(engine: Engine, pcn: str, indicator: str) -> tuple[ChartNote, ...]:
    """Return the notes on one PCN's chart, by month and then as they were made."""
    query = (
        select(Note)
        .where(Note.pcn_code == pcn, Note.indicator == indicator)
        .order_by(Note.month, Note.id)
    )
    with Session(engine) as session:
        return tuple(
            ChartNote(
                note.month,
                note.kind,  # type: ignore[arg-type]
                note.text,
                note.author,
                note.id,
                note.made_at.date(),
            )
            for note in session.scalars(query)
        )


def add_note(engine: Engine, pcn: str, indicator: str, note: ChartNote) -> None:
    """Save a note.

    Raises CareImpactError if reason or author is missing or too long, or the chart has
    MOST_REBASES new limits already.
    """
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
        if note.kind == "rebase" and _rebases(session, pcn, indicator) >= MOST_REBASES:
            raise CareImpactError(
                f"This chart has new limits at {MOST_REBASES} months, the most it can "
                "have: remove one of them first."
            )
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


def remove_note(
    engine: Engine, pcn: str, indicator: str, number: int, author: str
) -> None:
    """Remove a note; raise CareImpactError unless its own author asks for it."""
    with Session(engine) as session, session.begin():
        note = session.get(Note, number)
        if note is None or (note.pcn_code, note.indicator) != (pcn, indicator):
            raise CareImpactError("There is no such note any more: reload the page.")
        if person_key(note.author) != person_key(author):
            raise CareImpactError(
                "Only the person who made a note removes it: write the name as it is "
                "beside the note."
            )
        session.delete(note)


def _rebases(session: Session, pcn: str, indicator: str) -> int:
    query = select(func.count()).where(
        Note.pcn_code == pcn, Note.indicator == indicator, Note.kind == "rebase"
    )
    return session.scalar(query) or 0

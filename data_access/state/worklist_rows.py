"""How far each row of a worklist has got: set by whom, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data_access.errors import CareImpactError
from data_access.state.models import WorklistStateRow
from data_access.words.numbers import date_text

LONGEST_AUTHOR = 80
TO_CONTACT = "to_contact"
STATES: Mapping[str, str] = {
    TO_CONTACT: "To contact",
    "contacted": "Contacted",
    "booked": "Booked",
    "declined": "Declined",
    "done": "Done",
}


@dataclass(frozen=True, slots=True)
class RowState:
    """The state of one person's row; ``revision`` counts how often it was set."""

    state: str = TO_CONTACT
    author: str = ""
    set_at: datetime | None = None
    revision: int = 0


UNSET = RowState()


@dataclass(frozen=True, slots=True)
class RowStates:
    """The states of a PCN's rows by pseudonym, for those that were ever set.

    Its text, which names it in a reference, has no person in it but changes with them.
    """

    of: Mapping[str, RowState] = field(default_factory=dict, repr=False)
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Name the states by a digest."""
        digest = sha256(repr(sorted(self.of.items(), key=str)).encode()).hexdigest()
        object.__setattr__(self, "digest", digest[:12])


class ChangedMeanwhileError(CareImpactError):
    """Somebody else set this row since it was read; ``now`` is its state."""

    def __init__(self, now: RowState) -> None:
        """Say who set it to what."""
        super().__init__(
            f"{now.author} has set this row to “{STATES[now.state]}” meanwhile: it is "
            "shown now; set it again if you still want to."
        )
        self.now = now


def set_by(state: RowState) -> str:
    """Say who set the state of a row, and when; empty if nobody did."""
    if state.set_at is None:
        return ""
    return f"{state.author}, {date_text(state.set_at.date())}"


def row_states(engine: Engine, pcn: str) -> RowStates:
    """Return the states of a PCN's rows."""
    query = select(WorklistStateRow).where(WorklistStateRow.pcn_code == pcn)
    with Session(engine) as session:
        return RowStates({row.person_id: _of(row) for row in session.scalars(query)})


def set_row_state(
    engine: Engine, pcn: str, person: str, state: str, author: str, revision: int
) -> RowState:
    """Set the state of a row whose ``revision`` the author has seen, and return it.

    Raises CareImpactError for a state that is none or without the author's name, and
    ChangedMeanwhileError if the row has another revision by now.
    """
    author = author.strip()
    if state not in STATES:
        raise CareImpactError("This is no state of a row: choose one of the list.")
    if not author or len(author) > LONGEST_AUTHOR:
        raise CareImpactError(
            "The state was not kept: write your name above the list first, of "
            f"{LONGEST_AUTHOR} characters at most."
        )
    given = RowState(state, author, datetime.now(UTC), revision + 1)
    try:
        with Session(engine) as session, session.begin():
            if _replaced(session, person, given) or (
                revision == 0 and _added(session, pcn, person, given)
            ):
                return given
    except IntegrityError:
        pass  # two people set it first; one of them did
    with Session(engine) as session:
        row = session.scalar(
            select(WorklistStateRow).where(WorklistStateRow.person_id == person)
        )
    raise ChangedMeanwhileError(_of(row)) if row else _gone()


def _replaced(session: Session, person: str, given: RowState) -> bool:
    changed = session.execute(
        update(WorklistStateRow)
        .where(
            WorklistStateRow.person_id == person,
            WorklistStateRow.revision == given.revision - 1,
        )
        .values(
            state=given.state,
            author=given.author,
            set_at=given.set_at,
            revision=given.revision,
        )
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # a cursor's result


def _added(session: Session, pcn: str, person: str, given: RowState) -> bool:
    session.add(
        WorklistStateRow(
            pcn_code=pcn,
            person_id=person,
            state=given.state,
            author=given.author,
            set_at=given.set_at,
            revision=given.revision,
            next_id=person,
        )
    )
    session.flush()
    return True


def _gone() -> CareImpactError:
    return CareImpactError(
        "This row is no longer kept, as after a new load: reload the page."
    )


def _of(row: WorklistStateRow) -> RowState:
    return RowState(row.state, row.author, row.set_at, row.revision)

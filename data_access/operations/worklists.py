"""Work from a worklist: put identifiers beside its rows, and say how far each has got.

A list of people is matched in memory. No part of it is stored or logged: only that
somebody matched a worklist, with which rules, and how many of its rows were found.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from data_access.answers.cohorts import OwnPeople, WorklistReport
from data_access.answers.core import Cell, Column, Table
from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.ingest.extract.load import (
    BusyError,
    exclusive,
    in_one_sentence,
    store_in_use,
)
from data_access.ingest.found.unstored import pasted_table, tables_in_memory
from data_access.ingest.recognised.identities import Identities, identities
from data_access.ingest.recognised.synonyms import known_names
from data_access.state.store import open_state
from data_access.state.worklist_matches import (
    WorklistMatch,
    check_author,
    matches_of,
    record_match,
)
from data_access.state.worklist_rows import (
    STATES,
    ChangedMeanwhileError,
    RowState,
    set_by,
    set_row_state,
)
from data_access.store.rewrite import PURGE_DUE
from data_access.words.numbers import counted

NOT_IN_LIST = "—"
_SECONDS_TO_WAIT = 2.0


def identities_in(
    home: Path, key: str | None, own: OwnPeople, given: bytes, name: str
) -> Identities:
    """Find a reader's own people in a file, or in pasted text if it has no name.

    Raises CareImpactError if it cannot be read, has no identifiers, or has none of
    these people.
    """
    with in_one_sentence():
        _, keys = store_in_use(home, key)
        if name:
            tables = tables_in_memory(given, name, known_names())
        else:
            tables = (pasted_table(given.decode(errors="replace"), known_names()),)
        found = identities(tables, keys, own.people)
    if not found.of:
        raise CareImpactError(
            f"None of the {counted(found.given, 'identifier')} in the list is of a "
            "person of your practices in the data: give the list of one of these "
            "practices, with the kind of identifier that was loaded."
        )
    return found


def put_beside(
    home: Path,
    own: OwnPeople,
    worklist: WorklistReport,
    found: Identities,
    *,
    practice: str,
    rules: CohortRules,
    author: str,
) -> Table:
    """Return a worklist with what a list calls its people; record that it was done.

    ``practice``, empty for all, and ``rules`` say which worklist it is. Raises
    CareImpactError, and records nothing, if nobody of the list is on the worklist or
    the author has no name.
    """
    check_author(author)
    matched = sum(key in found.of for key in worklist.keys)
    if not matched:
        raise CareImpactError(
            f"The list has {counted(len(found.of), 'person', 'people')} of your "
            "practices, but nobody on this worklist: choose other rules, or the "
            "practice of the list."
        )
    act = WorklistMatch(practice, rules.to_query(), author, len(worklist.keys), matched)
    record_match(open_state(home), own.pcn, act)
    nothing = ("",) * len(found.columns)
    first, *rest = worklist.table.columns
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (place, *(cell or NOT_IN_LIST for cell in found.of.get(key, nothing)), *cells)
        for key, (place, *cells) in zip(worklist.keys, worklist.table.rows, strict=True)
    )
    columns = (first, *map(Column, found.columns), *rest)
    return Table(worklist.table.caption, columns, rows)


def matches(home: Path, pcn: str) -> tuple[WorklistMatch, ...]:
    """Return who last put identifiers beside a PCN's worklists."""
    return matches_of(open_state(home), pcn)


@dataclass(frozen=True, slots=True)
class SetRow:
    """How far a row has got in words, and whether that is what was asked for."""

    said: str
    state: str
    set_by: str
    revision: int
    kept: bool


def set_state(
    home: Path, own: OwnPeople, person: str, state: str, author: str, revision: int
) -> SetRow:
    """Set how far one row has got, in the words of the list.

    Whoever has not seen the latest ``revision`` is told what it is, and nothing is set.
    Raises CareImpactError for a state that is none, without the author's name, and for
    a person who is not one of the reader's ``own``.
    """
    if person not in own.people:
        raise CareImpactError(
            "This person is not registered with your practices: reload the page."
        )
    name = next((one for one, words in STATES.items() if words == state), "")
    until = time.monotonic() + _SECONDS_TO_WAIT
    while True:
        try:
            # While the lake changes, a pseudonym may be on its way to another.
            with exclusive(home):
                if (home / PURGE_DUE).exists():
                    raise CareImpactError(
                        "A change of the loaded data has not finished: run "
                        "`care-impact build`, then set the state."
                    )
                now = set_row_state(
                    open_state(home), own.pcn, person, name, author, revision
                )
                return _set_row(now, f"Set to “{STATES[now.state]}”.", kept=True)
        except ChangedMeanwhileError as meanwhile:
            return _set_row(meanwhile.now, str(meanwhile), kept=False)
        except BusyError:
            # Another row takes a moment; a load takes longer.
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _set_row(state: RowState, said: str, *, kept: bool) -> SetRow:
    return SetRow(said, STATES[state.state], set_by(state), state.revision, kept)

"""How far each row of a worklist has got: kept with who and when, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_access.errors import CareImpactError
from data_access.state.store import open_state
from data_access.state.worklist_rows import (
    STATES,
    ChangedMeanwhileError,
    RowState,
    row_states,
    set_row_state,
)

ONE, OTHER = "a" * 32, "b" * 32


def test_a_state_is_kept_with_who_and_when(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    before = datetime.now(UTC)
    for revision, state in enumerate(STATES):
        set_row_state(engine, "N1", ONE, state, " A. Lead ", revision)
        now = row_states(engine, "N1").of[ONE]
        assert (now.state, now.author) == (state, "A. Lead")
        assert now.revision == revision + 1
        assert now.set_at is not None
        assert before.replace(tzinfo=None) <= now.set_at.replace(tzinfo=None)
    assert set(row_states(engine, "N1").of) == {ONE}
    assert row_states(engine, "N2").of == {}


@pytest.mark.parametrize("seen", [0, 1, 7, -1])
def test_whoever_has_not_seen_the_latest_state_is_told_it(
    tmp_path: Path, seen: int
) -> None:
    engine = open_state(tmp_path)
    set_row_state(engine, "N1", ONE, "contacted", "A. Lead", 0)
    set_row_state(engine, "N1", ONE, "booked", "B. Nurse", 1)
    with pytest.raises(ChangedMeanwhileError, match=r"B. Nurse.*“Booked”") as told:
        set_row_state(engine, "N1", ONE, "declined", "A. Lead", seen)
    assert (told.value.now.state, told.value.now.revision) == ("booked", 2)
    assert row_states(engine, "N1").of[ONE].state == "booked"


def test_of_many_who_set_a_row_at_once_one_does_and_the_others_are_told(
    tmp_path: Path,
) -> None:
    engine = open_state(tmp_path)

    def tried(place: int) -> str:
        try:
            return set_row_state(engine, "N1", ONE, "done", f"Person {place}", 0).author
        except ChangedMeanwhileError as told:
            return f"told of {told.now.author}"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(tried, range(8)))
    winner = row_states(engine, "N1").of[ONE]
    assert outcomes == sorted([winner.author, *[f"told of {winner.author}"] * 7])
    assert winner.revision == 1


@pytest.mark.parametrize(
    ("state", "author", "said"),
    [
        ("asleep", "A. Lead", "no state"),
        ("", "A. Lead", "no state"),
        ("done", "  ", "write your name"),
        ("done", "x" * 81, "80 characters"),
    ],
)
def test_what_is_no_state_or_has_no_author_is_refused(
    tmp_path: Path, state: str, author: str, said: str
) -> None:
    engine = open_state(tmp_path)
    with pytest.raises(CareImpactError, match=said):
        set_row_state(engine, "N1", ONE, state, author, 0)
    assert row_states(engine, "N1").of == {}


def test_a_row_that_was_erased_meanwhile_is_not_made_again(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    with pytest.raises(CareImpactError, match="no longer kept"):
        set_row_state(engine, "N1", OTHER, "done", "A. Lead", 3)
    assert row_states(engine, "N1").of == {}


def test_no_pseudonym_is_in_the_text_that_names_the_states(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    nothing = row_states(engine, "N1")
    set_row_state(engine, "N1", ONE, "done", "A. Lead", 0)
    one = row_states(engine, "N1")
    assert ONE not in repr(one)
    assert repr(one) != repr(nothing)
    assert one.of[ONE] != RowState()

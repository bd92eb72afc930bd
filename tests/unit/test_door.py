"""The one door: what is kept, for whom, and for how long."""

import pickle
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from cachelib import FileSystemCache, RedisCache
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from data_access.door import Context, Door
from data_access.errors import CareImpactError
from data_access.selection import Selection
from data_access.store.evidence import Evidence, swap_in
from data_access.viewer import Role, Viewer

BOARD = Viewer()
LEAD = Viewer(Role.CLINICAL_LEAD, ("A1",))


def make_version(home: Path, version: str) -> Path:
    """Write an evidence file that knows its version, in meta and in a table."""
    folder = home / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"evidence-{version}.duckdb"
    meta = {
        "provisional_months": "2",
        "data_version": version,
        "built_at": "2026-11-01T09:00:00+00:00",
        "code_version": "0.1.0",
        "synthetic": "true",
        "published": "false",
    }
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table meta (key varchar, value varchar)")
        connection.executemany("insert into meta values (?, ?)", [*meta.items()])
        connection.execute("create table held (version varchar)")
        connection.execute("insert into held values (?)", [version])
    return file


@pytest.fixture
def home(tmp_path: Path) -> Path:
    swap_in(make_version(tmp_path, "one"))
    return tmp_path


@pytest.fixture
def door(home: Path) -> Door:
    return Door(Evidence(home), FileSystemCache(str(home / "cache")))


class Asked:
    """Questions that note each time they are answered."""

    def __init__(self) -> None:
        self.times: list[tuple[Selection, Viewer]] = []

    def question(self) -> Callable[..., str]:
        def seen_by(context: Context, detail: str = "") -> str:
            self.times.append((context.selection, context.viewer))
            return f"{context.selection.to_query()} {context.viewer.scope} {detail}"

        return seen_by


def held_version(context: Context) -> tuple[str, str, str]:
    """Read the version thrice: what it says first, what the table holds, and again."""
    before = context.evidence.meta().data_version
    with context.evidence.connect() as connection:
        held = connection.execute(text("select version from held")).scalar_one()
    return before, held, context.evidence.meta().data_version


def test_an_answer_is_kept(door: Door) -> None:
    asked = Asked()
    question = asked.question()
    first = door.ask(question, Selection(), BOARD)
    assert door.ask(question, Selection(), BOARD) == first
    assert len(asked.times) == 1


def test_an_answer_is_kept_for_another_server_too(home: Path) -> None:
    asked = Asked()
    for _ in range(2):
        door = Door(Evidence(home), FileSystemCache(str(home / "cache")))
        door.ask(asked.question(), Selection(), BOARD)
    assert len(asked.times) == 1


VIEWERS = st.builds(
    Viewer,
    role=st.sampled_from(Role),
    practices=st.lists(st.sampled_from(["A1", "A2"]), unique=True).map(tuple),
)
SELECTIONS = st.builds(
    Selection,
    month=st.sampled_from([None, date(2026, 9, 1), date(2026, 10, 1)]),
    pcn=st.sampled_from([None, "U1"]),
    practice=st.sampled_from([None, "A1", "A2"]),
    cohort=st.sampled_from(["all", "smi"]),
)
DETAILS = st.sampled_from(["", "smi_check", "ld_check"])


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    home = tmp_path_factory.mktemp("home")
    swap_in(make_version(home, "one"))
    return Evidence(home)


@settings(max_examples=50, deadline=None)
@given(
    asks=st.lists(st.tuples(SELECTIONS, VIEWERS, DETAILS), min_size=2, max_size=6),
)
def test_nobody_is_given_an_answer_to_what_somebody_else_asked(
    asks: list[tuple[Selection, Viewer, str]],
    evidence: Evidence,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    cache = FileSystemCache(str(tmp_path_factory.mktemp("cache")))
    door = Door(evidence, cache)
    asked = Asked()
    question = asked.question()
    for selection, viewer, detail in asks:
        answer = door.ask(question, selection, viewer, detail=detail)
        assert answer == f"{selection.to_query()} {viewer.scope} {detail}"
    different = {(s, viewer.scope, detail) for s, viewer, detail in asks}
    assert len(asked.times) == len(different), "the same is asked once"


def test_two_questions_of_one_file_are_two_questions(door: Door) -> None:
    def one(context: Context) -> str:
        return "one"

    def other(context: Context) -> str:
        return "other"

    assert door.ask(one, Selection(), BOARD) == "one"
    assert door.ask(other, Selection(), BOARD) == "other"


def test_a_new_version_is_seen_at_once_and_the_old_answer_stays_its_own(
    home: Path, door: Door
) -> None:
    assert door.ask(held_version, Selection(), BOARD) == ("one",) * 3
    swap_in(make_version(home, "two"))
    assert door.ask(held_version, Selection(), BOARD) == ("two",) * 3
    swap_in(home / "evidence" / "evidence-one.duckdb")
    assert door.ask(held_version, Selection(), BOARD) == ("one",) * 3


def test_a_question_is_answered_from_one_version_whatever_is_swapped_in(
    home: Path, door: Door
) -> None:
    def slow(context: Context) -> tuple[str, str, str]:
        before = context.evidence.meta().data_version
        swap_in(make_version(home, "two"))
        return before, *held_version(context)[1:]

    assert door.ask(slow, Selection(), BOARD) == ("one",) * 3
    assert door.ask(held_version, Selection(), BOARD) == ("two",) * 3


def test_readers_and_swaps_at_once_never_mix_versions(home: Path, door: Door) -> None:
    files = {name: make_version(home, name) for name in ("two", "three")}
    files["one"] = home / "evidence" / "evidence-one.duckdb"
    stop = threading.Event()
    seen: list[tuple[str, str, str]] = []
    problems: list[BaseException] = []

    def read(number: int) -> None:
        turn = 0
        try:
            while not stop.is_set():
                turn += 1
                # A selection of its own each time, so that the cache has no answer.
                selection = Selection(practice=f"R{number}-{turn}")
                seen.append(door.ask(held_version, selection, BOARD))
        except BaseException as problem:
            problems.append(problem)

    readers = [threading.Thread(target=read, args=(n,)) for n in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(30):
        swap_in(files[("one", "two", "three")[turn % 3]])
        while len(seen) < turn * 4 and not problems:
            stop.wait(0.002)
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert len(seen) >= 100
    assert all(len(set(versions)) == 1 for versions in seen)
    assert {versions[0] for versions in seen} == {"one", "two", "three"}


def test_an_error_is_not_kept(door: Door) -> None:
    answers = iter([CareImpactError("Load a file."), "an answer"])

    def moody(context: Context) -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(CareImpactError, match="Load a file"):
        door.ask(moody, Selection(), BOARD)
    assert door.ask(moody, Selection(), BOARD) == "an answer"


def test_without_a_store_nothing_kept_is_given(home: Path, door: Door) -> None:
    door.ask(held_version, Selection(), BOARD)
    (home / "evidence" / "current").unlink()
    with pytest.raises(CareImpactError, match="No data has been loaded yet"):
        door.ask(held_version, Selection(), BOARD)


def test_an_answer_kept_by_other_source_code_is_not_given(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked()
    question = asked.question()
    door.ask(question, Selection(), BOARD)
    monkeypatch.setattr("data_access.door.SOURCE_DIGEST", "another")
    door.ask(question, Selection(), BOARD)
    assert len(asked.times) == 2


@pytest.mark.parametrize("damage", [b"", b"\x00" * 20, b"garbage", pickle.dumps(1)[:3]])
def test_a_damaged_cache_file_is_answered_again(
    home: Path, door: Door, damage: bytes
) -> None:
    asked = Asked()
    question = asked.question()
    first = door.ask(question, Selection(), LEAD)
    for file in (home / "cache").iterdir():
        file.write_bytes(damage)
    assert door.ask(question, Selection(), LEAD) == first
    assert len(asked.times) == 2


def test_a_redis_that_is_stopped_makes_answers_slow_and_not_wrong(home: Path) -> None:
    cache = RedisCache("127.0.0.1", port=1)  # nothing listens there
    door = Door(Evidence(home), cache)
    assert door.ask(held_version, Selection(), BOARD) == ("one",) * 3

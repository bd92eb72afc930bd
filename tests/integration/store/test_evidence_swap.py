"""A new version of the evidence under readers: at once, and never half of each."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from fixtures.homes.two_versions import Told, expected, second_version

from app import create_app
from data_access.errors import CareImpactError
from data_access.settings import read_settings
from data_access.store.evidence import Evidence, is_whole, swap_in


@pytest.fixture
def home(copy_of_demo: Callable[[], Path]) -> Path:
    return copy_of_demo()


def test_swapping_in_is_one_step_and_the_pointer_names_a_file(home: Path) -> None:
    evidence = Evidence(home)
    old = evidence.current_file()
    held = {path.name for path in (home / "evidence").iterdir()}
    new = second_version(home)
    assert evidence.current_file() == old, "aside is not yet in use"
    swap_in(new)
    assert evidence.current_file() == new
    assert evidence.meta().data_version == "second"
    left = {path.name for path in (home / "evidence").iterdir()}
    assert left == held | {new.name}, "nothing of the swap itself is left"


def test_a_held_version_stays_what_it_was(home: Path) -> None:
    evidence = Evidence(home)
    before = evidence.meta().data_version
    held = evidence.at_one_version()
    swap_in(second_version(home))
    assert held.meta().data_version == before
    assert evidence.meta().data_version == "second"
    count = (
        "select count(distinct pcn_name) from practice where pcn_name like 'Second%'"
    )
    for one, expected_count in ((held, 0), (evidence, 1)):
        with one.connect() as connection:
            assert connection.exec_driver_sql(count).scalar() == expected_count


def test_files_of_older_versions_are_let_go_of(home: Path) -> None:
    evidence = Evidence(home)
    first = evidence.current_file()
    names = [second_version(home, f"v{number}") for number in range(3)]
    for file in (first, *names):
        swap_in(file)
        assert evidence.meta()
    gc.collect()
    # Whole paths: another home of this process may hold a file of the same name.
    held = {link.resolve() for link in open_files()}
    assert first.resolve() not in held
    assert names[-1].resolve() in held


def open_files() -> list[Path]:
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("only Linux tells which files are open")
    return list(folder.iterdir())


def test_evidence_is_read_only_and_reaches_nothing_outside(home: Path) -> None:
    with Evidence(home).connect() as connection:
        for forbidden in (
            "create table mine (a int)",
            "delete from practice",
            "attach 'other.duckdb' as x",
            "select * from read_csv('/etc/passwd')",
            "copy practice to 'other.csv'",
            "install httpfs",
            "set enable_external_access = true",
        ):
            with pytest.raises(Exception, match=r"(?i)read-only|disabled|lock|cannot"):
                connection.exec_driver_sql(forbidden)
            connection.rollback()


def test_a_version_without_its_meta_is_not_whole(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    for number, statements in enumerate(
        (
            [],
            ["create table meta (key varchar, value varchar)"],
            ["create table meta as select 'data_version' as key, 'x' as value"],
            ["create table meta as select 1 as other"],
        )
    ):
        file = folder / f"evidence-{number}.duckdb"
        with duckdb.connect(str(file)) as connection:
            for statement in statements:
                connection.execute(statement)
        assert not is_whole(file)
        swap_in(file)
        with pytest.raises(CareImpactError, match="run `care-impact build`"):
            Evidence(tmp_path).meta()
        with pytest.raises(CareImpactError), Evidence(tmp_path).connect():
            pass


def test_the_demo_is_whole(demo_home: Path) -> None:
    assert is_whole(Evidence(demo_home).current_file())


def test_readers_of_the_product_never_see_half_of_each_version(home: Path) -> None:
    files = (Evidence(home).current_file(), second_version(home))
    told = expected(home, files)
    server = create_app(read_settings(home=home)).server
    stop, seen, problems = threading.Event(), [], []

    def read(number: int) -> None:
        client = server.test_client()
        try:
            turn = 0
            while not stop.is_set():
                turn += 1
                # Another area each time makes another question: no kept answer.
                area = f"R{number}x{turn}"
                response = client.get(Told.path(area))
                assert response.status_code == 200, response.text
                seen.append(Told.read(response.data, area, told))
        except BaseException as problem:
            problems.append(problem)

    readers = [threading.Thread(target=read, args=(n,)) for n in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(16):
        swap_in(files[turn % 2])
        while len(seen) < 3 * turn and not problems:
            stop.wait(0.005)
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert set(seen) == {"first", "second"}
    assert len(seen) >= 45

"""Killed at any moment, the store serves the old version and the next load is good."""

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Self

import pytest
from fixtures.homes.extract_files import LEAST, small_extract, write_csv

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import load_extract
from data_access.store import lake
from data_access.store.erased import erased_marks
from data_access.store.pseudonyms import read_keys
from data_access.store.rewrite import PURGE_DUE, recover

TODAY = dt.date(2026, 11, 20)
CHILD = Path(__file__).parents[2] / "fixtures/homes/killed_child.py"
ROOT = Path(__file__).parents[3]

# Loads die at 50 moments: half at a step of theirs, half after a time.
BY_STEP, BY_TIME = 25, 25
REWRITES = 5  # of each kind, and at their last three steps
AT_ONCE = 2

TABLES = LEAST


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return an extract, a later one, and a home that has loaded the first."""
    base = tmp_path_factory.mktemp("crash")
    extract = {name: small_extract()[name] for name in TABLES}
    first = write_csv(base / "first", extract)
    later = {name: [dict(row) for row in rows] for name, rows in extract.items()}
    later["patients"][0]["sex"] = "other"
    later["admissions"] += [
        {**row, "admitted_on": "2026-10-05", "discharged_on": "2026-10-06"}
        for row in later["admissions"][:10]
    ]
    load_extract(first, base / "home", today=TODAY)
    return first, write_csv(base / "later", later), base / "home"


@dataclass
class Forge:
    """The process whose forks do the work; see killed_child.py."""

    process: subprocess.Popen[str]

    @classmethod
    def started(cls) -> Self:
        return cls(
            subprocess.Popen(
                [sys.executable, str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        )

    def steps_of(self, action: str, folder: Path, home: Path) -> int:
        """Let an action run to its end, and give how many steps it took."""
        status, steps = self._done(action, folder, home, 0, 0)
        assert status == 0
        return steps

    def kill_at(self, action: str, folder: Path, home: Path, step: int) -> None:
        """Let an action die at a step."""
        status, _ = self._done(action, folder, home, step, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL

    def kill_after(self, seconds: float, folder: Path, home: Path) -> None:
        """Let a load die after a time, if it lives so long."""
        self._done("load", folder, home, 0, seconds)

    def stop(self) -> None:
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()

    def _done(self, *asked: object) -> tuple[int, int]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\t".join(map(str, asked)) + "\n")
        self.process.stdin.flush()
        status, steps = self.process.stdout.readline().split()
        return int(status), int(steps)


Struck = Callable[[Forge, int], None]
AtEach = Callable[[Iterable[int], Struck], None]


@pytest.fixture(scope="module")
def forges() -> Iterator[list[Forge]]:
    started = [Forge.started() for _ in range(AT_ONCE)]
    yield started
    for forge in started:
        forge.stop()


@pytest.fixture
def at_each(forges: list[Forge]) -> AtEach:
    """Give a function that strikes at each moment, as many at once as there are."""
    free: SimpleQueue[Forge] = SimpleQueue()
    for forge in forges:
        free.put(forge)

    def all_of(moments: Iterable[int], strike: Struck) -> None:
        def one(moment: int) -> None:
            forge = free.get()
            try:
                strike(forge, moment)
            finally:
                free.put(forge)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, moments))

    return all_of


def whole(version: lake.LakeVersion) -> bool:
    return all(
        lake.file_hash(version.path / f"{name}.parquet") == stored.sha256
        for name, stored in version.manifest.tables.items()
    )


def moments(steps: int, number: int, seed: int) -> list[int]:
    """Choose steps to die at: always the last ones, where names change hands."""
    last = range(max(1, steps - 2), steps + 1)
    others = random.Random(seed).sample(range(1, steps - 2), min(number, steps - 3))
    return sorted({*others[: number - len(last)], *last})


def served(home: Path) -> str:
    return (home / "served").read_text() if (home / "served").exists() else ""


def test_a_load_killed_at_any_step_changes_nothing_or_everything(
    folders: tuple[Path, Path, Path],
    forges: list[Forge],
    at_each: AtEach,
    tmp_path: Path,
) -> None:
    _, later, home = folders
    shutil.copytree(home, tmp_path / "counted")
    steps = forges[0].steps_of("load", later, tmp_path / "counted")
    expected = lake.current_version(tmp_path / "counted")
    assert expected is not None

    def strike(forge: Forge, step: int) -> None:
        struck = tmp_path / f"home{step}"
        shutil.copytree(home, struck)
        forge.kill_at("load", later, struck, step)

        version = lake.current_version(struck)
        assert version is not None
        assert version.name in ("0001", "0002")
        assert whole(version)
        # What is served is never newer than the store it is made from.
        assert served(struck) in ("", version.name)

        again = load_extract(later, struck, today=TODAY)
        for name in again.version.manifest.tables:
            held, wanted = again.version.read(name), expected.read(name)
            assert held is not None
            assert held.equals(wanted), (step, name)
        assert not list((struck / "lake").rglob(".*"))

    chosen = moments(steps, BY_STEP, seed=1)
    assert len(chosen) == BY_STEP
    at_each(chosen, strike)


def test_a_load_killed_after_any_time_leaves_the_old_version_whole(
    folders: tuple[Path, Path, Path],
    forges: list[Forge],
    at_each: AtEach,
    tmp_path: Path,
) -> None:
    _, later, home = folders
    shutil.copytree(home, tmp_path / "timed")
    began = time.monotonic()
    forges[0].steps_of("load", later, tmp_path / "timed")
    lasts = time.monotonic() - began

    def strike(forge: Forge, number: int) -> None:
        struck = tmp_path / f"home{number}"
        shutil.copytree(home, struck)
        forge.kill_after(random.Random(number).uniform(0.01, lasts), later, struck)
        version = lake.current_version(struck)
        assert version is not None
        assert whole(version)
        again = load_extract(later, struck, today=TODAY).version
        assert whole(again)
        assert again.manifest.tables["admissions"].rows == 90

    at_each(range(BY_TIME), strike)


@pytest.mark.parametrize("action", ["forget", "rotate"])
def test_a_rewrite_killed_at_any_step_is_undone_or_carried_through(
    folders: tuple[Path, Path, Path],
    forges: list[Forge],
    at_each: AtEach,
    tmp_path: Path,
    action: str,
) -> None:
    first, later, home = folders
    shutil.copytree(home, tmp_path / "two")
    load_extract(later, tmp_path / "two", today=TODAY)
    before = read_keys(home)
    assert before is not None
    person = before.pseudonym("9990000101")
    shutil.copytree(tmp_path / "two", tmp_path / "counted")
    steps = forges[0].steps_of(action, first, tmp_path / "counted")

    def strike(forge: Forge, step: int) -> None:
        struck = tmp_path / f"home{step}"
        shutil.copytree(tmp_path / "two", struck)
        forge.kill_at(action, first, struck, step)
        assert lake.current_version(struck) is not None
        recover(struck)

        keys = read_keys(struck)
        versions = lake.versions(struck)
        assert keys is not None
        assert [version.name for version in versions] == ["0001", "0002"]
        assert all(whole(version) for version in versions)
        assert {v.manifest.key_fingerprint for v in versions} == {keys.fingerprint}
        held = [
            person in version.read("patients")["person_id"].to_pylist()  # type: ignore[index]
            for version in versions
        ]
        assert len(set(held)) == 1, step
        if action == "forget":
            assert bool(erased_marks(struck)) != held[0]
        else:
            assert (len(keys.chain) == 1) == held[0]
        # What was made from the versions before must go, once they are gone.
        assert (struck / PURGE_DUE).exists() != held[0]
        assert sorted(path.name for path in (struck / "lake").iterdir()) == [
            "current",
            "versions",
        ]
        assert not list(struck.glob("*.next"))

    at_each(moments(steps, REWRITES + 3, seed=2), strike)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a tmpfs may not be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_version_and_says_so(
    folders: tuple[Path, Path, Path], small_disk: Path
) -> None:
    first, later, _ = folders
    home = small_disk / "home"
    load_extract(first, home, today=TODAY)
    filler = small_disk / "filler"
    for room in (0, 4096, 8192):
        filler.write_bytes(b"")
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(b"x" * (free - room))

        with pytest.raises(CareImpactError, match="No space left on device"):
            load_extract(later, home, today=TODAY)

        version = lake.current_version(home)
        assert version is not None
        assert version.name == "0001"
        assert whole(version)
    filler.unlink()
    assert load_extract(later, home, today=TODAY).version.name == "0002"

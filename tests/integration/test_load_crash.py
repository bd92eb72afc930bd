"""Killed at any moment, the store serves the old version and the next load is good."""

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from extract_files import small_extract, write_csv

from data_access.errors import CareImpactError
from data_access.ingest import lake
from data_access.ingest.erased import erased_marks
from data_access.ingest.load import load_extract
from data_access.ingest.pseudonyms import read_keys
from data_access.ingest.rewrite import recover

TODAY = dt.date(2026, 11, 20)
CHILD = Path(__file__).with_name("killed_child.py")
# Each kill costs a start of Python; the full 50 of each kind are for a machine of one's
# own: CARE_IMPACT_KILLS=50.
KILLS = int(os.environ.get("CARE_IMPACT_KILLS", "3"))

TABLES = ("practices", "patients", "caseload", "contacts", "admissions", "appointments")


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


def run(action: str, folder: Path, home: Path, step: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CHILD), action, str(folder), str(home), str(step)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def steps_of(action: str, folder: Path, home: Path) -> int:
    with run(action, folder, home, 0) as child:
        assert child.stdout
        return int(child.stdout.read().split()[-1])


def kill_at(action: str, folder: Path, home: Path, step: int) -> None:
    with run(action, folder, home, step) as child:
        assert child.wait() == -signal.SIGKILL


def whole(version: lake.LakeVersion) -> bool:
    return all(
        lake.file_hash(version.path / f"{name}.parquet") == stored.sha256
        for name, stored in version.manifest.tables.items()
    )


def moments(steps: int, seed: int) -> list[int]:
    """Choose steps to die at: always the last ones, where names change hands."""
    chosen = random.Random(seed).sample(range(1, steps - 2), min(KILLS, steps - 3))
    return sorted({*chosen, *range(max(1, steps - 2), steps + 1)})


def test_a_load_killed_at_any_step_changes_nothing_or_everything(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, later, home = folders
    shutil.copytree(home, tmp_path / "counted")
    steps = steps_of("load", later, tmp_path / "counted")
    expected = lake.current_version(tmp_path / "counted")
    assert expected is not None

    for step in moments(steps, seed=1):
        struck = tmp_path / f"home{step}"
        shutil.copytree(home, struck)
        kill_at("load", later, struck, step)

        version = lake.current_version(struck)
        assert version is not None
        assert version.name in ("0001", "0002")
        assert whole(version)
        # What is served is never newer than the store it is made from.
        served = (struck / "served").read_text() if (struck / "served").exists() else ""
        assert served in ("", version.name)

        again = load_extract(later, struck, today=TODAY)
        for name in again.version.manifest.tables:
            held, wanted = again.version.read(name), expected.read(name)
            assert held is not None
            assert held.equals(wanted), (step, name)
        assert not list((struck / "lake").rglob(".*"))


def test_a_load_killed_after_any_time_leaves_the_old_version_whole(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, later, home = folders
    shutil.copytree(home, tmp_path / "timed")
    with run("load", later, tmp_path / "timed", 0) as child:
        assert child.stdout
        child.stdout.readline()
        began = time.monotonic()
        child.wait()
        lasts = time.monotonic() - began

    for number in range(KILLS):
        struck = tmp_path / f"home{number}"
        shutil.copytree(home, struck)
        with run("load", later, struck, 0) as child:
            assert child.stdout
            child.stdout.readline()
            time.sleep(random.Random(number).uniform(0, lasts))
            child.kill()
        version = lake.current_version(struck)
        assert version is not None
        assert whole(version)
        again = load_extract(later, struck, today=TODAY).version
        assert whole(again)
        assert again.manifest.tables["admissions"].rows == 90


@pytest.mark.parametrize("action", ["forget", "rotate"])
def test_a_rewrite_killed_at_any_step_is_undone_or_carried_through(
    folders: tuple[Path, Path, Path], tmp_path: Path, action: str
) -> None:
    first, later, home = folders
    shutil.copytree(home, tmp_path / "two")
    load_extract(later, tmp_path / "two", today=TODAY)
    before = read_keys(home)
    assert before is not None
    person = before.pseudonym("9990000101")
    shutil.copytree(tmp_path / "two", tmp_path / "counted")
    steps = steps_of(action, first, tmp_path / "counted")

    for step in moments(steps, seed=2):
        struck = tmp_path / f"home{step}"
        shutil.copytree(tmp_path / "two", struck)
        kill_at(action, first, struck, step)
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
        assert sorted(path.name for path in (struck / "lake").iterdir()) == [
            "current",
            "versions",
        ]
        assert not list(struck.glob("*.next"))


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

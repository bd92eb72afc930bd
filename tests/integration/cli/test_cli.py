"""`care-impact` as somebody types it: what it says, what it leaves, how it refuses."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.kept import Homes

from data_access.cli import parse
from data_access.errors import CareImpactError
from data_access.operations import loading
from data_access.settings import get_settings, read_settings
from data_access.store.evidence import Evidence

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"
Ran = subprocess.CompletedProcess[str]


def care_impact(folder: Path, *arguments: object, **environment: str) -> Ran:
    """Run the command line in a process of its own, at home in ``folder``."""
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ
    }
    return subprocess.run(
        [sys.executable, "-m", "data_access.cli", *map(str, arguments)],
        cwd=folder,
        env={**kept, "CARE_IMPACT_HOME": str(folder / "home"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def tables(said: str, width: int) -> Iterator[list[str]]:
    """Give the rows of the table that was printed, as cells."""
    for line in said.splitlines():
        cells = re.split(r"  +", line.strip())
        if len(cells) == width and cells[-1].replace(",", "").isdigit():
            yield cells


def number(cell: str) -> int:
    return int(cell.replace(",", ""))


# --- what works ------------------------------------------------------------------


@pytest.fixture(scope="module")
def month(homes: Homes) -> tuple[Path, dict[str, Ran]]:
    """Give the folder of a manager's month, and what each command said."""
    folder = homes.home("a-month-typed", a_month)
    said = json.loads((folder / "said.json").read_text())
    return folder, {name: Ran([], *of_it) for name, of_it in said.items()}


def a_month(folder: Path) -> None:
    """Do a manager's month: look, load, load again by mistake, look again."""
    extract, aside = folder / "extract", folder / "aside"
    demo = ("demo", "--to", extract, "--csv", "--patients", 1000)
    said = {"demo": care_impact(folder, *demo)}
    said["check"] = care_impact(folder, "check", extract)
    said["stored by check"] = care_impact(folder, "versions")
    said["load"] = care_impact(folder, "load", extract, "--rejected", aside)
    pointer = (folder / "home/evidence/current").read_text()
    said["again"] = care_impact(folder, "load", extract)
    assert (folder / "home/evidence/current").read_text() == pointer
    said["versions"] = care_impact(folder, "versions")
    told = {name: (r.returncode, r.stdout, r.stderr) for name, r in said.items()}
    (folder / "said.json").write_text(json.dumps(told))


def test_the_demo_is_written_as_any_extract_would_be(
    month: tuple[Path, dict[str, Ran]],
) -> None:
    folder, said = month
    assert said["demo"].returncode == 0
    written = {path.name for path in (folder / "extract").iterdir()}
    assert {"practices.csv", "patients.csv", "admissions.csv"} <= written
    assert len([name for name in written if name.endswith(".csv")]) >= 12


def test_check_says_what_a_load_would_do_and_stores_nothing(
    month: tuple[Path, dict[str, Ran]],
) -> None:
    _, said = month
    assert said["check"].returncode == 0
    assert "Nothing was stored" in said["check"].stdout
    assert said["stored by check"].returncode == 1
    assert "Nothing has been loaded yet" in said["stored by check"].stderr
    assert list(tables(said["check"].stdout, 8)) == list(tables(said["load"].stdout, 8))


def test_load_accounts_for_every_row(month: tuple[Path, dict[str, Ran]]) -> None:
    folder, said = month
    assert said["load"].returncode == 0
    assert "Loaded as version 0001." in said["load"].stdout
    rows = list(tables(said["load"].stdout, 8))
    assert len(rows) >= 12
    rejected = 0
    for file, _, read, stored, aside, opted_out, other, _ in rows:
        assert number(read) == sum(map(number, (stored, aside, opted_out, other)))
        with (folder / "extract" / file).open(encoding="utf-8") as lines:
            assert number(read) == sum(1 for _ in lines) - 1
        rejected += number(aside)
    assert rejected > 0, "the demo has flaws, so that this is seen to work"
    left = sorted((folder / "aside").glob("*.csv"))
    assert sum(len(p.read_text("utf-8-sig").splitlines()) - 1 for p in left) == rejected


def test_the_same_files_again_change_nothing(
    month: tuple[Path, dict[str, Ran]],
) -> None:
    folder, said = month
    assert said["again"].returncode == 0
    assert "These files are already loaded; nothing changed." in said["again"].stdout
    listed = said["versions"].stdout.splitlines()
    assert len(listed) == 2
    assert listed[1].startswith("0001")
    assert listed[1].endswith("current")
    assert Evidence(folder / "home").meta().synthetic


def test_nothing_that_was_said_names_a_person(
    month: tuple[Path, dict[str, Ran]],
) -> None:
    folder, said = month
    with (folder / "extract/patients.csv").open(encoding="utf-8") as lines:
        header = next(lines).strip().split(",")
        column = header.index("patient_id")
        people = {line.split(",")[column] for line in lines} - {""}
    assert len(people) > 900
    for ran in said.values():
        assert not people & set(re.findall(r"\w+", ran.stdout + ran.stderr))


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    # Brackets and stars in a folder's name are patterns to some readers of files.
    folder = tmp_path_factory.mktemp("open") / "a [b] home"
    folder.mkdir()
    return folder, care_impact(folder, "load-open", PUBLISHED)


def test_load_open_names_each_source_and_accounts_for_its_rows(
    england: tuple[Path, Ran],
) -> None:
    folder, ran = england
    assert ran.returncode == 0, ran.stderr
    rows = list(tables(ran.stdout, 6))
    assert len(rows) >= 10
    for _, _, read, joined, not_joined, aside in rows:
        assert number(read) == number(joined) + number(not_joined) + number(aside)
    assert "README.md: skipped: a document, not data" in ran.stdout
    assert Evidence(folder / "home").meta().published


def test_the_readme_names_commands_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    readme = (PUBLISHED.parents[2] / "README.md").read_text("utf-8")
    named = set(re.findall(r"^    care-impact ([a-z-]+)", readme, re.MULTILINE))
    with pytest.raises(SystemExit):
        parse.main(["--help"])
    said = capsys.readouterr().out
    commands = set(re.findall(r"^    ([a-z-]+)\b", said, re.MULTILINE))
    assert named <= commands
    assert commands - named == {"serve"}, "`make run` is how it is served"


# --- what is refused -------------------------------------------------------------


@pytest.fixture(scope="module")
def held(england: tuple[Path, Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with data, which nothing below may change."""
    home = tmp_path_factory.mktemp("held") / "home"
    shutil.copytree(england[0] / "home", home)
    return home


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "file").write_text("x")
    for name, files in {
        "empty": {},
        "unknown": {"a.csv": b"a,b\n1,2\n"},
        "damaged": {
            "practices.parquet": b"PAR1 and no more",
            "patients.csv": bytes(range(256)) * 9,
        },
        "half": {"map.zip": b"PK\x03\x04"},
    }.items():
        (folder / name).mkdir()
        for file, content in files.items():
            (folder / name / file).write_bytes(content)
    write_csv(folder / "real", small_extract())
    return folder


REFUSED = {
    "load {bad}/nothing": "There is no folder",
    "load {bad}/file": "There is no folder",
    "load {bad}/empty": "None of the files has a table",
    "load {bad}/unknown": "None of the files has a table",
    "load {bad}/damaged": "Nothing was loaded",
    "load {bad}/real --put-aside {bad}/file": "Rejected rows cannot be written to",
    "check {bad}/nothing": "There is no folder",
    "check {bad}/damaged": "Nothing was loaded",
    "load-open {bad}/nothing": "There is no folder",
    "load-open {bad}/unknown": "has a known published layout",
    "load-open {bad}/half": "is damaged or was not downloaded whole",
    "demo --patients 10": "patients must be 1,000 or more",
    "demo --to {bad}/file --patients 1000": "cannot be written to",
    "versions": "Nothing has been loaded yet",
}


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command here, and give its exit code and what it said of the failure."""
    get_settings.cache_clear()
    try:
        code = parse.main(arguments)
    finally:
        get_settings.cache_clear()
    return code, capsys.readouterr().err


def state(home: Path) -> dict[str, str]:
    pointers = ("evidence/current", "lake/current", "open/current")
    return {
        name: (home / name).read_text() for name in pointers if (home / name).exists()
    }


@pytest.mark.parametrize("line", REFUSED)
def test_a_refusal_is_one_sentence_and_the_store_stays_in_use(
    line: str,
    held: Path,
    bad: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(held))
    before = state(held)
    code, said = run([part.format(bad=bad) for part in line.split(" ")], capsys)
    assert code == 1
    assert said.startswith("care-impact: ")
    assert said.count("\n") == 1
    assert REFUSED[line] in said
    assert "Traceback" not in said
    assert state(held) == before
    assert Evidence(held).meta().published


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT cannot be used: give a free port"),
        ({"CARE_IMPACT_THREADS": "0"}, "CARE_IMPACT_THREADS cannot be used"),
        ({"CARE_IMPACT_HOME": "{bad}/file"}, "The home folder"),
        ({"CARE_IMPACT_HOME": "{bad}/file/below"}, "The home folder"),
        ({"CARE_IMPACT_PSEUDONYM_KEY": "short"}, "shorter than 32 characters"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    environment: dict[str, str],
    sentence: str,
    bad: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(bad=bad))
    code, said = run(["load", str(bad / "real")], capsys)
    assert code == 1
    assert sentence in said
    assert said.count("\n") == 1
    assert not (tmp_path / "home" / "evidence").exists()


def test_what_is_typed_wrong_is_answered_without_a_traceback(tmp_path: Path) -> None:
    ran = care_impact(tmp_path, "lode", "extract")
    assert ran.returncode == 2
    assert "invalid choice: 'lode'" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    ran = care_impact(tmp_path, "load", "nothing", PORT="x")
    assert ran.returncode == 1
    sentence = "care-impact: PORT cannot be used: give a free port, 1 to 65535.\n"
    assert ran.stderr == sentence
    assert not (tmp_path / "home").exists()


def test_a_port_in_use_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
        code, said = run(["serve", "--demo"], capsys)
    assert code == 1
    assert (
        f"Port {port} is in use: stop the program that uses it, or choose another"
        in said
    )
    assert not (tmp_path / "home").exists()


# --- a damaged store -------------------------------------------------------------


@pytest.fixture
def home(held: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(held, tmp_path / "home"))


@pytest.mark.parametrize("damage", ["cut short", "garbage", "empty", "gone", "pointer"])
def test_a_damaged_store_is_said_and_build_mends_it(
    damage: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pointer = home / "evidence" / "current"
    file = Evidence(home).current_file()
    whole = file.read_bytes()
    if damage == "cut short":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "garbage":
        file.write_bytes(b"garbage" * 9999)
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "gone":
        file.unlink()
    else:
        pointer.write_bytes(b"\xff\xfe")
    with pytest.raises(CareImpactError, match="run `care-impact build`"):
        Evidence(home).meta()
    monkeypatch.setenv("CARE_IMPACT_HOME", str(home))
    assert run(["build"], capsys)[0] == 0
    mended = Evidence(home)
    assert mended.meta().published
    with mended.connect() as connection:
        assert connection.exec_driver_sql(
            "select count(*) from open_workforce"
        ).scalar()


def test_build_sweeps_up_after_a_build_that_was_killed(home: Path) -> None:
    left = home / "evidence" / "building-1.duckdb"
    left.write_bytes(b"half of a store")
    spilled = home / "evidence" / "building-1.duckdb.tmp"
    spilled.mkdir()
    (spilled / "block").write_bytes(b"what did not fit in memory")
    settings = read_settings(home=home, provisional_months=3)
    built = loading.rebuild(settings)
    assert not left.exists()
    assert not spilled.exists()
    assert Evidence(home).current_file() == built


def test_only_two_versions_of_the_store_are_kept(home: Path) -> None:
    names = [Evidence(home).current_file().name]
    for late in (3, 4, 5):
        built = loading.rebuild(read_settings(home=home, provisional_months=late))
        names.append(built.name)
    assert len(set(names)) == 4, "another setting is another version"
    kept = {path.name for path in (home / "evidence").glob("*.duckdb")}
    assert kept == set(names[-2:])

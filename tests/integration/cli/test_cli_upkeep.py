"""`care-impact` for who looks after a store: profiles, versions, erasure, the key."""

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from fixtures.browser.served import serve
from fixtures.homes.extract_files import LEAST, small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_twice

from data_access.cli import commands, parse
from data_access.ingest.extract.load import exclusive
from data_access.settings import get_settings
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.store.pseudonyms import read_keys

REPOSITORY = Path(__file__).parents[3]
FIXTURES = REPOSITORY / "tests" / "fixtures"
PERSON = "9990000101"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def loads(homes: Homes) -> Path:
    """A folder with a home of two versions, and with an extract cut short."""

    def make(folder: Path) -> None:
        load_twice(folder, LEAST)
        admissions = small_extract()["admissions"]
        few = {"admissions": [*admissions[:2], *admissions[-2:]]}
        write_csv(folder / "cut", few)

    return homes.home("two-loads-of-the-least", make)


@pytest.fixture
def home(loads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(loads / "home", tmp_path / "home")
    monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    get_settings.cache_clear()
    try:
        code = parse.main([str(part) for part in arguments])
    finally:
        get_settings.cache_clear()
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert said.err.count("\n") == (1 if code else 0)
    return code, said.out, said.err


def test_profiles_are_listed_described_and_used(home: Path, capsys: Capture) -> None:
    (home / "profiles").mkdir()
    shipped = (
        REPOSITORY / "data_access/ingest/extract/profiles/systmone.toml"
    ).read_text()
    ours = shipped.replace("systmone", "ours", 1)
    (home / "profiles/ours.toml").write_text(ours)
    (home / "profiles/broken.toml").write_text("name = 'broken'\n")

    code, said, _ = run(capsys, "profiles")
    assert code == 0
    listed = {line.split()[0]: line.split()[1] for line in said.splitlines()[1:]}
    assert listed == {
        "broken": "yours", "ours": "yours",
        "emis-search": "built-in", "hes-apc": "built-in", "systmone": "built-in",
    }  # fmt: skip
    assert "The import profile broken.toml has an error at title" in said
    code, said, _ = run(capsys, "profiles", "ours")
    assert code == 0
    assert re.search(r"\*referrals out\*\.csv +referrals", said)
    code, _, said = run(capsys, "profiles", "nothing")
    assert code == 1
    assert "choose one of broken, emis-search, hes-apc, ours, systmone" in said


def test_a_profile_reads_what_would_not_be_read_without_it(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CARE_IMPACT_BAD_ROW_SHARE", "1")
    folder = FIXTURES / "extracts" / "systmone"
    code, said, _ = run(capsys, "check", folder, "--profile", "systmone")
    assert code == 0
    assert re.search(r"^referrals: adds \d+", said, re.MULTILINE)
    _, said, _ = run(capsys, "check", folder)
    assert "referrals: adds" not in said


def test_a_month_may_shrink_only_where_it_is_allowed(
    home: Path, loads: Path, capsys: Capture
) -> None:
    for verb in ("check", "load"):
        code, _, said = run(capsys, verb, loads / "cut")
        assert code == 1
        assert "would fall from 40 rows" in said
        assert "--allow-fewer" in said
    assert run(capsys, "check", loads / "cut", "--allow-fewer")[0] == 0
    assert run(capsys, "load", loads / "cut", "--allow-fewer")[0] == 0
    assert lake.version_names(home)[-1] == "0003"


def test_a_rollback_is_said_and_served(home: Path, capsys: Capture) -> None:
    before = Evidence(home).meta().data_version
    code, said, _ = run(capsys, "rollback", "0001")
    assert code == 0
    assert "Version 0001 is in use; the versions after it are kept." in said
    assert Evidence(home).meta().data_version != before
    assert "0002" in run(capsys, "versions")[1]
    code, _, said = run(capsys, "rollback", "0009")
    assert code == 1
    assert "choose one of those it holds (0001, 0002)" in said


def test_a_person_is_erased_without_being_named(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PERSON}\n"))
    code, said, _ = run(capsys, "forget")
    assert code == 0
    assert "The person is erased" in said
    assert PERSON not in said
    for typed, sentence in ((PERSON, "This person is in no version"), ("", "Give")):
        code, _, said = run(capsys, "forget", typed)
        assert (code, sentence in said) == (1, True)
        assert PERSON not in said
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run(capsys, "forget")[0] == 1


def test_a_key_is_rotated_or_it_is_said_why_not(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said, _ = run(capsys, "rotate-key")
    assert code == 0
    assert f"Back up {home / 'key'}" in said
    keys = read_keys(home)
    assert keys is not None
    assert len(keys.chain) == 2
    # Both keys in the environment, oldest first, are the key of the store too.
    chain = ",".join(key.decode() for key in keys.chain)
    monkeypatch.setenv("CARE_IMPACT_PSEUDONYM_KEY", chain)
    code, _, said = run(capsys, "rotate-key")
    assert code == 1
    assert "The key is set in CARE_IMPACT_PSEUDONYM_KEY" in said
    assert chain not in said
    (home / "key").unlink()
    assert run(capsys, "forget", "9990000102")[0] == 0


@pytest.mark.parametrize(
    "line", ["rollback 0001", f"forget {PERSON}", "rotate-key", "versions"]
)
def test_before_a_load_there_is_nothing_to_look_after(
    line: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
    code, _, said = run(capsys, *line.split())
    assert code == 1
    assert re.search("othing has been loaded yet|none yet", said)


def test_published_files_that_are_refused_are_told_in_the_exit_code(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
    shutil.copytree(FIXTURES / "published", tmp_path / "open")
    (tmp_path / "open" / "half.zip").write_bytes(b"PK\x03\x04")
    code, said, problem = run(capsys, "load-open", tmp_path / "open")
    assert code == 1
    assert re.search(r"1 of \d+ files were refused", problem)
    assert "half.zip" in said
    assert Evidence(tmp_path / "home").meta().published, "the others are loaded"


def test_the_truth_beside_the_demo_is_passed_over(
    loads: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "extract"
    shutil.copytree(loads / "first", folder)
    (folder / "truth.json").write_text("{}")
    code, said, _ = run(capsys, "check", folder)
    assert code == 0
    assert "truth.json" not in said


def test_a_fault_of_the_product_is_a_sentence_without_values(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(f"could not convert {PERSON}")

    monkeypatch.setattr(commands, "versions", broken)
    code, _, said = run(capsys, "versions")
    assert code == 1
    assert PERSON not in said
    assert "ValueError, test_cli_upkeep.py line" in said


def test_a_server_starts_with_the_old_version_while_a_load_runs(home: Path) -> None:
    with exclusive(home):
        served = serve(home, home.parent / "log")
        try:
            assert "A load is running" in served.said()
            assert served.get("/healthz")[0] == 200
        finally:
            served.kill()

"""Commands on the synthetic PCN's store and on one's own: neither takes the other's."""

import shutil
from pathlib import Path

import pytest
from fixtures.homes.extract_files import LEAST, small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.two_stores import load_synthetic, synthetic_extract

from data_access.cli import parse
from data_access.settings import get_settings
from data_access.store import lake
from data_access.store.evidence import Evidence

Said = tuple[int, str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Run a command here, and give its exit code and what it said of the failure."""
    get_settings.cache_clear()
    try:
        code = parse.main([str(argument) for argument in arguments])
    finally:
        get_settings.cache_clear()
    return code, capsys.readouterr().err


def refused(capsys: pytest.CaptureFixture[str], *before: str, files: Path) -> str:
    """Check files and load them, which must say the same, and give what was said."""
    said = [run(capsys, *before, verb, files) for verb in ("check", "load")]
    assert said[0] == said[1]
    code, sentence = said[0]
    assert code == 1
    return sentence


def test_real_patients_never_join_the_synthetic_ones(
    homes: Homes, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check says what the load says, and the way out it names is one."""
    shutil.copytree(homes.home("synthetic-alone", load_synthetic), home)
    before = Evidence(home).meta()
    extract = {name: small_extract()[name] for name in LEAST}
    # Practices of other codes are added; those of the same are replaced.
    real = write_csv(home.parent / "real", extract)
    others = write_csv(home.parent / "others", small_extract_elsewhere())
    for files in (real, others):
        sentence = refused(capsys, files=files)
        assert "Real practices cannot join the synthetic PCN" in sentence
        assert "`care-impact --own`" in sentence
    assert run(capsys, "--own", "load", real)[0] == 0
    assert Evidence(home).meta() == before
    assert [version.name for version in lake.versions(home)] == ["0001"]
    assert [version.name for version in lake.versions(home / "own")] == ["0001"]
    assert not Evidence(home / "own").meta().synthetic
    made_up = write_csv(home.parent / "made-up", synthetic_extract())
    sentence = refused(capsys, "--own", files=made_up)
    assert "The synthetic PCN cannot join real practices" in sentence


def small_extract_elsewhere() -> dict[str, list[dict[str, str]]]:
    extract = {name: small_extract()[name] for name in LEAST}
    for row in (*extract["practices"], *extract["patients"]):
        row["practice_code"] = row["practice_code"].replace("A99", "B99")
    return extract


def test_nothing_is_promised_of_files_that_leave_no_admission(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hospital file of other people alone: the period shown is that of admissions."""
    extract = {name: small_extract()[name] for name in LEAST}
    for row in extract["admissions"]:
        row["patient_id"] = "9990009999"
    folder = write_csv(home.parent / "extract", extract)
    said = [run(capsys, v, folder, "--leave-out") for v in ("check", "load")]
    assert said[0] == said[1]
    assert "no row of admissions can be stored" in said[0][1]


def test_no_server_is_of_one_store_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse.main(["--own", "serve"])
    assert "serve shows both stores" in capsys.readouterr().err
    assert not home.exists()

"""A load that cannot be done says why, and leaves everything as it was."""

from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.extract_loads import KEY, load, table

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import in_one_sentence
from data_access.ingest.extract.report import LoadRefusedError
from data_access.store import lake
from data_access.store.pseudonyms import read_keys


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_file_with_too_many_bad_rows_is_refused_whole(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    for row in extract["admissions"][:5]:
        row["method"] = "ZZ"
    folder = write_csv(tmp_path / "in", extract)

    with pytest.raises(
        LoadRefusedError, match=r"5 of the 80 rows .* more than 5%"
    ) as no:
        load(folder, home, bad_row_share=0.05)

    assert lake.current_version(home) is None
    assert no.value.report.rejected["admissions.csv"].cells.num_rows == 5
    assert load(folder, home, bad_row_share=0.0625).stored


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("folder", "There is no folder"),
        ("every file", "contains no extract file"),
        ("patients", "has no rows for patients.csv: add them"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    tmp_path: Path, home: Path, missing: str, sentence: str
) -> None:
    extract = small_extract()
    if missing == "every file":
        (tmp_path / "in").mkdir()
    elif missing != "folder":
        extract.pop(missing)
        write_csv(tmp_path / "in", extract)
    with pytest.raises(CareImpactError, match=sentence) as error:
        load(tmp_path / "in", home)
    assert "\n" not in str(error.value)
    assert lake.current_version(home) is None


def test_an_empty_file_is_a_table_with_nothing_in_it(
    tmp_path: Path, home: Path
) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    (folder / "attendances.csv").write_text("patient_id,attended_on\n")
    load(folder, home)
    assert table(home, "attendances") == []

    (folder / "patients.csv").write_text(
        "patient_id,practice_code,birth_year,sex,registered_from\n,,,,\n"
    )
    with pytest.raises(LoadRefusedError, match=r"no rows for patients\.csv"):
        load(folder, tmp_path / "other")


def test_a_second_load_is_told_that_another_runs(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    (home).mkdir()
    with (
        FileLock(home / "load.lock"),
        pytest.raises(CareImpactError, match="Another load is running"),
    ):
        load(folder, home)
    assert load(folder, home).stored


def test_a_lost_or_changed_key_stops_the_load(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    load(folder, home, key=None)
    (home / "key").unlink()

    with pytest.raises(CareImpactError, match="key of this store is missing"):
        load(folder, home, key=None)
    with pytest.raises(CareImpactError, match="not the one this store was made with"):
        load(folder, home, key=KEY)
    with pytest.raises(CareImpactError, match="shorter than 32"):
        load(folder, home, key="short")
    assert read_keys(home) is None


def test_a_build_that_fails_leaves_the_old_version_in_use(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    extract["patients"][0]["sex"] = "other"

    def broken(version: lake.LakeVersion) -> None:
        raise CareImpactError(f"cannot build {version.name}")

    folder = write_csv(tmp_path / "in", extract)
    with pytest.raises(CareImpactError, match="cannot build 0002"):
        load(folder, home, build=broken)
    version = lake.current_version(home)
    assert version is not None
    assert version.name == "0001"

    swapped = []
    load(
        folder,
        home,
        build=lambda version: lambda: swapped.append(version.name),
    )
    assert swapped == [lake.current_version(home).name]  # type: ignore[union-attr]


def test_what_the_machine_reports_becomes_a_sentence_without_values() -> None:
    with pytest.raises(CareImpactError) as told, in_one_sentence():
        duckdb.execute("SELECT CAST('9990000018' AS TINYINT)")
    assert "9990000018" not in str(told.value)
    assert "ConversionException, test_load_refused.py line" in str(told.value)
    assert told.value.__suppress_context__
    with pytest.raises(CareImpactError, match="memory"), in_one_sentence():
        raise MemoryError

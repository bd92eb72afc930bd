"""A demo on disk: same bytes for the same seed, flaws a load finds, truth beside."""

import json
from datetime import date
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from data_access.demo import TRUTH_FILE, DemoSettings, write_demo, writing
from data_access.demo.arrow_schema import NAMES
from data_access.errors import CareImpactError
from data_access.ingest.extract.load import check_extract

SMALL = DemoSettings(patients=4_000)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {form: tmp_path_factory.mktemp(form) for form in ("csv", "parquet")}
    write_demo(made["csv"], SMALL, form="csv")
    write_demo(made["parquet"], SMALL, form="parquet")
    return made


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    write_demo(tmp_path / "again", SMALL, form="csv")
    assert bytes_of(tmp_path / "again") == bytes_of(folders["csv"])


def test_another_seed_gives_another_pcn(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    write_demo(tmp_path, DemoSettings(patients=4_000, seed=7), form="csv")
    theirs, ours = bytes_of(tmp_path), bytes_of(folders["csv"])
    # Posts are the same in every demo: only people and what befalls them are drawn.
    assert all(theirs[name] != ours[name] for name in ours if "coord" not in name)


def test_a_folder_holds_one_file_a_table_and_the_truth(
    folders: dict[str, Path],
) -> None:
    for form, folder in folders.items():
        expected = {f"{name}.{form}" for name in NAMES} | {TRUTH_FILE}
        assert set(bytes_of(folder)) == expected


def test_csv_and_parquet_hold_the_same_rows(folders: dict[str, Path]) -> None:
    for name in NAMES:
        typed = pyarrow.parquet.read_table(folders["parquet"] / f"{name}.parquet")
        text = pyarrow.csv.read_csv(
            folders["csv"] / f"{name}.csv",
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(typed.column_names, pyarrow.string()),
                strings_can_be_null=True,
            ),
        )
        # Cells that are no date exist in text alone, and come last.
        same = text.slice(0, typed.num_rows).cast(typed.schema)
        assert same.equals(typed), name
        assert 0 <= text.num_rows - typed.num_rows <= 1


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_load_finds_every_flaw_and_nothing_else(
    form: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    report = check_extract(folders[form], tmp_path, today=date(2026, 11, 20))
    truth = json.loads((folders[form] / TRUTH_FILE).read_text(encoding="utf-8"))
    flawed = truth["pcns"][0]["flawed_rows"]
    files = [one for one in report.files if one.file != TRUTH_FILE]
    assert {one.table for one in files} == set(NAMES)
    for one in files:
        assert one.refused is None, one.file
        assert one.ignored_columns == ()
        # An exact copy of a row is counted once, which is how a load undoes it; a
        # hospital's row of nobody on the list is left out.
        found = one.rejected + one.identical + one.elsewhere
        assert found == flawed[one.table], one.file
        assert one.not_recorded == 0, one.file
        assert flawed[one.table] <= 0.05 * one.rows
    assert sum(flawed.values()) > 25


def test_a_demo_without_flaws_loads_whole(tmp_path: Path) -> None:
    clean = DemoSettings(patients=4_000, flawed=False)
    write_demo(tmp_path / "extract", clean)
    report = check_extract(
        tmp_path / "extract", tmp_path / "home", today=date(2026, 11, 20)
    )
    assert sum(one.rejected for one in report.files) == 0


def test_the_truth_says_what_it_is_true_of(folders: dict[str, Path]) -> None:
    truth = json.loads((folders["csv"] / TRUTH_FILE).read_text(encoding="utf-8"))
    assert truth["synthetic"] is True
    (pcn,) = truth["pcns"]
    assert pcn["rate_ratio_served_against_never"] == 0.85
    whole, settled = pcn["all_months"], pcn["without_the_late_months"]
    assert settled["people"] <= whole["people"] <= pcn["started"]
    assert whole["served"] == pytest.approx(0.85 * whole["never"])
    assert whole["avoided_start_against_never"] == whole["never"] - whole["observed"]


def test_an_icb_is_written_in_one_folder(tmp_path: Path) -> None:
    said: list[str] = []
    asked = DemoSettings(patients=1_000, pcns=3, monthly_intake=2.0)
    truths = write_demo(tmp_path, asked, on_progress=said.append)
    assert len(said) == len(truths) == 3
    practices = pyarrow.parquet.read_table(tmp_path / "practices.parquet").to_pandas()
    assert practices["pcn_code"].nunique() == 3
    assert practices["practice_code"].is_unique
    patients = pyarrow.parquet.read_table(tmp_path / "patients.parquet").to_pandas()
    good = patients["practice_code"].isin(practices["practice_code"])
    assert patients.loc[good, "patient_id"].duplicated().sum() == 3  # one copy each
    assert [one.rate_ratio for one in truths] == [0.85, 1.0, 0.7]


def test_writing_replaces_the_other_form_and_leaves_other_files(tmp_path: Path) -> None:
    small = DemoSettings(patients=1_000, months=15, monthly_intake=2.0)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_demo(tmp_path, small, form="csv")
    write_demo(tmp_path, small, form="parquet")
    assert not list(tmp_path.glob("*.csv"))
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_failure_leaves_what_was_there(
    folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = DemoSettings(patients=1_000, months=15, monthly_intake=2.0)
    write_demo(tmp_path, small, form="csv")
    before = bytes_of(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "truth_record", full)
    with pytest.raises(CareImpactError, match="No space left on device"):
        write_demo(tmp_path, DemoSettings(patients=1_000, months=15, seed=3))
    assert bytes_of(tmp_path) == before


def test_a_place_that_is_no_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CareImpactError, match="cannot be written"):
        write_demo(tmp_path / "file", SMALL)


def test_an_unknown_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CareImpactError, match="parquet or csv"):
        write_demo(tmp_path, SMALL, form="xlsx")  # type: ignore[arg-type]  # on purpose

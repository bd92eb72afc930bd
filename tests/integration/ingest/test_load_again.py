"""A later load adds, replaces and corrects, and loses nothing held."""

from pathlib import Path

import pytest
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.extract_loads import KEY, TODAY, load, report_of, table

from data_access.ingest.extract.load import check_extract
from data_access.ingest.extract.report import LoadRefusedError
from data_access.store import lake


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_same_files_again_change_nothing_and_say_so(
    tmp_path: Path, home: Path
) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    first = load(folder, home)
    again = load(folder, home)

    assert first.stored
    assert not again.stored
    assert again.version.name == first.version.name == "0001"
    assert lake.version_names(home) == ("0001",)
    assert all("nothing changes" in effect for effect in again.check.changes)


def test_a_later_extract_adds_a_month_and_replaces_the_one_it_covers(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    september = [r for r in extract["admissions"] if r["admitted_on"] >= "2026-09"]
    october = [
        {**row, "admitted_on": "2026-10-05", "discharged_on": "2026-10-09"}
        for row in september[:30]
    ]
    later = write_csv(tmp_path / "later", {"admissions": [*september[:35], *october]})

    report = load(later, home)

    assert report.version.name == "0002"
    months = [row["admitted_on"].month for row in table(home, "admissions")]
    assert [months.count(month) for month in (8, 9, 10)] == [40, 35, 30]
    (effect,) = [e for e in report.check.changes if e.startswith("admissions")]
    assert effect == (
        "admissions: adds Oct 2026 (30 rows); replaces Sep 2026 (40 rows become 35)"
    )
    assert len(table(home, "patients")) == 40
    # Unchanged tables are the same files, not copies.
    one, two = (
        (tmp_path / "home/lake/versions" / name / "patients.parquet").stat()
        for name in ("0001", "0002")
    )
    assert one.st_ino == two.st_ino


def test_a_window_that_starts_in_mid_month_loses_nothing_before_it(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    window = [r for r in extract["admissions"] if r["admitted_on"] >= "2026-08-15"]

    report = load(write_csv(tmp_path / "w", {"admissions": window}), home)

    assert not report.stored
    assert len(table(home, "admissions")) == 80


def test_a_file_of_one_practice_leaves_the_other_practices_alone(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    first = {
        p["patient_id"] for p in extract["patients"] if p["practice_code"] == "A99001"
    }
    of_first = [r for r in extract["admissions"] if r["patient_id"] in first]

    load(write_csv(tmp_path / "one", {"admissions": of_first[:-5]}), home)

    # Of the practice five rows fewer; those of the other are all there.
    assert len(table(home, "admissions")) == 80 - 5


def test_each_practice_is_replaced_over_its_own_time(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    first = {
        row["patient_id"]
        for row in extract["patients"]
        if row["practice_code"] == "A99001"
    }
    # The first practice sends both months, the second September only.
    sent = [
        row
        for row in extract["admissions"]
        if row["patient_id"] in first or row["admitted_on"] >= "2026-09"
    ]
    assert len(sent) == 60

    report = load(write_csv(tmp_path / "later", {"admissions": sent}), home)

    assert not report.stored
    assert len(table(home, "admissions")) == 80


def test_a_month_that_would_lose_most_of_its_rows_is_guarded(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    cut = [*extract["admissions"][:2], *extract["admissions"][40:]]
    folder = write_csv(tmp_path / "cut", {"admissions": cut[:2] + cut[-2:]})

    with pytest.raises(LoadRefusedError, match="Sep 2026 would fall from 40 rows to"):
        load(folder, home)
    assert check_extract(folder, home, key=KEY, today=TODAY).refused
    assert lake.version_names(home) == ("0001",)

    assert load(folder, home, allow_fewer=True).stored


@pytest.mark.parametrize("word", ["rejected", "put_aside"])
def test_rejected_rows_are_corrected_and_loaded_again(
    tmp_path: Path, home: Path, word: str
) -> None:
    """``put_aside`` is the word of earlier downloads, in their names and columns."""
    extract = small_extract()
    for name in ("admissions", "appointments", "caseload"):
        date = {"admissions": "admitted_on", "appointments": "appointment_on",
                "caseload": "opened_on"}[name]  # fmt: skip
        extract[name][2][date] = "31/02/2026"
    # Such a value would be run by a spreadsheet; it must come back as it was.
    extract["appointments"][2]["mode"] = "=1+1"
    extract["caseload"][2]["close_reason"] = "'@home"
    report = load(write_csv(tmp_path / "in", extract), home)
    assert len(table(home, "appointments")) == 39
    # The contacts of a rejected episode are rejected with it.
    assert report_of(report, "contacts").rejected == 2

    corrected = tmp_path / "corrected"
    corrected.mkdir()
    for rows in report.check.rejected.values():
        text = rows.as_csv().decode("utf-8-sig")
        assert "'=1+1" in text or "=1+1" not in text
        text = text.replace("31/02/2026", "2026-02-28")
        name = rows.download_name.replace("rejected", word.replace("_", "-"))
        (corrected / name).write_text(
            text.replace("rejected_", f"{word}_"), encoding="utf-8"
        )
    again = load(corrected, home)

    assert again.stored
    assert all(file.correction for file in again.check.files)
    assert len(table(home, "admissions")) == 80
    assert len(table(home, "appointments")) == 40
    assert len(table(home, "contacts")) == 16
    modes = {row["mode"] for row in table(home, "appointments")}
    assert modes == {None, "=1+1"}
    reasons = {row["close_reason"] for row in table(home, "caseload")}
    assert reasons == {None, "'@home"}

    twice = load(corrected, home)
    assert not twice.stored


def test_someone_who_opts_out_later_leaves_what_is_held(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    folder = write_csv(tmp_path / "in", extract)
    load(folder, home)
    extract["patients"][0]["opted_out"] = "true"
    only_patients = write_csv(tmp_path / "later", {"patients": extract["patients"]})

    report = load(only_patients, home)

    assert "patients: removes 1 of people who opted out" in " ".join(
        report.check.changes
    )
    for name, rows in (("patients", 39), ("admissions", 78), ("contacts", 14)):
        assert len(table(home, name)) == rows

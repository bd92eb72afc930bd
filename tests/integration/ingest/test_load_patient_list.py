"""A list of patients that is whole ends registrations; who removed opt-outs is kept."""

import datetime as dt
from pathlib import Path

import pytest
from fixtures.homes.extract_files import LEAST, Rows, small_extract, write_csv
from fixtures.homes.extract_loads import TODAY, load, report_of, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.errors import CareImpactError
from data_access.ingest.extract.patient_list import PatientList
from data_access.ingest.extract.report import LoadRefusedError
from data_access.operations.load_history import load_history
from data_access.store import lake

WHOLE = PatientList(whole_on=dt.date(2026, 11, 2))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def least() -> dict[str, Rows]:
    return {name: rows for name, rows in small_extract().items() if name in LEAST}


def ends(home: Path) -> list[object]:
    return sorted(str(row["registered_to"]) for row in table(home, "patients"))


def test_whoever_is_not_in_a_whole_list_has_left_and_keeps_the_history(
    tmp_path: Path, home: Path
) -> None:
    extract = least()
    load(write_csv(tmp_path / "first", extract), home)
    before = table(home, "admissions")
    gone = {row["patient_id"] for row in extract["patients"][:3]}
    kept = [row for row in extract["patients"] if row["patient_id"] not in gone]
    folder = write_csv(tmp_path / "next", {"patients": kept})

    report = load(folder, home, patient_list=WHOLE)
    assert ends(home) == sorted(["2026-11-02"] * 3 + ["None"] * 37)
    assert table(home, "admissions") == before
    assert (
        "patients: 3 people of 40 are no longer on the list, and left on 2026-11-02"
    ) in report.check.changes
    # The same list again changes nothing; who comes back is registered again.
    assert not load(folder, home, patient_list=WHOLE).stored
    load(write_csv(tmp_path / "back", {"patients": extract["patients"]}), home,
         patient_list=WHOLE)  # fmt: skip
    assert ends(home) == ["None"] * 40


def test_a_list_that_is_not_declared_whole_ends_nothing(
    tmp_path: Path, home: Path
) -> None:
    extract = least()
    load(write_csv(tmp_path / "first", extract), home)
    load(write_csv(tmp_path / "next", {"patients": extract["patients"][:30]}), home)
    assert ends(home) == ["None"] * 40


def test_a_list_of_one_practice_says_nothing_of_another(
    tmp_path: Path, home: Path
) -> None:
    extract = least()
    load(write_csv(tmp_path / "first", extract), home)
    first = [row for row in extract["patients"] if row["practice_code"] == "A99001"]
    load(write_csv(tmp_path / "next", {"patients": first[1:]}), home,
         patient_list=WHOLE)  # fmt: skip
    assert ends(home) == sorted(["2026-11-02"] + ["None"] * 39)


def test_more_than_a_tenth_at_once_is_asked_first(tmp_path: Path, home: Path) -> None:
    extract = least()
    load(write_csv(tmp_path / "first", extract), home)
    folder = write_csv(tmp_path / "next", {"patients": extract["patients"][:35]})
    with pytest.raises(LoadRefusedError, match="5 of the 40 people") as no:
        load(folder, home, patient_list=WHOLE)
    assert no.value.report.asks_leavers
    assert ends(home) == ["None"] * 40
    sure = PatientList(whole_on=WHOLE.whole_on, allow_leavers=True)
    assert not load(folder, home, patient_list=sure).check.asks_leavers
    assert ends(home).count("2026-11-02") == 5


def test_a_hospital_row_after_somebody_left_is_left_out(
    tmp_path: Path, home: Path
) -> None:
    extract = least()
    load(write_csv(tmp_path / "first", extract), home)
    gone = extract["patients"][0]["patient_id"]
    spells: Rows = [
        {**extract["admissions"][0], "patient_id": gone, "admitted_on": day,
         "discharged_on": ""}
        for day in ("2026-11-01", "2026-11-03")
    ]  # fmt: skip
    again = {"patients": extract["patients"][1:], "admissions": spells}
    report = load(write_csv(tmp_path / "next", again), home, patient_list=WHOLE)
    file = report_of(report, "admissions")
    assert (file.stored, file.elsewhere) == (1, 1)


def test_people_in_rejected_rows_and_the_dead_have_not_left(
    tmp_path: Path, home: Path
) -> None:
    extract = least()
    extract["patients"][1]["deceased_on"] = "2026-10-01"
    load(write_csv(tmp_path / "first", extract), home)
    extract["patients"][0]["sex"] = "?"
    del extract["patients"][1]
    load(write_csv(tmp_path / "next", {"patients": extract["patients"]}), home,
         patient_list=WHOLE)  # fmt: skip
    assert ends(home) == ["None"] * 40


@given(st.sets(st.integers(0, 39)), st.sets(st.integers(0, 39), max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_who_has_left_is_who_was_there_and_is_not_listed(
    tmp_path_factory: pytest.TempPathFactory, listed: set[int], left_before: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("whole")
    home = folder / "home"
    extract = least()
    for place in left_before:
        extract["patients"][place]["registered_to"] = "2026-06-30"
    load(write_csv(folder / "first", extract), home)
    people = extract["patients"]
    rows = [people[place] for place in sorted(listed | {0, 1})]
    load(write_csv(folder / "next", {"patients": rows}), home,
         patient_list=PatientList(WHOLE.whole_on, allow_leavers=True))  # fmt: skip
    wanted = sorted(
        "2026-06-30" if place in left_before
        else "None" if place in listed | {0, 1} else "2026-11-02"
        for place in range(40)
    )  # fmt: skip
    assert ends(home) == wanted


@pytest.mark.parametrize(
    ("said", "match"),
    [
        (PatientList(whole_on=TODAY + dt.timedelta(days=1)), "still to come"),
        (PatientList(opt_outs_removed_by="x" * 201), "at most 200 characters"),
        (PatientList(opt_outs_removed_by="Jo, 999 000 0018"), "patient's number"),
    ],
)
def test_what_cannot_be_said_of_a_list_is_refused(
    tmp_path: Path, home: Path, said: PatientList, match: str
) -> None:
    with pytest.raises(CareImpactError, match=match):
        load(write_csv(tmp_path / "in", least()), home, patient_list=said)


def test_a_whole_list_needs_a_list(tmp_path: Path, home: Path) -> None:
    load(write_csv(tmp_path / "first", least()), home)
    only = {"admissions": least()["admissions"]}
    with pytest.raises(CareImpactError, match="none of the files is one"):
        load(write_csv(tmp_path / "next", only), home, patient_list=WHOLE)


def without_column() -> dict[str, Rows]:
    extract = least()
    for row in extract["patients"]:
        del row["opted_out"]
    return extract


def test_who_removed_opt_outs_is_asked_recorded_and_kept(
    tmp_path: Path, home: Path
) -> None:
    folder = write_csv(tmp_path / "in", without_column())
    assert load_history(home).opt_outs.endswith("not said.")
    report = load(folder, home, made_by="jo")
    assert report.check.asks_opt_outs
    assert any("who opted out" in one for one in report_of(report, "patients").notices)
    assert load_history(home).opt_outs.endswith("not said.")

    # The answer alone is worth a version, and the next month need not say it again.
    said = PatientList(opt_outs_removed_by="the data team of Riverside PCN")
    report = load(folder, home, made_by="jo", patient_list=said)
    assert report.stored
    assert not report.check.asks_opt_outs
    assert not load(folder, home, patient_list=said).stored
    extract = without_column()
    extract["patients"][0]["sex"] = "other"
    report = load(write_csv(tmp_path / "next", extract), home, made_by="sam")
    assert not report.check.asks_opt_outs
    kept = report.version.manifest.opt_outs
    assert kept is not None
    assert (kept.removed_by, kept.said_by) == (said.opt_outs_removed_by, "jo")
    assert "removed before the export by the data team of Riverside PCN, as jo" in (
        load_history(home).opt_outs
    )
    again = lake.current_version(home)
    assert again is not None
    assert again.manifest.opt_outs == kept


def test_a_column_that_says_who_opted_out_answers_by_itself(
    tmp_path: Path, home: Path
) -> None:
    report = load(write_csv(tmp_path / "in", least()), home)
    assert not report.check.asks_opt_outs
    assert load_history(home).opt_outs.startswith("A column of the list of patients")
    # A later list without the column is asked about again.
    extract = without_column()
    extract["patients"][0]["sex"] = "other"
    report = load(write_csv(tmp_path / "next", extract), home)
    assert report.check.asks_opt_outs
    assert report.version.manifest.opt_outs is None

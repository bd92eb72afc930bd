"""The shipped import profiles read their suppliers' files, row by row."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from data_access.ingest.extract.load import check_extract, load_extract
from data_access.ingest.extract.matched_files import MatchedFile
from data_access.ingest.extract.preview import preview
from data_access.ingest.extract.profiles import load_profile
from data_access.ingest.extract.report import FileReport, LoadReport
from data_access.store.pseudonyms import Keys

EXTRACTS = Path(__file__).parents[2] / "fixtures" / "extracts"
TODAY = dt.date(2026, 11, 20)
KEY = "0123456789abcdef" * 4


def person(identifier: str) -> str:
    return Keys((KEY.encode(),)).pseudonym(identifier)


def load(name: str, home: Path) -> LoadReport:
    return load_extract(
        EXTRACTS / name,
        home,
        profile=load_profile(name),
        key=KEY,
        today=TODAY,
        bad_row_share=1.0,
    )


def stored(report: LoadReport, table: str) -> list[tuple[object, ...]]:
    held = report.version.read(table)
    assert held is not None
    assert held["month_only"].null_count == held.num_rows
    return [tuple(row.values()) for row in held.drop("month_only").to_pylist()]


def files(report: LoadReport) -> dict[tuple[str, str | None], FileReport]:
    return {(file.file, file.table): file for file in report.check.files}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_emis_movers_become_one_registration(tmp_path: Path) -> None:
    report = load("emis-search", tmp_path / "home")
    held = report.version.read("patients")
    assert held is not None
    rows = {row["person_id"]: row for row in held.to_pylist()}

    # Alder left another practice in 2003 and came in 2009: the years between are not
    # time registered. Beech moved within a week: one registration since 2011.
    alder, beech = rows[person("9990000018")], rows[person("9990000026")]
    assert alder["practice_code"] == "A99001"
    assert (alder["registered_from"], alder["registered_to"]) == (
        day("2009-04-01"),
        None,
    )
    assert beech["practice_code"] == "A99002"
    assert (beech["registered_from"], beech["registered_to"]) == (
        day("2011-06-12"),
        None,
    )
    assert rows[person("9990000050")]["sex"] == "other"
    assert len(rows) == 3

    told = files(report)
    first = told["A99001 population.csv", "patients"]
    assert (first.rows, first.stored, first.combined) == (5, 1, 1)
    assert (first.opted_out, first.rejected, first.blank) == (1, 1, 1)
    assert [(p.column, p.found) for p in first.problems] == [
        ("date_of_birth", "a value written like 99-xxx-9999")
    ]
    assert first.problems[0].expected == "a date written like 31-Mar-2026"
    assert first.ignored_columns == ()


def test_emis_rows_that_continue_belong_to_the_person_above(tmp_path: Path) -> None:
    report = load("emis-search", tmp_path / "home")

    assert stored(report, "care_plans") == sorted(
        [
            (person("9990000018"), day("2025-02-12"), None, False),
            (person("9990000026"), day("2024-03-15"), None, False),
            (person("9990000050"), day("2025-04-08"), None, True),
        ]
    )
    alder, elder = person("9990000018"), person("9990000050")
    assert [row[:4] for row in stored(report, "appointments")] == sorted(
        [
            (alder, day("2025-02-12"), "care_coordinator", "Face to face"),
            (alder, day("2025-09-03"), "nurse", "Telephone"),
            (alder, day("2025-09-19"), "gp", "Home visit"),
            (elder, day("2025-04-08"), "other", "Video"),
        ]
    )


def test_emis_rows_after_a_withheld_patient_are_nobodys(tmp_path: Path) -> None:
    report = load("emis-search", tmp_path / "home")
    told = files(report)

    # Line 6 follows the empty row of a patient whose details are withheld. It must not
    # pass to the patient above.
    for table in ("care_plans", "appointments"):
        file = told["A99001 report.csv", table]
        assert (file.rejected, file.blank) == (1, 1)
        (problem,) = file.problems
        assert (problem.column, problem.rule, problem.lines) == (
            "patient_id", "empty", (6,),
        )  # fmt: skip
    assert told["A99001 report.csv", "care_plans"].left_out == 2
    assert told["A99002 report.csv", "appointments"].left_out == 1


def test_emis_rejected_rows_keep_their_person_for_the_correction(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(EXTRACTS / "emis-search", folder)
    path = folder / "A99001 report.csv"
    path.write_text(
        path.read_text("utf-8").replace("03-Sep-2025", "03-Spe-2025"), "utf-8"
    )
    profile = load_profile("emis-search")
    first = load_extract(
        folder,
        tmp_path / "home",
        profile=profile,
        key=KEY,
        today=TODAY,
        bad_row_share=1,
    )
    aside = first.check.rejected["A99001 report.csv (appointments)"]
    assert (aside.table, aside.download_name) == (
        "appointments", "A99001 report.appointments.rejected.csv",
    )  # fmt: skip
    text = aside.as_csv().decode("utf-8-sig")
    assert "999 000 0018" in text

    corrected = tmp_path / "corrected"
    corrected.mkdir()
    (corrected / aside.download_name).write_text(
        text.replace("03-Spe-2025", "03-Sep-2025"), "utf-8"
    )
    again = load_extract(
        corrected,
        tmp_path / "home",
        profile=profile,
        key=KEY,
        today=TODAY,
        bad_row_share=1,
    )
    assert (
        person("9990000018"),
        day("2025-09-03"),
        "nurse",
        "Telephone",
        None,
    ) in stored(again, "appointments")


def test_systmone_reports_fill_three_tables(tmp_path: Path) -> None:
    report = load("systmone", tmp_path / "home")

    episodes = {row[0]: row[1:] for row in stored(report, "caseload")}
    # One episode is numbered after its patient, so it has a pseudonym of its own.
    shielded = f"p-{person('9990000085-2')}"
    assert set(episodes) == {"R1", "R2", "R3", "R4", shielded}
    contacts = [(row[0], row[1], row[3], row[4]) for row in stored(report, "contacts")]
    assert contacts == [
        ("K1", "R1", "home_visit", "attended"),
        ("K2", "R1", "telephone", "dna"),
        ("K3", "R2", "face_to_face", "unknown"),
        ("K4", shielded, "video", "attended"),
    ]
    assert episodes["R1"] == (
        person("9990000069"), day("2025-02-03"), day("2025-07-14"), "CC1", "gp",
        "frailty_severe", 3, "Goals met",
    )  # fmt: skip
    assert episodes["R2"][1:3] == (day("2025-03-17"), None)


def test_systmone_codes_not_on_the_list_are_not_recorded(tmp_path: Path) -> None:
    report = load("systmone", tmp_path / "home")
    told = files(report)
    assert told["PCN caseload.csv", "caseload"].rejected == 0
    (problem,) = told["PCN caseload.csv", "caseload"].unrecorded
    assert (problem.column, problem.rule, problem.lines) == (
        "route",
        "unknown_code",
        (6,),
    )


def test_a_code_is_looked_up_first_and_its_term_next(tmp_path: Path) -> None:
    report = load("systmone", tmp_path / "home")
    referrals = [
        (row[0], row[2], row[4], row[5]) for row in stored(report, "referrals")
    ]
    assert referrals == [
        ("O1", "out", "other", "link_worker"),
        ("O2", "out", "other", "link_worker"),  # a spreadsheet rounded its code
        ("O3", "out", "gp", "health_coach"),
    ]
    (problem,) = files(report)["PCN referrals out.csv", "referrals"].problems
    assert (problem.column, problem.rule, problem.lines) == (
        "destination", "unknown_code", (5,),
    )  # fmt: skip


def test_several_files_and_constants_fill_one_table(tmp_path: Path) -> None:
    report = load("systmone", tmp_path / "home")
    holly = person("9990000085")
    assert stored(report, "health_checks") == [
        (holly, "learning_disability", "action_plan", day("2025-05-21"), None, None),
        (holly, "learning_disability", "check", day("2025-05-21"), "hub", None),
    ]


def test_hes_episodes_become_spells(tmp_path: Path) -> None:
    report = load("hes-apc", tmp_path / "home")

    spells = [row[:5] + row[5:6] for row in stored(report, "admissions")]
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in spells] == sorted(
        [
            # Method and diagnosis of the first episode, discharge of the last.
            (person("HES0001"), day("2025-04-02"), day("2025-04-09"), "21", "R074"),
            (person("HES0001"), day("2025-08-20"), day("2025-08-20"), "11", "H259"),
            # A spell number of another provider is another spell.
            (person("HES0002"), day("2025-06-30"), day("2025-07-02"), "2A", "R69X"),
            # Without a spell number each episode stands alone.
            (person("HES0003"), day("2025-07-07"), day("2025-07-08"), "21", "N390"),
            (person("HES0003"), day("2025-07-19"), day("2025-07-21"), "21", "N390"),
        ]
    )
    told = files(report)["HES_APC_2025.csv", "admissions"]
    assert (told.rows, told.stored, told.combined, told.left_out) == (8, 5, 2, 1)
    assert told.rejected == 0
    assert [row[1:] for row in stored(report, "attendances")] == [
        row[1:]
        for row in sorted(
            [
                (person("HES0001"), day("2025-04-02"), "1", True),
                (person("HES0002"), day("2025-06-30"), "1", False),
                (person("HES0003"), day("2025-07-04"), "3", None),
            ]
        )
    ]


@pytest.mark.parametrize("name", ["emis-search", "systmone", "hes-apc"])
def test_a_profile_loads_twice_without_a_change(tmp_path: Path, name: str) -> None:
    assert load(name, tmp_path / "home").stored
    assert not load(name, tmp_path / "home").stored


def test_a_column_the_profile_needs_is_asked_for_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(EXTRACTS / "hes-apc", folder)
    path = folder / "HES_APC_2025.csv"
    path.write_text(path.read_text("utf-8").replace("ADMIMETH", "ADMIMETHOD"), "utf-8")
    report = check_extract(
        folder, tmp_path / "home", profile=load_profile("hes-apc"), today=TODAY
    )
    assert report.refused is not None
    assert "HES_APC_2025.csv has no column ADMIMETH" in report.refused


def test_a_preview_shows_the_effect_and_no_identifier() -> None:
    profile = load_profile("emis-search")
    files = MatchedFile.of(EXTRACTS / "emis-search" / "A99001 report.csv", profile)
    shown = [preview(file, profile, rows=3) for file in files]
    assert [part.table for part in shown] == ["care_plans", "appointments"]
    assert shown[0].columns == ("patient_id", "agreed_on", "declined")
    assert shown[0].rows[0] == (
        "a value written like 999 999 9999",
        "12-Feb-2025",
        "false",
    )
    assert shown[0].left_out == (False, True, True)
    assert [row[2] for row in shown[1].rows] == ["care_coordinator", "nurse", "gp"]
    assert "0018" not in repr([part.rows for part in shown])

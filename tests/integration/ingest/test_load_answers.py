"""A load that asks goes on as it is answered: without rows, or without a file."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from fixtures.homes.extract_files import LEAST, Rows, small_extract, write_csv
from fixtures.homes.extract_loads import accounted, load, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import check_extract
from data_access.ingest.extract.report import EVERY_FILE, FileReport, LoadRefusedError

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def spoilt(tmp_path: Path, **counts: int) -> Path:
    """Write a small extract whose tables have so many rows without a required date."""
    extract = small_extract()
    dates = {"admissions": "admitted_on", "appointments": "appointment_on",
             "cohorts": "from_date"}  # fmt: skip
    for name, count in counts.items():
        for row in extract[name][:count]:
            row[dates[name]] = "soon"
    return write_csv(tmp_path / "in", extract)


def test_a_file_over_the_limit_says_why_and_how_many(
    tmp_path: Path, home: Path
) -> None:
    folder = spoilt(tmp_path, admissions=9, appointments=4, cohorts=0)
    with pytest.raises(LoadRefusedError) as no:
        load(folder, home, bad_row_share=0.05)
    asking = [file for file in no.value.report.files if file.asks]
    assert [file.table for file in asking] == ["admissions", "appointments"]
    sentence = str(asking[0].refused)
    assert sentence.startswith("9 of the 80 rows of admissions.csv would be rejected")
    assert "line 2 and 8 more, column admitted_on: expected a date" in sentence
    assert "found text of 4 characters" in sentence


def test_each_file_is_answered_for_itself(tmp_path: Path, home: Path) -> None:
    folder = spoilt(tmp_path, admissions=9, appointments=4)

    def answered(*rows: str, without: tuple[str, ...] = ()) -> dict[str, FileReport]:
        report = load(
            folder,
            home,
            bad_row_share=0.05,
            leave_rows_out=frozenset(rows),
            leave_files_out=frozenset(without),
        )
        return {file.file: file for file in report.check.files}

    with pytest.raises(LoadRefusedError, match=r"4 of the 40 rows of appointments"):
        answered("admissions.csv")
    files = answered("admissions.csv", without=("appointments.csv",))
    assert (files["admissions.csv"].stored, files["admissions.csv"].rejected) == (71, 9)
    assert files["appointments.csv"].table is None
    assert "left out, as was asked" in files["appointments.csv"].notices
    assert len(table(home, "admissions")) == 71
    files = answered(EVERY_FILE)
    assert files["appointments.csv"].stored == 36
    assert not any(file.asks for file in files.values())


def test_a_file_that_cannot_be_read_can_be_left_out(tmp_path: Path, home: Path) -> None:
    folder = spoilt(tmp_path)
    (folder / "cohorts.csv").write_text("patient_id,cohort\n1,smi\n", "utf-8")
    with pytest.raises(LoadRefusedError, match="no column from_date") as no:
        load(folder, home)
    assert not any(file.asks for file in no.value.report.files)
    assert load(folder, home, leave_files_out=frozenset({"cohorts.csv"})).stored
    with pytest.raises(LoadRefusedError, match=r"no rows for patients\.csv"):
        load(folder, tmp_path / "other", leave_files_out=frozenset(
            {"cohorts.csv", "patients.csv"}))  # fmt: skip


def test_an_answer_for_a_file_that_is_not_there_is_refused(
    tmp_path: Path, home: Path
) -> None:
    folder = spoilt(tmp_path)
    with pytest.raises(CareImpactError, match=r"file called admission\.csv"):
        load(folder, home, leave_rows_out=frozenset({"admission.csv"}))


def test_a_hospital_file_of_a_whole_icb_is_read_for_the_people_on_the_list(
    tmp_path: Path, home: Path
) -> None:
    """Dead, moved, of another PCN: expected, and no part of the limit."""
    extract = {name: rows for name, rows in small_extract().items() if name in LEAST}
    extract["patients"][0]["deceased_on"] = "2026-08-20"
    extract["patients"][1]["registered_to"] = "2026-08-20"
    extract["patients"][2]["registered_from"] = "2026-08-20"
    others: Rows = [
        {**extract["admissions"][0], "patient_id": f"99911{n:05d}"} for n in range(400)
    ]
    extract["admissions"] += others
    report = load(write_csv(tmp_path / "in", extract), home, bad_row_share=0.0)

    (file,) = [one for one in report.check.files if one.table == "admissions"]
    assert accounted(file)
    assert (file.rejected, file.elsewhere, file.stored) == (0, 403, 77)
    assert (
        "leaves out 403 rows, as a hospital's file has them: 400 of people who are not "
        "on the list of patients, 1 after the person's death, 1 after the registration "
        "ended, 1 before the registration began"
    ) in file.notices
    assert "admissions.csv" not in report.check.rejected
    (source,) = [s for s in report.version.manifest.sources if s.table == "admissions"]
    assert (source.elsewhere, source.left_out, source.put_aside) == (403, 403, 0)


def test_others_do_not_hide_faults_among_the_people_on_the_list(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    for row in extract["admissions"][:8]:
        row["method"] = "ZZ"
    extract["admissions"] += [
        {**extract["admissions"][9], "patient_id": f"99911{n:05d}"} for n in range(400)
    ]
    with pytest.raises(LoadRefusedError, match="8 of the 80 rows"):
        load(write_csv(tmp_path / "in", extract), home, bad_row_share=0.05)


def test_a_hospital_file_of_nobody_on_the_list_is_asked_about(
    tmp_path: Path, home: Path
) -> None:
    """Its identifiers are of another kind: it would be a month without admissions."""
    extract = small_extract()
    for row in extract["attendances"]:
        row["patient_id"] = f"H{row['patient_id']}"
    folder = write_csv(tmp_path / "in", extract)
    with pytest.raises(LoadRefusedError, match=r"No row of attendances\.csv"):
        load(folder, home, bad_row_share=0.05)
    answer = frozenset({"attendances.csv"})
    report = load(folder, home, bad_row_share=0.05, leave_rows_out=answer)
    (file,) = [one for one in report.check.files if one.table == "attendances"]
    assert (file.elsewhere, file.stored) == (20, 0)


def test_hospital_rows_of_a_person_whose_own_row_is_rejected_can_be_corrected(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    extract["patients"][0]["sex"] = "?"
    report = load(write_csv(tmp_path / "in", extract), home, bad_row_share=1.0)
    (file,) = [one for one in report.check.files if one.table == "admissions"]
    assert (file.rejected, file.unjoined, file.elsewhere) == (2, 2, 0)


def test_a_file_is_asked_about_and_not_those_that_depend_on_it(
    tmp_path: Path, home: Path
) -> None:
    """One stray byte in the list of practices is one question, not thirteen."""
    folder = write_csv(tmp_path / "in", small_extract())
    practices = folder / "practices.csv"
    names = practices.read_bytes().replace(b"Practice A99001", "T\u0177 Caf".encode())
    practices.write_bytes(names.replace(b"Practice A99002", b"Caf\xe9"))
    with pytest.raises(LoadRefusedError, match=r"character on line 3.*\.$") as no:
        load(folder, home, bad_row_share=0.05)
    assert "more files refused" not in str(no.value)
    files = {file.table: file for file in no.value.report.files}
    assert not any(file.asks for file in files.values())
    assert "waits for practices, of which nothing is known yet" in (
        files["patients"].notices
    )
    assert "waits for caseload, of which nothing is known yet" in (
        files["contacts"].notices
    )


def test_a_list_over_the_limit_is_the_one_question(tmp_path: Path, home: Path) -> None:
    extract = small_extract()
    for row in extract["patients"][:20]:
        row["sex"] = "?"
    folder = write_csv(tmp_path / "in", extract)
    with pytest.raises(LoadRefusedError, match="20 of the 40 rows of patients") as no:
        load(folder, home, bad_row_share=0.05)
    asking = [file.table for file in no.value.report.files if file.asks]
    assert asking == ["patients"]


Fate = st.sampled_from(
    ["stored", "rejected", "not on the list", "after death", "after leaving",
     "opted out", "not recorded", "blank", "identical"]
)  # fmt: skip


@given(fates=st.lists(Fate, min_size=1, max_size=30))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_in_are_stored_rejected_left_out_by_reason_or_opted_out(
    tmp_path_factory: pytest.TempPathFactory, fates: list[str]
) -> None:
    """Each row of a hospital's file is made with its fate; the report counts them."""
    extract = small_extract()
    living, dead, left, out = (row["patient_id"] for row in extract["patients"][:4])
    extract["patients"][1]["deceased_on"] = "2026-01-01"
    extract["patients"][2]["registered_to"] = "2026-01-01"
    extract["patients"][3]["opted_out"] = "true"
    people = {"not on the list": "9991199999", "after death": dead,
              "after leaving": left, "opted out": out}  # fmt: skip
    spells: Rows = [{"patient_id": living, "admitted_on": "2025-02-01", "method": "21"}]
    for place, fate in enumerate(fates):
        day = f"{dt.date(2026, 2, 1) + dt.timedelta(days=place)}"
        row = {"patient_id": people.get(fate, living), "admitted_on": day,
               "method": "21", "cost_gbp": "100"}  # fmt: skip
        row |= {
            "rejected": {"method": "ZZ"},
            "not recorded": {"cost_gbp": "lots"},
            "blank": dict.fromkeys(row, ""),
            "identical": spells[0],
        }.get(fate, {})
        spells.append(row if fate != "identical" else dict(spells[0]))
    extract["admissions"] = [{"cost_gbp": "", **row} for row in spells]
    folder = tmp_path_factory.mktemp("fates")
    report = check_extract(
        write_csv(folder / "in", extract), folder / "home", today=TODAY,
        leave_rows_out=frozenset({"admissions.csv"}),
    )  # fmt: skip

    (file,) = [one for one in report.files if one.table == "admissions"]
    made = Counter(fates)
    elsewhere = made["not on the list"] + made["after death"] + made["after leaving"]
    assert accounted(file)
    assert (
        file.stored, file.rejected, file.opted_out, file.identical, file.blank,
        file.elsewhere, file.left_out, file.not_recorded,
    ) == (
        1 + made["stored"] + made["not recorded"], made["rejected"], made["opted out"],
        made["identical"], made["blank"], elsewhere, elsewhere, made["not recorded"],
    )  # fmt: skip

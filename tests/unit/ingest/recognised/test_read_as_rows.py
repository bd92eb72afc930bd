"""Several events in a cell, days as a spreadsheet counts them, a register a sheet."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from data_access.ingest.recognised.recognised_files import ReadTable, recognised_files
from data_access.ingest.recognised.values import cohort_named


def read(path: Path) -> ReadTable:
    (one,) = recognised_files([path]).tables
    return one


def rows_of(one: ReadTable) -> list[tuple[str, ...]]:
    cells = [column.to_pylist() for column in one.found.text.cells.columns]
    return list(zip(*cells, strict=True))


def test_each_date_of_a_cell_is_a_row_with_its_own_term(tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(
        "S: NHS number,S: Care plan date,S: Place,S: PCSP review date\n"
        "999 000 1065,24/01/2026; 16/08/2025;,Home; Surgery,\n"
        "999 000 1154,08/09/2026,Home,01/10/2026\n"
        "999 000 1162,01/02/2026; 02/02/2026,Home,01/03/2026; 02/03/2026; 04/03/2026\n"
        + "999 000 1200,05/05/2026,Home,06/06/2026\n"
        * 6
    )
    one = read(path)
    assert one.part is not None
    assert one.part.table == "care_plans"
    assert rows_of(one)[:4] == [
        ("999 000 1065", "24/01/2026", "Home", ""),
        ("999 000 1065", "16/08/2025", "Surgery", ""),
        ("999 000 1154", "08/09/2026", "Home", "01/10/2026"),
        (
            *("999 000 1162", "01/02/2026; 02/02/2026", "Home"),
            "01/03/2026; 02/03/2026; 04/03/2026",
        ),
    ]
    assert one.found.text.line.to_pylist()[:4] == [2, 2, 3, 4]
    assert any(
        note.startswith("1 row with different") for note in one.found.text.notices
    )


def test_days_that_a_spreadsheet_counts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(
        "NHS number,Care plan date,PCSP review date\n"
        "999 000 1065,46046,2026\n999 000 1154,46047.5,2025\n"
    )
    part = read(path).part
    assert part is not None
    assert part.columns == {"patient_id": "nhs_number", "agreed_on": "care_plan_date"}
    assert part.values["agreed_on"] == {"46046": "2026-01-24", "46047.5": "2026-01-25"}


def test_the_register_of_a_sheet_is_that_of_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Dementia register"
    sheet.append(["NHS No", "DOB", "Date added to register"])
    sheet.append([9990001065, "01/02/1950", "13/03/2015"])
    book.save(tmp_path / "registers.xlsx")
    part = read(tmp_path / "registers.xlsx").part
    assert part is not None
    assert (part.table, part.constants) == ("cohorts", {"cohort": "dementia"})


@pytest.mark.parametrize(
    "name",
    ["Dementia carers", "SMI and dementia", "Suspected dementia", "Sheet1", "No LD"],
)
def test_a_list_of_others_is_no_register(name: str) -> None:
    assert cohort_named(name) is None


def test_each_score_of_a_wide_sheet_is_read_however_its_column_is_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(
        "NHS number,Date completed,PAM score,PAM level,ONS4 Life satisfaction,"
        "ONS4 Happy yesterday,PAM date\n"
        "999 000 1065,24/01/2026,55.6,2,7,6,24/01/2026\n"
    )
    one = read(path)
    assert [row[1:] for row in rows_of(one)] == [
        ("pam", "24/01/2026", "55.6"),
        ("ons4_satisfaction", "24/01/2026", "7"),
        ("ons4_happiness", "24/01/2026", "6"),
    ]
    assert one.found.left_out == {}


def test_of_a_list_of_all_staff_the_care_coordinators_are_read(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        "Post,Job title,WTE,Start date\n"
        "C1,Care Co-ordinator,0.8,13/04/2024\nP1,Pharmacist,1.0,14/04/2024\n"
    )
    part = read(path).part
    assert part is not None
    assert part.table == "coordinators"
    assert part.only == {"job_title": ("Care Co-ordinator",)}


def test_counts_of_each_practice_by_month_are_no_list_of_practices(
    tmp_path: Path,
) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(
        "Practice,Practice code,Month,Referrals\n"
        "Riverside,Y99001,Apr-26,12\nRiverside,Y99001,May-26,9\n"
    )
    assert read(path).part is None

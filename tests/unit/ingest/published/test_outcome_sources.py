"""What the readers of published outcomes make of their files' own traps."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from data_access.ingest.published.read_published import PublishedData, read_published
from data_access.ingest.published.sources.files import REFUSED, read_feed
from data_access.ingest.published.sources.gp_survey import FEED as SURVEY

PUBLISHED = Path(__file__).parents[3] / "fixtures" / "published"
GPPS = PUBLISHED / "gpps/GPPS_2026_Practice_data_(weighted)_(csv)_PUBLIC.csv"
DEMENTIA = PUBLISHED / "dementia/PCDD_summary_2025-01.xlsx"
ACHIEVED = PUBLISHED / "qof/ACHIEVEMENT_MIDLANDS_2425.csv"


def aside(data: PublishedData) -> set[str]:
    return {one.reason for file in data.files for one in file.aside}


def survey_of(path: Path, change: tuple[str, str] = ("", "")) -> PublishedData:
    path.mkdir()
    (path / GPPS.name).write_text(GPPS.read_text().replace(*change, 1))
    return read_published(path)


def test_what_the_survey_suppresses_is_missing_and_not_put_aside(
    tmp_path: Path,
) -> None:
    data = survey_of(tmp_path / "one")
    rows = {row["practice_code"]: row for row in data.tables["survey"].to_pylist()}
    assert len(rows) == 5
    beech = rows["A90004"]
    assert (beech["plan_yes"], beech["conversation_base"]) == (None, None)
    assert (beech["received"], beech["confidence_yes"]) == (21, 9.5)
    assert aside(data) == set()


def test_more_plans_than_conversations_are_put_aside(tmp_path: Path) -> None:
    data = survey_of(tmp_path / "one", (",14.75,", ",34.75,"))
    assert aside(data) == {"plan yes is above conversation yes"}
    # The last digit of two sums of the same weights may differ.
    data = survey_of(tmp_path / "two", (",14.75,", ",26.5000000000001,"))
    assert aside(data) == set()


@pytest.mark.parametrize(
    ("file", "name", "why"),
    [
        (GPPS, "practice data.csv", "does not include one year, that of the survey"),
        (GPPS, "GPPS 2025 and 2026.csv", "does not include one year"),
        (GPPS, "downloaded 2026-07-01.csv", "does not include one year"),
        (ACHIEVED, "ACHIEVEMENT_MIDLANDS.csv", "does not include its year"),
    ],
)
def test_a_file_that_does_not_name_its_year_is_refused(
    tmp_path: Path, file: Path, name: str, why: str
) -> None:
    shutil.copy(file, tmp_path / name)
    ((outcome, reading),) = read_feed(tmp_path / name)
    assert reading is None
    assert outcome.status == REFUSED
    assert why in str(outcome.reason)


def test_a_file_without_published_limits_says_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / GPPS.name
    path.write_text(GPPS.read_text().replace("healthsupport.hiwileval", "other", 1))
    ((outcome, _),) = read_feed(path)
    assert SURVEY.title in str(outcome.reason)
    assert "healthsupport.hiwileval" in str(outcome.reason)


def dementia_with(path: Path, label: str, cell: object) -> PublishedData:
    """Write over the newest month of one row of England's table."""
    book = openpyxl.load_workbook(DEMENTIA)
    for row in book["Table 1"].iter_rows():
        if row[0].value == label:
            row[1].value = cell
    book.save(path / DEMENTIA.name)
    return read_published(path)


def test_more_plans_than_people_with_dementia_are_put_aside(tmp_path: Path) -> None:
    label = "Record of receiving a dementia care plan or dementia care plan review"
    data = dementia_with(tmp_path, label, 501)
    assert aside(data) == {"planned is above diagnosed"}
    newest = max(data.tables["dementia"].to_pylist(), key=lambda row: row["month"])
    assert (newest["planned"], newest["diagnosed"]) == (None, 500)


def test_suppression_in_the_dementia_workbook_costs_that_figure_alone(
    tmp_path: Path,
) -> None:
    data = dementia_with(tmp_path, "Data included", ":")
    newest = max(data.tables["dementia"].to_pylist(), key=lambda row: row["month"])
    assert (newest["practices"], newest["planned"]) == (None, 340)
    hidden = [
        row
        for row in data.tables["dementia_sub_icb"].to_pylist()
        if row["sub_icb_code"] == "90C"
    ]
    assert len(hidden) == 1
    assert hidden[0]["rate"] is None
    assert aside(data) == set()


def test_other_indicators_and_measures_are_rejected_and_counted() -> None:
    ((outcome, reading),) = read_feed(ACHIEVED)
    assert reading is not None
    assert outcome.rejected == {
        "an indicator that no figure is of": 2,
        "points, a register or another measure": 2,
    }
    rows = reading.tables["qof_achievement"].set_index(
        ["practice_code", "indicator_code"]
    )
    assert rows.loc[("A90001", "CAN004"), "numerator"] == 16
    assert rows["pcas"].isna().sum() == 2

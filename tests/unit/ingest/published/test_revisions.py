"""A revised file replaces the one it revises; nothing is doubled, nothing is mixed."""

import shutil
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest
from fixtures.spoiled_england import COLUMNS, PUBLISHED, spoil

from data_access.errors import CareImpactError
from data_access.ingest.published.read_published import (
    PublishedData,
    join_report,
    read_published,
)
from data_access.ingest.published.sources.editions import newer

HEAD = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n"
FIRST = "A1,LD,25,TOTAL,4000\nA2,LD,12,TOTAL,5000\nA3,LD,7,TOTAL,900\n"
REVISED = "A1,LD,30,TOTAL,4000\nA2,LD,12,TOTAL,5000\nA4,LD,9,TOTAL,800\n"


def write(path: Path, rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + rows, encoding="utf-8")


def registers(data: PublishedData) -> dict[str, int]:
    rows = data.tables["qof_register"].to_pylist()
    assert len({row["practice_code"] for row in rows}) == len(rows)
    return {row["practice_code"]: row["register"] for row in rows}


NEWER = [
    ("PREVALENCE_2425.csv", "PREVALENCE_2425_revised.csv"),
    ("PREVALENCE_2425.csv", "PREVALENCE_2425 v2.csv"),
    ("PREVALENCE_2425_v2.csv", "PREVALENCE_2425_v10.csv"),
    ("PREVALENCE_2425_provisional.csv", "PREVALENCE_2425.csv"),
    ("PREVALENCE_2425_provisional.csv", "PREVALENCE_2425_final.csv"),
    ("2025-08-28/PREVALENCE_2425.csv", "2025-10-16/PREVALENCE_2425.csv"),
    ("PREVALENCE_2425_20250828.csv", "PREVALENCE_2425_20251016.csv"),
    ("PREVALENCE_2425 28-08-2025.csv", "PREVALENCE_2425 16-10-2025.csv"),
    ("August 2025/PREVALENCE_2425.csv", "October-2025/PREVALENCE_2425.csv"),
    ("original/PREVALENCE_2425.csv", "Revised/PREVALENCE_2425.csv"),
    ("ICB2023.geojson", "ICB2026.geojson"),
    ("PCDD_summary_2024-12.xlsx", "PCDD_summary_2025-01.xlsx"),
]
UNKNOWN = [
    ("PREVALENCE_2425.csv", "copy/PREVALENCE_2425.csv"),
    ("PREVALENCE_2425.csv", "PREVALENCE_2425 (1).csv"),
    ("PREVALENCE_2425_revised.csv", "b/PREVALENCE_2425_revised.csv"),
    # The date says one, the word the other.
    ("2025-10-16/PREVALENCE_2425.csv", "2025-08-28/PREVALENCE_2425_revised.csv"),
    ("PREVALENCE_2425.csv", "PREVALENCE_2425 reviews.csv"),
]


@pytest.mark.parametrize(("older", "later"), NEWER)
def test_a_name_tells_the_newer_in_either_order(older: str, later: str) -> None:
    assert newer(older, later) == newer(later, older) == later


@pytest.mark.parametrize(("one", "other"), UNKNOWN)
def test_a_name_that_does_not_tell_is_not_guessed_from(one: str, other: str) -> None:
    assert newer(one, other) is None
    assert newer(other, one) is None


@pytest.mark.parametrize(("older", "later"), NEWER[:10])
def test_the_newer_stands_whole_and_the_load_says_what_differs(
    tmp_path: Path, older: str, later: str
) -> None:
    write(tmp_path / older, FIRST)
    write(tmp_path / later, REVISED)
    data = read_published(tmp_path)
    assert registers(data) == {"A1": 30, "A2": 12, "A4": 9}
    (report,) = join_report(data)
    assert (report.rows_read, report.rows_rejected) == (6, 3)
    (why,) = [reason for reason in report.reasons if "replaced" in reason]
    assert why.startswith(
        f"3 rows rejected: replaced by {later}, which differs in 3 of 4 rows (A1 "
        "2024-25 LD TOTAL: register "
    )
    assert {"25", "30"} <= set(why.replace(")", " ").split())


@pytest.mark.parametrize(("one", "other"), UNKNOWN[:4])
def test_where_the_newer_is_not_known_the_load_asks(
    tmp_path: Path, one: str, other: str
) -> None:
    write(tmp_path / one, FIRST)
    write(tmp_path / other, REVISED)
    with pytest.raises(CareImpactError) as asked:
        read_published(tmp_path)
    sentence = str(asked.value)
    assert one in sentence
    assert other in sentence
    assert 'both have "QOF registers by practice" for 2024-25' in sentence
    assert "differ in 3 of 4 rows (A1 2024-25 LD TOTAL: register " in sentence
    assert "take the older one out of the folder" in sentence
    assert "\n" not in sentence


def test_a_difference_too_long_to_read_is_named_alone(tmp_path: Path) -> None:
    outlines = (PUBLISHED / "geo/ICB2023.geojson").read_text(encoding="utf-8")
    (tmp_path / "ICB2023.geojson").write_text(outlines, encoding="utf-8")
    moved = outlines.replace("53\n", "53.5\n")
    (tmp_path / "ICB2026.geojson").write_text(moved, encoding="utf-8")
    data = read_published(tmp_path)
    (why,) = [
        reason
        for row in join_report(data)
        for reason in row.reasons
        if "replaced" in reason
    ]
    assert "replaced by ICB2026.geojson" in why
    assert len(why) < 140
    assert data.tables["boundary"].num_rows == 2


def test_of_three_the_newest_stands_whatever_their_order(tmp_path: Path) -> None:
    rows = (FIRST, REVISED, "A1,LD,31,TOTAL,4000\n")
    for turn, order in enumerate(permutations(range(3))):
        folder = tmp_path / f"{turn}"
        for place, version in enumerate(order):
            name = f"{place} PREVALENCE_2425 v{version + 1}.csv"
            write(folder / name, rows[version])
        data = read_published(folder)
        assert registers(data) == {"A1": 31}
        assert sum(file.rows_kept for file in data.files) == 1


def test_files_of_other_years_and_other_practices_stand_side_by_side(
    tmp_path: Path,
) -> None:
    write(tmp_path / "PREVALENCE_2324.csv", FIRST)
    write(tmp_path / "PREVALENCE_2425.csv", FIRST)
    write(tmp_path / "PREVALENCE_2425 north.csv", "A9,LD,3,TOTAL,700\n")
    rows = read_published(tmp_path).tables["qof_register"].to_pylist()
    assert len(rows) == 7


def test_the_same_again_under_another_name_is_no_revision(tmp_path: Path) -> None:
    write(tmp_path / "PREVALENCE_2425.csv", FIRST)
    write(tmp_path / "PREVALENCE_2425 (1).csv", FIRST)
    data = read_published(tmp_path)
    assert registers(data) == {"A1": 25, "A2": 12, "A3": 7}
    (report,) = join_report(data)
    assert [why for why in report.reasons if "rejected" in why] == [
        "3 rows rejected: already read from PREVALENCE_2425 (1).csv"
    ]


# One column of each file, which reaches a table.
SHOWN = {file: column for file, column in COLUMNS if not column.startswith("pct_")}
SHOWN["imd/fingertips-imd-2025-gp-practice.csv"] = "IMD_SCORE"


def in_order(table: pa.Table) -> list[str]:
    return sorted(map(str, table.to_pylist()))


@pytest.mark.parametrize(("file", "column"), SHOWN.items())
def test_a_revision_of_any_source_replaces_or_is_asked_about(
    tmp_path: Path, file: str, column: str
) -> None:
    def more(_: int, text: str) -> str:
        return f"{float(text.replace(',', '')) + 1:.10g}" if text else text

    revised = spoil(tmp_path / "revised", file, column, more)
    expected = read_published(revised).tables
    both = tmp_path / "both"
    shutil.copytree(PUBLISHED, both / "first")
    shutil.copytree(revised, both / "revised")
    data = read_published(both)
    for name, table in data.tables.items():
        assert in_order(table) == in_order(expected[name]), name
    assert any(
        "replaced by revised/" in why
        for row in join_report(data)
        for why in row.reasons
    )
    (both / "revised").rename(both / "second")
    with pytest.raises(CareImpactError, match="do not say which is newer"):
        read_published(both)

"""A suppressed figure leaves its own cell empty, in every column of every source."""

import shutil
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest
from fixtures.spoiled_england import COLUMNS, PUBLISHED, spoil

from data_access.ingest.published.read_published import join_report, read_published
from data_access.ingest.published.sources.tables import FEED_TABLES

CASES = Path(__file__).parents[3] / "fixtures" / "cases" / "10-shorthand-c"
ADMISSIONS = "ae-admissions/england_icb_accidents_emergency.csv"
# The year and month of a census say when a row is, and IMD's year which index it is of.
FIGURES = [
    pair
    for pair in COLUMNS
    if pair[1] not in ("CENSUS_YEAR", "CENSUS_MONTH", "IMD_YEAR")
]


def test_four_spellings_leave_four_figures_out_and_keep_four_rows(
    tmp_path: Path,
) -> None:
    shutil.copy(CASES / "four-spellings.csv", tmp_path)
    rows = read_published(tmp_path).tables["admissions_icb"].to_pylist()
    held = {(row["icb_ons_code"][-1], row["month"]): row for row in rows}
    april = date(2025, 4, 1)
    for icb, attendances in (("1", 20_120), ("2", 30_120)):
        row = held[icb, april]
        assert row["admission_waits_over_4h"] is None
        assert row["attendances"] == attendances
        assert (row["attendances_over_4h"], row["emergency_admissions"]) == (5120, 7120)
    # February 2025 repeats February 2024 in all that is not suppressed.
    assert {month for _, month in held} == {
        date(2024, 2, 1),
        date(2024, 3, 1),
        date(2025, 1, 1),
        april,
    }


def test_a_suppressed_figure_does_not_undo_the_check_of_a_repeated_month(
    tmp_path: Path,
) -> None:
    shutil.copy(CASES / "one-icb-in-the-repeated-month.csv", tmp_path)
    data = read_published(tmp_path)
    months = {row["month"] for row in data.tables["admissions_icb"].to_pylist()}
    assert date(2025, 2, 1) not in months
    assert len(months) == 4
    (report,) = join_report(data)
    assert report.rows_rejected == 2


@pytest.mark.parametrize(("file", "column"), FIGURES)
def test_suppression_in_any_column_of_any_source_costs_that_figure_alone(
    tmp_path: Path, file: str, column: str
) -> None:
    marks = cycle(["*", "c", "[c]", "~", "-", "–", ":", "..", "[x]", "[low]", ""])
    plain = read_published(PUBLISHED)
    data = read_published(spoil(tmp_path / "f", file, column, lambda *_: next(marks)))
    for name, table in data.tables.items():
        whole, spoiled = plain.tables[name].to_pandas(), table.to_pandas()
        figures = list(FEED_TABLES[name].figures)
        if name == "workforce" and column == "fte":
            # Listed with no area and no figure at all: no return, as with zeros.
            continue
        assert len(spoiled) == len(whole), name
        rest = whole.columns.difference(figures)
        assert spoiled[rest].equals(whole[rest]), name
        for figure in figures:
            here, there = spoiled[figure], whole[figure]
            assert (here.isna() | (here == there) | there.isna()).all(), (name, figure)
    assert not any(
        "put aside" in why for row in join_report(data) for why in row.reasons
    )

"""Recount dementia from the workbooks, cell by cell: invented, and real where held."""

import calendar
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from cachelib import NullCache
from fixtures.england_files import FOLDER

from data_access.door import Door
from data_access.ingest.published.read_published import read_published
from data_access.questions.england.england_dementia import (
    england_dementia,
    england_diagnosis,
)
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

FIXTURE = Path(__file__).parents[2] / "fixtures/published/dementia"
MONTHS = {name: number for number, name in enumerate(calendar.month_abbr)}
Z = 1.959963984540054


def cells(path: Path, sheet: str) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(path)
    for row in book[sheet].iter_rows(values_only=True):
        yield ["" if cell is None else str(cell) for cell in row]
    book.close()


def england(path: Path) -> dict[date, dict[str, float]]:
    """Return the figures of each month by the words that begin their row."""
    found: dict[date, dict[str, float]] = {}
    months: list[date] = []
    for label, *values in cells(path, "Table 1"):
        if label == "Description":
            for text in filter(None, values):
                name, year = text.split("-")
                months.append(date(2000 + int(year), MONTHS[name], 1))
        for month, value in zip(months, values, strict=False):
            if value.replace(".", "").isdigit():
                held = found.setdefault(month, {})
                held.setdefault(label.partition(" [note")[0].strip(), float(value))
    return found


PLAN = "Record of receiving a dementia care plan or dementia care plan review"
ALL = "Recorded dementia diagnoses - all ages"


def wilson(events: float, n: float) -> tuple[float, float, float]:
    share, z2 = events / n, Z * Z
    middle = (share + z2 / 2 / n) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / 4 / n / n)
    return 100 * share, 100 * (middle - half), 100 * (middle + half)


def test_care_plans_are_those_of_months_with_both_figures(demo_home: Path) -> None:
    (path,) = FIXTURE.iterdir()
    door = Door(Evidence(demo_home), NullCache())
    report = door.ask(england_dementia, Selection(area="U90001"), Viewer())
    shown = {row[0]: row[1:] for row in report.table.rows}
    expected = {
        month: (*wilson(row[PLAN], row[ALL]), row[PLAN], row[ALL])
        for month, row in england(path).items()
        if PLAN in row and ALL in row
    }
    assert len(expected) == 2
    assert set(shown) == set(expected)
    for month, figures in expected.items():
        assert shown[month][:5] == pytest.approx(figures)
    assert dict(zip(report.dates, report.lines[0].values, strict=True)) == {
        month: pytest.approx(figures[0]) for month, figures in expected.items()
    }
    assert "6 of 8 open practices" in report.caption.summary
    assert "England only" in report.caption.summary


@pytest.mark.parametrize(
    ("area", "code"), [("U90001", "90A"), ("U90002", "90B"), ("U90003", "90C")]
)
def test_diagnosis_rates_are_those_published(
    demo_home: Path, area: str, code: str
) -> None:
    (path,) = FIXTURE.iterdir()
    door = Door(Evidence(demo_home), NullCache())
    report = door.ask(england_diagnosis, Selection(area=area), Viewer())
    here = [row for row in cells(path, "Table 4") if row[1] == code]
    expected = [
        (row[3], date(2025, 1, 1), *(float(cell) for cell in row[6:9]))
        for row in here
        if row[6] != "*"
    ]
    rates = ("Diagnosis rate (%)", "Lower 95% confidence limit")
    england_rows = [
        (
            "England",
            month,
            row[rates[0]],
            row[rates[1]],
            row["Upper 95% confidence limit"],
        )
        for month, row in england(path).items()
    ]
    shown = [(row[0].upper(), *row[1:]) for row in report.table.rows]
    assert sorted(shown) == sorted(
        (row[0].upper(), *row[1:]) for row in (*expected, *england_rows)
    )
    assert ("no dementia diagnosis rate" in report.caption.headline) == (not expected)


@pytest.mark.skipif(
    not (FOLDER / "dementia").is_dir(),
    reason="no published files: set CARE_IMPACT_OPEN_DATA to their folder",
)
def test_every_published_workbook_gives_its_months_and_sub_icbs(
    tmp_path: Path,
) -> None:
    paths = sorted((FOLDER / "dementia").glob("PCDD_summary_*.xlsx"))
    for path in paths:
        (tmp_path / path.name).symlink_to(path)
    tables = read_published(tmp_path).tables
    held = {row["month"]: row for row in tables["dementia"].to_pylist()}
    areas = tables["dementia_sub_icb"].to_pylist()
    assert len(held) == 25
    assert len(areas) == 13 * 106
    newest = england(paths[-1])[date(2025, 1, 1)]
    assert held[date(2025, 1, 1)]["planned"] == newest[PLAN] == 338_025
    assert held[date(2025, 1, 1)]["diagnosed"] == newest[ALL] == 495_904
    oldest = england(paths[0])
    assert min(oldest) == min(held) == date(2023, 1, 1)
    for month, row in oldest.items():
        assert (held[month]["planned"], held[month]["diagnosed"]) == (
            row[PLAN],
            row[ALL],
        )
    # Every sub-ICB of January 2025 is below England's total, and they add up to it.
    latest = [row["recorded"] for row in areas if row["month"] == date(2025, 1, 1)]
    assert sum(latest) == newest["Recorded dementia diagnoses 65+"] == 480_741

"""Figures that cannot be are put aside by name, and nothing else with them."""

import gzip
from collections.abc import Iterable
from pathlib import Path

import pytest
from fixtures.spoiled_england import PUBLISHED, spoil
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.ingest.published.read_published import (
    PublishedData,
    join_report,
    read_published,
)
from data_access.ingest.published.sources.impossible import RISE

QOF = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n"
SMI = "smi-health-check/Physical-Health-Checks-SMI Raw Data.xlsx"
LISTS = "list-size/gp-reg-pat-prac-quin-age.zip"


def put_aside(data: PublishedData, source: str) -> list[str]:
    (report,) = [row for row in join_report(data) if row.source_id == source]
    return [why for why in report.reasons if "put aside" in why]


def qof(folder: Path, year: str, rows: Iterable[str]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"PREVALENCE_{year}.csv").write_text(QOF + "\n".join(rows) + "\n")


def registers(folder: Path) -> dict[tuple[str, str, str], tuple[object, object]]:
    rows = read_published(folder).tables["qof_register"].to_pylist()
    return {
        (row["practice_code"], row["group_code"], row["year"]): (
            row["register"],
            row["list_size"],
        )
        for row in rows
    }


def test_nothing_of_the_fixtures_is_put_aside() -> None:
    data = read_published(PUBLISHED)
    assert [
        why for row in join_report(data) for why in row.reasons if "aside" in why
    ] == []


def test_a_register_above_its_list_is_put_aside_and_the_others_kept(
    tmp_path: Path,
) -> None:
    qof(
        tmp_path,
        "2425",
        ["A1,LD,441,TOTAL,1", "A1,MH,30,TOTAL,4000", "A1,DEM,4000,TOTAL,4000"],
    )
    assert registers(tmp_path) == {
        ("A1", "LD", "2024-25"): (None, 1),
        ("A1", "MH", "2024-25"): (30, 4000),
        ("A1", "DEM", "2024-25"): (4000, 4000),
    }
    (why,) = put_aside(read_published(tmp_path), "qof")
    assert why == (
        "1 figure put aside: register is above list size "
        "(A1 2024-25 LD TOTAL: 441 of 1)"
    )


@pytest.mark.parametrize("text", ["-1", "1.5", "ten", "1e12"])
def test_a_figure_that_is_no_count_leaves_its_row(tmp_path: Path, text: str) -> None:
    qof(tmp_path, "2425", [f"A1,LD,{text},TOTAL,4000", "A2,LD,7,TOTAL,4000"])
    assert registers(tmp_path)["A1", "LD", "2024-25"] == (None, 4000)
    (why,) = put_aside(read_published(tmp_path), "qof")
    assert why.startswith("1 figure put aside: register is ")
    assert f'(A1 LD TOTAL: "{text}")' in why


def test_more_checks_than_people_are_put_aside_wherever_they_are_published(
    tmp_path: Path,
) -> None:
    for file, column, high, source, why in (
        (
            "ld-health-check/derived_ld_health_checks_sicbl.csv.gz",
            "health_checks",
            "41",
            "ld_checks",
            "4 figures put aside: checks is above register",
        ),
        (
            "ae-admissions/england_icb_accidents_emergency.csv",
            "attendances_over_4hours",
            "40000",
            "ae_icb",
            "8 figures put aside: attendances over 4h is above attendances",
        ),
    ):
        folder = tmp_path / source
        data = read_published(spoil(folder, file, column, lambda _, t, h=high: h or t))
        found = put_aside(data, source)
        assert [one[: len(why)] for one in found] == [why]


def test_all_six_above_the_register_leaves_the_other_checks(tmp_path: Path) -> None:
    # The rows of the newest quarter are the register, all six, and each of the six.
    spoil(tmp_path / "f", SMI, "Answer", lambda n, text: "1001" if n == 3 else text)
    data = read_published(tmp_path / "f")
    rows = [
        r
        for r in data.tables["smi_checks"].to_pylist()
        if r["quarter_end"].year == 2023
    ]
    held = {row["measure"]: row["value"] for row in rows}
    assert held.pop("all_six") is None
    assert held["register"] == 1000
    assert None not in held.values()
    (why,) = put_aside(data, "smi_checks")
    assert why == (
        "1 figure put aside: the part is above the whole "
        "(90A 2023-03-31 all_six: 1,001 of 1,000)"
    )


def test_a_whole_that_most_parts_are_above_is_itself_put_aside(tmp_path: Path) -> None:
    whole = [1]

    def one_patient(_: int, text: str) -> str:
        return "1" if text == "200" and whole and whole.pop() else text

    spoil(tmp_path / "f", LISTS, "NUMBER_OF_PATIENTS", one_patient)
    data = read_published(tmp_path / "f")
    (why,) = put_aside(data, "list_size")
    assert why.startswith("1 figure put aside: most of its parts are above it (")
    assert "all all: 1 with a part of 100)" in why
    rows = data.tables["list_size"].to_pylist()
    assert sum(row["patients"] is None for row in rows) == 1


def test_ten_times_the_year_before_is_put_aside(tmp_path: Path) -> None:
    qof(tmp_path, "2324", ["A1,LD,30,TOTAL,4000", "A2,LD,9,TOTAL,4000"])
    qof(tmp_path, "2425", ["A1,LD,300,TOTAL,4000", "A2,LD,90,TOTAL,4000"])
    held = registers(tmp_path)
    assert held["A1", "LD", "2024-25"] == (None, 4000)
    assert held["A1", "LD", "2023-24"] == (30, 4000)
    # From nine people a year's rise says nothing.
    assert held["A2", "LD", "2024-25"] == (90, 4000)
    (why,) = put_aside(read_published(tmp_path), "qof")
    assert why == (
        "1 figure put aside: register is 8 times that of the year before or more "
        "(A1 2024-25 LD TOTAL: 300 after 30)"
    )


@settings(max_examples=25)
@given(st.lists(st.integers(1, 4000), min_size=2, max_size=4))
def test_a_rise_stands_where_another_year_bears_it_out(
    tmp_path_factory: pytest.TempPathFactory, figures: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("qof")
    for place, figure in enumerate(figures):
        qof(folder, f"{20 + place}{21 + place}", [f"A1,LD,{figure},TOTAL,4000"])
    held = registers(folder)
    for place, figure in enumerate(figures):
        before, after = figures[place - 1 : place] or [0], figures[place + 1 :] or [0]
        earlier = figures[place - 2] if place > 1 else 0
        wrong = (
            before[0] >= 10
            and figure >= RISE * before[0]
            and after[0] < figure / 2
            and earlier < figure / 2
        )
        year = f"20{20 + place}-{21 + place}"
        assert held["A1", "LD", year][0] == (None if wrong else figure), figures


def test_a_month_of_admissions_ten_times_itself_is_put_aside(tmp_path: Path) -> None:
    path = "ae-admissions/england_icb_accidents_emergency.csv"
    rows = (PUBLISHED / path).read_text(encoding="utf-8").splitlines()
    (first,) = [
        n
        for n, row in enumerate(rows[1:])
        if row.startswith("E54000901,") and row.endswith("April 2025")
    ]
    rows.append(rows[1 + first].replace("April 2025", "April 2024"))

    def tenfold(number: int, text: str) -> str:
        return f"{10 * int(text.replace(',', '')):,}" if number == first else text

    folder = spoil(tmp_path / "f", path, "total_emergency_admissions", tenfold)
    spoiled = (folder / path).read_text(encoding="utf-8")
    (folder / path).write_text(spoiled + rows[-1] + "\n", encoding="utf-8")
    (why,) = put_aside(read_published(folder), "ae_icb")
    assert "emergency admissions is 8 times that of the year before or more" in why


def test_one_persons_missing_hours_leave_the_sum_of_the_pcn_out(tmp_path: Path) -> None:
    file = "pcn-workforce/PCNWFIndividualCSV.062026.zip"
    folder = spoil(tmp_path / "f", file, "FTE", lambda n, t: "*" if n == 1 else t)
    rows = read_published(folder).tables["workforce"].to_pylist()
    june = {
        (row["pcn_code"], row["role"]): row["fte"]
        for row in rows
        if row["source"] == "individual-level" and row["as_at"].year == 2026
    }
    assert june["U90001", "care_coordinator"] is None
    assert june["U90001", "link_worker"] == pytest.approx(1.8)
    assert june["U90001", "health_coach"] == 0


@pytest.mark.parametrize(
    ("hours", "expected"),
    [("-0.0267", 1.1 - 0.0267), ("-0.5", None), ("101", None), ("1e9", None)],
)
def test_a_little_taken_back_is_counted_and_what_cannot_be_is_not(
    tmp_path: Path, hours: str, expected: float | None
) -> None:
    file = "pcn-workforce/PCNWFIndividualCSV.062026.zip"
    folder = spoil(tmp_path / "f", file, "FTE", lambda n, t: hours if n == 0 else t)
    rows = read_published(folder).tables["workforce"].to_pylist()
    (fte,) = [
        row["fte"]
        for row in rows
        if row["source"] == "individual-level"
        and (row["pcn_code"], row["role"]) == ("U90001", "care_coordinator")
        and row["as_at"].year == 2026
    ]
    assert fte == (expected if expected is None else pytest.approx(expected))


def test_a_file_without_one_usable_figure_is_refused(tmp_path: Path) -> None:
    content = QOF + "A1,LD,many,TOTAL,long\n"
    (tmp_path / "PREVALENCE_2425.csv.gz").write_bytes(gzip.compress(content.encode()))
    qof(tmp_path, "2324", ["A1,LD,30,TOTAL,4000"])
    (refused,) = read_published(tmp_path).with_status("refused")
    assert refused.reason == (
        "PREVALENCE_2425.csv.gz has no usable figure (1 figure put aside: register is "
        'not a number (A1 LD TOTAL: "many")): check that it is the published file, '
        "unchanged."
    )

"""A month without a day is kept as that month, and breaks no rule that it need not."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import product

import pandas as pd
import pytest

from data_access.ingest.extract.load import load_extract
from data_access.ingest.extract.report import LoadReport

TODAY = date(2026, 12, 1)
REGISTERED, LEFT = date(2026, 4, 10), date(2026, 7, 20)
WRITTEN = ("2026-04-05", "2026-04-12", "2026-04", "May 2026", "05/2026", "2026-07-20",
           "July 2026", "2026-07-25", "Aug 2026")  # fmt: skip


def span(text: str) -> tuple[date, date]:
    """Give the first and the last day that a written date can be."""
    if text.count("-") == 2:
        day = date.fromisoformat(text)
        return day, day
    month = next(
        number
        for number, names in {
            4: ("2026-04",),
            5: ("May 2026", "05/2026"),
            7: ("July 2026",),
            8: ("Aug 2026",),
        }.items()
        if text in names
    )
    return date(2026, month, 1), date(2026, month, monthrange(2026, month)[1])


def lines(table: str, *rows: tuple[object, ...]) -> str:
    return "\n".join([table, *(",".join(map(str, row)) for row in rows), ""])


def files() -> Iterator[tuple[str, str]]:
    yield (
        "practices",
        lines("practice_code,practice_name,pcn_code,pcn_name",
              ("Y99001", "Riverside", "U99901", "PCN")),
    )  # fmt: skip
    yield (
        "patients",
        lines("patient_id,practice_code,birth_year,sex,registered_from,registered_to",
              ("stayer", "Y99001", 1950, "male", "2020-01", ""),
              ("mover", "Y99001", 1950, "male", REGISTERED, LEFT)),
    )  # fmt: skip
    yield (
        "admissions",
        lines("patient_id,admitted_on,method", ("stayer", "2026-01-05", "21")),
    )
    pairs = product(WRITTEN, WRITTEN)
    yield (
        "caseload",
        lines("episode_id,patient_id,opened_on,closed_on",
              *((f"e{n}", "stayer", *pair) for n, pair in enumerate(pairs))),
    )  # fmt: skip
    yield (
        "care_plans",
        lines("patient_id,agreed_on", *(("mover", day) for day in WRITTEN)),
    )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadReport:
    folder = tmp_path_factory.mktemp("files")
    for name, text in files():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    return load_extract(folder, home, bad_row_share=1.0, today=TODAY)


def read(loaded: LoadReport, name: str) -> pd.DataFrame:
    held = loaded.version.read(name)
    assert held is not None
    return held.to_pandas()


def test_an_episode_is_refused_only_if_it_closes_before_it_opens(
    loaded: LoadReport,
) -> None:
    kept = read(loaded, "caseload").fillna({"month_only": ""}).set_index("episode_id")
    expected = {
        f"e{number}": (span(opened), span(closed))
        for number, (opened, closed) in enumerate(product(WRITTEN, WRITTEN))
        if span(closed)[1] >= span(opened)[0]
    }
    assert set(kept.index) == set(expected)
    assert 0 < len(expected) < len(WRITTEN) ** 2
    for episode, (opened, closed) in expected.items():
        row = kept.loc[episode]
        assert (row["opened_on"], row["closed_on"]) == (opened[0], closed[0])
        months = {
            name
            for name, (first, last) in (("opened_on", opened), ("closed_on", closed))
            if first != last
        }
        assert set(row["month_only"].split()) == months


def test_an_event_is_refused_only_if_no_day_of_its_month_is_registered(
    loaded: LoadReport,
) -> None:
    expected = {
        span(day)[0]
        for day in WRITTEN
        if span(day)[1] >= REGISTERED and span(day)[0] <= LEFT
    }
    assert set(read(loaded, "care_plans")["agreed_on"]) == expected
    assert date(2026, 8, 1) not in expected


def test_the_report_counts_them(loaded: LoadReport) -> None:
    notices = {
        file.table: " ".join(file.notices)
        for file in loaded.check.files
        if file.notices
    }
    kept = read(loaded, "caseload")["month_only"].fillna("")
    for name in ("opened_on", "closed_on"):
        number = sum(name in each for each in kept)
        assert f"{number} dates of {name} without a day" in notices["caseload"]
    assert "1 date of registered_from without a day" in notices["patients"]
    assert set(notices) == {"caseload", "patients", "care_plans"}

"""Months outside what a hospital's file covers have no data, and are never zero."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import small_lake
from sqlalchemy import text

from data_access.catalogue.indicators import INDICATORS
from data_access.marts.build import build_evidence
from data_access.marts.workspace import Source as Loaded
from data_access.months import months_between
from data_access.store.evidence import Evidence, swap_in
from data_access.store.lake import Cover, Source, covered_months

FIRST, LAST = date(2025, 3, 1), date(2026, 2, 1)


def months(first: date, last: date) -> frozenset[str]:
    return frozenset(f"{month:%Y-%m}" for month in months_between(first, last))


@pytest.fixture(scope="module")
def store(homes: Homes) -> Evidence:
    def make(home: object) -> None:
        tables = small_lake.make_tables(seed=5, people=150)
        files = small_lake.write(tables, home)  # type: ignore[arg-type]
        source = Loaded("covered", files, covered={"admissions": months(FIRST, LAST)})
        swap_in(
            build_evidence(home / "evidence", source, None, provisional_months=2)  # type: ignore[operator]
        )

    return Evidence(homes.home("covered", make))


def read(store: Evidence, query: str) -> pd.DataFrame:
    with store.connect() as connection:
        frame = pd.DataFrame(connection.execute(text(query)).all())
    return frame.assign(month=pd.to_datetime(frame["month"]).dt.date)


def test_no_figure_is_of_a_month_that_the_file_does_not_cover(store: Evidence) -> None:
    found = read(store, "select distinct indicator, month from indicator_month")
    needing = {one.id for one in INDICATORS if "admissions" in one.needs}
    of_file = found[found["indicator"].isin(needing)]
    assert 0 < of_file["month"].nunique() <= len(months(FIRST, LAST))
    assert of_file["month"].between(FIRST, LAST).all()
    others = found[~found["indicator"].isin(needing)]
    assert not others["month"].between(FIRST, LAST).all()


def test_they_are_gaps_of_that_file_alone(store: Evidence) -> None:
    states = read(store, "select distinct file, month, state from coverage")
    sent = states[states["file"] == "admissions"]
    outside = sent[~sent["month"].between(FIRST, LAST)]
    assert len(outside) > 6
    assert not (outside["state"] == "complete").any()
    others = states[states["file"] == "health_checks"]
    same = others[others["month"].isin(outside["month"])]
    assert (same["state"] == "complete").any()


def source(sha256: str, cover: Cover | None, *, correction: bool = False) -> Source:
    return Source(
        "a.csv", "admissions", sha256, 1, 1, 0, 0, correction=correction, cover=cover
    )


SPRING, SUMMER = (
    Cover("2025-11", "2026-02", declared=True),
    Cover("2026-02", "2026-04", declared=True),
)
AS_ITS_ROWS = Cover("2025-11", "2026-02")


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([source("a", SPRING)], months(date(2025, 11, 1), date(2026, 2, 1))),
        (
            [source("a", SPRING), source("b", SUMMER)],
            months(date(2025, 11, 1), date(2026, 4, 1)),
        ),
        # The last word on a file counts, and that on another is not known.
        ([source("a", AS_ITS_ROWS), source("a", SUMMER)],
         months(date(2026, 2, 1), date(2026, 4, 1))),
        ([source("a", SPRING), source("b", AS_ITS_ROWS)], None),
        ([source("a", SPRING), source("b", None)], None),
        ([source("a", SPRING), source("b", None, correction=True)],
         months(date(2025, 11, 1), date(2026, 2, 1))),
    ],
)  # fmt: skip
def test_files_cover_together_what_was_said_of_each(
    sources: list[Source], expected: frozenset[str] | None
) -> None:
    found = covered_months(sources)
    assert found == ({} if expected is None else {"admissions": expected})

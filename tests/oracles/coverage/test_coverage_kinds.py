"""Cut a file of known rate in every way that exports are cut, and look what is told.

The oracle is the cut itself: it knows which months of which practice are whole.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

import ibis
import pandas as pd
import pytest
from fixtures.lakes.dated_lake import (
    LAST,
    MONTHS,
    PRACTICES,
    Days,
    days_of,
    ends_on,
    tables,
    without,
)

from data_access.marts.care import coverage
from data_access.marts.care.coverage_count import FILES, PCN_FILES, PRACTICE_FILES
from data_access.marts.care.coverage_rule import BEGUN, COMPLETE, GAP, NONE, SHORT
from data_access.months import months_after

Truth = Callable[[str, date], str]


def found(file: str, days: Days, filling: int = 0) -> dict[tuple[str, date], str]:
    rows = coverage.table(tables(file, days), MONTHS, (), filling)
    rows = rows[rows["file"] == file]
    return {(row.practice_code, row.month): row.state for row in rows.itertuples()}


def _quarter_of(month: date, days: list[date]) -> list[date]:
    inside = [day for day in days if day.replace(day=1) == month]
    kept = [inside[0], *inside[1:-1:4], inside[-1]]
    return sorted([*(day for day in days if day.replace(day=1) != month), *kept])


def expected(truth: Truth) -> dict[tuple[str, date], str]:
    return {(one, month): truth(one, month) for one in PRACTICES for month in MONTHS}


def ends(end: date, among: set[str]) -> Truth:
    """Say what is there where the rows of some practices end on a day."""

    def truth(practice: str, month: date) -> str:
        if practice not in among or month < end.replace(day=1):
            return COMPLETE
        if month > end:
            return GAP
        last = end.day == monthrange(end.year, end.month)[1]
        return COMPLETE if last else BEGUN

    return truth


@pytest.mark.parametrize("file", FILES)
def test_nothing_cut_is_nothing_missing(file: str) -> None:
    for seed in range(5):
        states = found(file, days_of(60, seed, weekdays=seed % 2 == 0))
        assert set(states.values()) == {COMPLETE}, seed


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "end",
    [
        date(2026, 6, 4),
        date(2026, 6, 20),
        date(2026, 5, 31),
        date(2026, 5, 10),
        date(2026, 3, 31),
        date(2026, 3, 2),
    ],
)
def test_a_file_ends_where_its_rows_do(file: str, end: date) -> None:
    cut = ends_on(end)(days_of(90, seed=3))
    assert found(file, cut) == expected(ends(end, set(PRACTICES)))


@pytest.mark.parametrize("file", PRACTICE_FILES)
@pytest.mark.parametrize(
    "end", [date(2026, 6, 10), date(2026, 4, 30), date(2025, 9, 12)]
)
def test_a_practice_ends_where_its_rows_do(file: str, end: date) -> None:
    cut = ends_on(end, "P2")(days_of(60, seed=4))
    assert found(file, cut) == expected(ends(end, {"P2"}))


@pytest.mark.parametrize("file", PCN_FILES)
def test_a_practice_without_rows_of_the_pcns_own_file_has_zero(file: str) -> None:
    cut = ends_on(date(2025, 9, 12), "P2")(days_of(60, seed=4))
    assert set(found(file, cut).values()) == {COMPLETE}
    cut = ends_on(date(2025, 9, 12), "P1", "P2", "P3")(days_of(60, seed=4))
    assert found(file, cut) == expected(ends(date(2025, 9, 12), {"P1", "P2", "P3"}))


def test_a_large_practice_that_stops_leaves_the_small_ones() -> None:
    """What the small one has left is little of what the PCN once had."""
    days = {**days_of(4, seed=1), **dict(list(days_of(90, seed=2).items())[:1])}
    cut = ends_on(date(2025, 9, 30), "P1")(days)
    assert found("admissions", cut) == expected(ends(date(2025, 9, 30), {"P1"}))


@pytest.mark.parametrize("file", PRACTICE_FILES)
@pytest.mark.parametrize("month", [MONTHS[1], MONTHS[7], MONTHS[-2]])
def test_a_month_left_out_in_the_middle_is_a_gap(file: str, month: date) -> None:
    last = month.replace(day=monthrange(month.year, month.month)[1])
    cut = without(month, last, "P3")(days_of(45, seed=5))
    gap = expected(lambda one, m: GAP if (one, m) == ("P3", month) else COMPLETE)
    assert found(file, cut) == gap
    # Of every practice at once, whose own rates could explain a quiet month.
    cut = without(month, last)(days_of(5, seed=8))
    states = found(file, cut)
    assert {states[one, month] for one in ("P1", "P2", "P3")} == {GAP}


@pytest.mark.parametrize("file", PRACTICE_FILES)
def test_months_only_partly_lost_are_not_whole(file: str) -> None:
    cut = without(date(2025, 3, 11), date(2025, 6, 19), "P1")(days_of(60, seed=6))
    partly = {date(2025, 3, 1): BEGUN, date(2025, 4, 1): GAP, date(2025, 5, 1): GAP,
              date(2025, 6, 1): BEGUN}  # fmt: skip
    assert found(file, cut) == expected(
        lambda one, month: partly.get(month, COMPLETE) if one == "P1" else COMPLETE
    )


@pytest.mark.parametrize("file", PRACTICE_FILES)
@pytest.mark.parametrize("back", [1, 5])
def test_a_truncated_month_is_short(file: str, back: int) -> None:
    days, month = days_of(60, seed=7), MONTHS[-back]
    cut = {**days, "P1": _quarter_of(month, days["P1"])}
    assert found(file, cut) == expected(
        lambda one, m: SHORT if (one, m) == ("P1", month) else COMPLETE
    )


def test_only_months_that_still_fill_up_may_have_few_rows() -> None:
    """Two months fill up, by the calendar; of a file that ends early, its newest."""
    for end, filling in ((date(2026, 6, 30), 2), (date(2026, 4, 30), 1)):
        days = ends_on(end)(days_of(90, seed=7))
        for back in range(1, 4):
            month = months_after(end, 1 - back)
            kept = _quarter_of(month, days["P1"])
            states = found("admissions", {**days, "P1": kept}, filling=2)
            assert states["P1", month] == (COMPLETE if back <= filling else SHORT)
            # No other file arrives late.
            states = found("appointments", {**days, "P1": kept}, filling=2)
            assert states["P1", month] == SHORT


@pytest.mark.parametrize("file", PRACTICE_FILES)
def test_a_practice_that_begins_later_has_nothing_before(file: str) -> None:
    cut = without(MONTHS[0], date(2025, 2, 15), "P1")(days_of(60, seed=9))
    early = date(2025, 2, 1)
    assert found(file, cut) == expected(
        lambda one, m: (
            COMPLETE if one != "P1" or m > early else (BEGUN if m == early else NONE)
        )
    )
    days = {**days_of(60, seed=9), "P1": []}
    assert found(file, days) == expected(
        lambda one, _: NONE if one == "P1" else COMPLETE
    )


@pytest.mark.parametrize("file", FILES)
def test_quiet_months_of_a_small_service_are_zeros(file: str) -> None:
    wrong = 0
    for seed in range(12):
        states = found(file, days_of(1.5, seed))
        wrong += sum(state != COMPLETE for state in states.values())
    assert wrong <= 0.02 * 12 * len(PRACTICES) * len(MONTHS)


def test_batches_are_quiet_between_by_custom() -> None:
    """All scores of a quarter are entered on its fifth day."""
    quarterly = [date(m.year, m.month, 5) for m in MONTHS if m.month % 3 == 1]
    days = {one: [day for day in quarterly for _ in range(40)] for one in PRACTICES}
    assert set(found("measures", days).values()) == {COMPLETE}
    stopped = {
        one: [d for d in held if d < date(2025, 10, 1)] for one, held in days.items()
    }
    states = found("measures", stopped)
    assert states["P1", date(2026, 6, 1)] == GAP


def test_a_season_is_not_a_truncated_file() -> None:
    """Checks crowd into the end of the financial year, every year."""
    rate = {1: 90, 2: 90, 3: 150, 4: 12}
    days = {
        one: [
            date(m.year, m.month, 1 + 27 * n // rate.get(m.month, 60))
            for m in MONTHS
            for n in range(rate.get(m.month, 60))
        ]
        for one in PRACTICES
    }
    states = found("health_checks", days)
    assert states["P1", date(2025, 4, 1)] == COMPLETE
    assert states["P1", date(2026, 4, 1)] == COMPLETE


def test_a_field_counts_only_where_its_sender_fills_it() -> None:
    days = days_of(60, seed=2)
    held = tables("admissions", days, ambulatory_sensitive=None)
    rows = held["admissions"].execute()
    rows["ambulatory_sensitive"] = [
        False if person.startswith("P1") else None for person in rows["person_id"]
    ]
    held["admissions"] = ibis.memtable(
        rows,
        schema={
            "person_id": "string",
            "admitted_on": "date",
            "ambulatory_sensitive": "boolean",
        },
    )
    field = "admissions.ambulatory_sensitive"
    states = coverage.table(held, MONTHS, [field])
    of_field = (
        states[states["file"] == field].groupby("practice_code")["state"].unique()
    )
    assert {one: list(of) for one, of in of_field.items()} == {
        "P1": [COMPLETE], "P2": [NONE], "P3": [NONE], "P4": [NONE],
    }  # fmt: skip


def test_the_run_counts_complete_months_without_a_break() -> None:
    cut = without(date(2025, 5, 1), date(2025, 5, 31), "P1")(days_of(60, seed=5))
    rows = coverage.table(tables("admissions", cut), MONTHS)
    run = rows[rows["practice_code"] == "P1"].set_index("month")["run"]
    assert run[date(2025, 4, 1)] == 16
    assert run[date(2025, 5, 1)] == 0
    assert run[pd.Timestamp(LAST).date().replace(day=1)] == 13

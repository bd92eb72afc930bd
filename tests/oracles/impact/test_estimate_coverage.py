"""Months that are not there are no part of the estimate, whatever is in them."""

from collections.abc import Set
from datetime import date
from functools import cache

import ibis
import pandas as pd
import pytest
from fixtures.lakes import matching_extract

from data_access.marts.care.coverage import COLUMNS
from data_access.marts.impact.impact import build_impact

TABLES = ("impact_sums", "impact_exact", "impact_quarters", "impact_path")
SUMMED = ("impact_sums", "impact_exact", "impact_quarters")
CUT = 5  # months from the end


def build(
    frames: dict[str, pd.DataFrame],
    missing: Set[tuple[str, date]] = frozenset(),
    absent: Set[tuple[str, str, date]] = frozenset(),
) -> dict[str, pd.DataFrame]:
    coverage = matching_extract.coverage(frames, missing, absent)
    backend = ibis.duckdb.connect()
    tables = matching_extract.tables(backend, frames)
    tables["coverage"] = backend.create_table(
        "coverage", ibis.memtable(coverage, schema=COLUMNS)
    )
    made = build_impact(tables)
    backend.disconnect()
    return made


@cache
def whole(seed: int) -> dict[str, pd.DataFrame]:
    return build(matching_extract.make(seed))


def without_events_after(
    frames: dict[str, pd.DataFrame], day: date, practices: set[str]
) -> dict[str, pd.DataFrame]:
    """Cut hospital and GP events of some practices from a day on."""
    patients = frames["patients"]
    theirs = patients.loc[patients["practice_code"].isin(practices), "person_id"]
    dated = {
        "admissions": "admitted_on",
        "attendances": "attended_on",
        "appointments": "appointment_on",
    }
    cut = {
        file: frames[file][
            ~(frames[file]["person_id"].isin(theirs) & (frames[file][column] >= day))
        ]
        for file, column in dated.items()
    }
    return {**frames, **cut}


def same(
    one: dict[str, pd.DataFrame],
    other: dict[str, pd.DataFrame],
    tables: tuple[str, ...] = TABLES,
) -> None:
    # A stay that goes on after the cut, in another hospital, has more days uncut.
    for name in tables:
        keys = list(one[name].select_dtypes(exclude="float").columns)
        left, right = (
            made[name].sort_values(keys, ignore_index=True) for made in (one, other)
        )
        if "measure" in left:
            left, right = (
                rows[rows["measure"] != "bed_days"].reset_index(drop=True)
                for rows in (left, right)
            )
        pd.testing.assert_frame_equal(left, right, check_dtype=False)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_file_that_ends_early_estimates_what_was_to_be_had_then(seed: int) -> None:
    """All of it is as if the study had ended where the file does."""
    frames = matching_extract.make(seed)
    months = list(frames["months"]["month"])
    kept, lost = months[:-CUT], months[-CUT:]
    codes = set(frames["practices"]["practice_code"])
    late = build(
        without_events_after(frames, lost[0], codes),
        {(code, month) for code in codes for month in lost},
    )
    ended = build({**frames, "months": pd.DataFrame({"month": kept})})
    same(late, ended, SUMMED)
    assert late["impact_path"]["month"].max() == kept[-1]


def cut_of_one(
    frames: dict[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], set[tuple[str, date]]]:
    """Cut the last months of one practice; return them too."""
    last = list(frames["months"]["month"])[-CUT:]
    one = str(frames["practices"]["practice_code"].iloc[0])
    cut = without_events_after(frames, last[0], {one})
    assert len(cut["admissions"]) < len(frames["admissions"])
    return cut, {(one, month) for month in last}


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_in_a_month_that_is_not_there_changes_nothing(seed: int) -> None:
    frames = matching_extract.make(seed)
    cut, missing = cut_of_one(frames)
    same(build(cut, missing), build(frames, missing))


def test_without_that_knowledge_the_months_would_be_zeros() -> None:
    cut, _ = cut_of_one(matching_extract.make(1))
    with pytest.raises(AssertionError):
        same(build(cut), whole(1))


def test_a_gap_ends_follow_up_and_no_one_starts_without_a_year_before() -> None:
    frames = matching_extract.make(1)
    months = list(frames["months"]["month"])
    codes = set(frames["practices"]["practice_code"])
    gap = months[15]
    made = build(frames, {(code, gap) for code in codes})
    path = made["impact_path"][made["impact_path"]["k"] > 0]
    before = path[path["index_month"] < gap]
    assert len(before)
    assert before["month"].max() < gap
    after = path[path["index_month"] > gap]["index_month"]
    assert after.empty or after.min() > months[15 + 12]
    flow = made["impact_flow"]
    steps = [
        "started_without_a_year_of_data",
        "started_without_follow_up_yet",
        "started_newly_registered",
        "started_eligible",
    ]
    assert (flow[steps].sum(axis=1) == flow["started"]).all()


def test_an_outcome_with_months_missing_is_left_out() -> None:
    frames = matching_extract.make(1)
    assert "gp_appointments" in set(whole(1)["impact_sums"]["measure"])
    code = str(frames["practices"]["practice_code"].iloc[0])
    absent = {("appointments", code, list(frames["months"]["month"])[20])}
    measures = set(build(frames, absent=absent)["impact_sums"]["measure"])
    assert "gp_appointments" not in measures
    assert {"emergency", "attendances"} <= measures

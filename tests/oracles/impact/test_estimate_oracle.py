"""The engine on DuckDB against the whole estimate done by hand, to 1e-9."""

from __future__ import annotations

import functools
from collections.abc import Callable

import ibis
import pandas as pd
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand import people_by_hand
from fixtures.lakes import matching_extract

from data_access.marts.impact.impact import NEEDS, build_impact
from data_access.marts.impact.impact_design import Design

OUTCOMES = (
    "emergency",
    "ambulatory_sensitive",
    "attendances",
    "bed_days",
    "gp_appointments",
    "elective",
    "died",
)
VARIANTS = {
    "coarser": (by_hand.window("emergency", 1, 12), "coarser"),
    "finer": (by_hand.window("emergency", 1, 12), "finer"),
    "same_practice": (by_hand.window("emergency", 1, 12), "same_practice"),
    "washout_0": (by_hand.window("emergency", 0, 12), "main"),
    "washout_2": (by_hand.window("emergency", 2, 12), "main"),
    "washout_3": (by_hand.window("emergency", 3, 12), "main"),
    "first_3_months": (by_hand.window("emergency", 1, 3), "main"),
    "first_6_months": (by_hand.window("emergency", 1, 6), "main"),
    "censored_at_joining": (by_hand.censored, "main"),
    "without_top_users": (by_hand.usual, "main"),
    "earlier_year": (by_hand.earlier(matching_extract.FIRST), "main"),
}
SLICES = {
    "cohort": lambda pair: by_hand.main_cohort(pair.person, pair.month),
    "practice": lambda pair: pair.person.practice,
    "route": lambda pair: pair.person.route,
}
SUMS = (
    "people",
    "comparison_people",
    "observed",
    "days",
    "comparison_events",
    "comparison_days",
)
MOMENTS = ("aa", "ab", "ac", "ad", "bb", "bc", "bd", "cc", "cd", "dd")
CLOSE = {"rel": 1e-9, "abs": 1e-9}


class Case:
    """One extract, what the engine made of it and what a walk by hand found."""

    def __init__(
        self, seed: int, without: tuple[str, ...] = (), follow_up: int = 12
    ) -> None:
        self.frames = matching_extract.make(seed)
        for name in without:
            del self.frames[name]
        backend = ibis.duckdb.connect()
        tables = matching_extract.tables(backend, self.frames)
        self.made = build_impact(tables, Design(follow_up))
        left = backend.raw_sql("SELECT table_name FROM duckdb_tables()").fetchall()
        assert {name for (name,) in left} == set(self.frames)  # every step is gone
        self.months = list(self.frames["months"]["month"])
        everyone = people_by_hand.people(self.frames, self.months)
        self.pairs = by_hand.pairs(everyone, self.months, follow_up)

    def sums(self, measure: str, slice_name: str = "all") -> dict:
        frame = self.made["impact_sums"]
        rows = frame[(frame["measure"] == measure) & (frame["slice"] == slice_name)]
        return {(row["pcn_code"], row["value"]): row for row in rows.to_dict("records")}


@pytest.fixture(scope="module")
def cases() -> Callable[[int], Case]:
    """Give each case, made once in whatever order the tests of it come."""
    return functools.cache(Case)


@pytest.fixture(params=[1, 2, 3])
def case(request: pytest.FixtureRequest, cases: Callable[[int], Case]) -> Case:
    return cases(request.param)


def agree(got: dict, expected: dict) -> None:
    assert set(got) == set(expected)
    for key, row in expected.items():
        for name in (*SUMS, *MOMENTS):
            assert got[key][name] == pytest.approx(row[name], **CLOSE), (key, name)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome(case: Case, outcome: str) -> None:
    expected = by_hand.estimate(case.pairs, by_hand.window(outcome, 1, 12))
    agree(case.sums(outcome), expected)
    assert any(row["people"] >= 20 for row in expected.values())


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant(case: Case, name: str) -> None:
    counted, cell = VARIANTS[name]
    agree(case.sums(name), by_hand.estimate(case.pairs, counted, cell))


@pytest.mark.parametrize("name", SLICES)
@pytest.mark.parametrize("outcome", ["emergency", "gp_appointments"])
def test_every_slice(case: Case, name: str, outcome: str) -> None:
    counted = by_hand.window(outcome, 1, 12)
    expected = by_hand.estimate(case.pairs, counted, group=SLICES[name])
    agree(case.sums(outcome, name), expected)


def test_earlier_quarters(case: Case) -> None:
    got = case.made["impact_quarters"].set_index("pcn_code")
    for pcn, row in by_hand.quarters(case.pairs).items():
        for name, value in row.items():
            assert got.loc[pcn, name] == pytest.approx(value, **CLOSE), name


@pytest.mark.parametrize("outcome", ["emergency", "bed_days", "died"])
def test_monthly_path(case: Case, outcome: str) -> None:
    frame = case.made["impact_path"]
    rows = frame[frame["measure"] == outcome]
    got = {
        (row["pcn_code"], row["index_month"], row["k"]): (
            row["days"],
            row["comparison_days"],
            row["observed"],
            row["compared"],
            row["variance"],
        )
        for row in rows.to_dict("records")
    }
    expected = by_hand.path(case.pairs, case.months, outcome)
    assert set(got) == set(expected)
    for key, values in expected.items():
        assert got[key] == pytest.approx(values, **CLOSE), key


def test_balance_of_every_covariate(case: Case) -> None:
    frame = case.made["impact_balance"]
    names = set(frame["covariate"])
    assert {"age", "female", "before_gp_appointments", "cohort_none"} <= names
    columns = ["weight", "weight_squared", "total", "square"]
    for name in names:
        rows = frame[frame["covariate"] == name].set_index(["pcn_code", "group"])
        expected = by_hand.balance(case.pairs, case.months, name)
        assert set(rows.index) == set(expected)
        for key, values in expected.items():
            got = tuple(rows.loc[key, columns])
            assert got == pytest.approx(values, **CLOSE), (name, key)


def test_flow_adds_up_and_agrees(case: Case) -> None:
    for row in case.made["impact_flow"].to_dict("records"):
        mine = [p for p in case.pairs if p.person.pcn == row["pcn_code"]]
        assert row["eligible"] == len({p.person.who for p in mine})
        assert row["started_eligible"] == sum(p.started for p in mine)
        assert row["started"] == (
            row["started_without_a_year_of_data"]
            + row["started_without_follow_up_yet"]
            + row["started_newly_registered"]
            + row["started_eligible"]
        )
        assert row["started_eligible"] == row["matched"] + row["unmatched"]
        assert row["matched"] == row["followed"] + row["gone_before_follow_up"]
        kept = by_hand.matched_strata(mine)
        assert row["matched"] == sum(len(arms[0]) for arms in kept.values())
        assert row["comparison_months"] == sum(len(arms[1]) for arms in kept.values())
        followed = [p for arms in kept.values() for p in arms[0]]
        followed = [p for p in followed if by_hand.window("died", 1, 12)(p)[1]]
        short = [p for p in followed if p.person.last + pd.Timedelta(days=1) < p.end]
        assert row["died_in_follow_up"] == sum(p.person.died for p in short)
        assert row["left_in_follow_up"] == sum(not p.person.died for p in short)


def test_strata_give_the_estimate_back(case: Case) -> None:
    """An analyst can get observed and expected from the published strata alone."""
    frame = case.made["impact_strata"]
    keys = [
        "pcn_code",
        "month",
        "sex",
        "cohort",
        "age",
        "quintile",
        "before_emergency",
        "recent_emergency",
        "before_attendances",
    ]
    wide = frame.pivot_table(
        index=keys,
        columns="started",
        values=["people", "days", "emergency"],
        aggfunc="sum",
    ).dropna()
    weight = wide["people"][True] / wide["people"][False]
    by_pcn = [
        wide["emergency"][True],
        wide["days"][True],
        weight * wide["emergency"][False],
        weight * wide["days"][False],
    ]
    totals = [column.groupby("pcn_code").sum() for column in by_pcn]
    for (pcn, _), row in case.sums("emergency").items():
        assert row["observed"] == totals[0][pcn]
        assert row["days"] == totals[1][pcn]
        assert row["comparison_events"] == pytest.approx(totals[2][pcn], **CLOSE)
        assert row["comparison_days"] == pytest.approx(totals[3][pcn], **CLOSE)


def test_profile_counts_everyone_who_started_once_a_dimension(case: Case) -> None:
    flow = case.made["impact_flow"].set_index("pcn_code")
    counted = (
        case.made["impact_profile"]
        .groupby(["pcn_code", "dimension"])
        .sum(numeric_only=True)
    )
    for (pcn, _), row in counted.iterrows():
        assert row["matched"] == flow.loc[pcn, "matched"]
        assert row["unmatched"] == flow.loc[pcn, "unmatched"]


def test_picking_is_the_whole_list_each_person_once(case: Case) -> None:
    got = case.made["impact_picking"].groupby("pcn_code").sum(numeric_only=True)
    for pcn in got.index:
        yearly = [
            pair
            for pair in case.pairs
            if pair.person.pcn == pcn
            and not pair.started
            and people_by_hand.months_between(case.months[12], pair.month) % 12 == 0
        ]
        firsts: dict = {}
        for pair in sorted(yearly, key=lambda pair: pair.month):
            firsts.setdefault(pair.person.who, pair)
        yearly = list(firsts.values())
        after = [by_hand.window("emergency", 1, 12)(pair) for pair in yearly]
        assert got.loc[pcn, "people"] == len(yearly)
        assert got.loc[pcn, "events_after"] == sum(y for y, _ in after)
        assert got.loc[pcn, "days_after"] == sum(t for _, t in after)


def test_required_tables_are_enough_for_the_primary_estimate() -> None:
    case = Case(4, without=("attendances", "appointments"))
    expected = by_hand.estimate(case.pairs, by_hand.window("emergency", 1, 12))
    agree(case.sums("emergency"), expected)
    assert not case.sums("attendances")
    assert not case.sums("gp_appointments")


def test_cohorts_may_be_absent_too() -> None:
    case = Case(5, without=("attendances", "appointments", "cohorts"))
    assert set(case.frames) == {*NEEDS, "months"}
    expected = by_hand.estimate(case.pairs, by_hand.window("emergency", 1, 12))
    agree(case.sums("emergency"), expected)


def test_shorter_follow_up_cuts_every_window() -> None:
    case = Case(6, follow_up=4)
    agree(
        case.sums("emergency"),
        by_hand.estimate(case.pairs, by_hand.window("emergency", 1, 4)),
    )
    for name, (counted, cell) in VARIANTS.items():
        agree(case.sums(name), by_hand.estimate(case.pairs, counted, cell))
    assert case.made["impact_path"]["k"].max() == 4

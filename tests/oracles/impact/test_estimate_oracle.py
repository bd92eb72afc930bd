"""The rest of the engine's tables on DuckDB against people walked by hand, to 1e-9."""

from __future__ import annotations

import functools
from collections.abc import Callable

import ibis
import pandas as pd
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand import people_by_hand, trials_by_hand
from fixtures.lakes import matching_extract

from data_access.marts.impact.impact import NEEDS, build_impact
from data_access.marts.impact.impact_design import Design

CLOSE = {"rel": 1e-9, "abs": 1e-9}
EMERGENCY = by_hand.window("emergency", 1, 12)


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

    @functools.cached_property
    def trials(self) -> dict[str, trials_by_hand.Trials]:
        return trials_by_hand.trials(self.pairs, self.months)

    def measure(self, name: str) -> dict[str, dict]:
        frame = self.made["impact_sums"]
        rows = frame[(frame["measure"] == name) & (frame["slice"] == "all")]
        return {row["pcn_code"]: row for row in rows.to_dict("records")}

    def exact(self) -> dict[str, dict]:
        rows = self.made["impact_exact"].to_dict("records")
        return {row["pcn_code"]: row for row in rows}


@pytest.fixture(scope="module")
def cases() -> Callable[[int], Case]:
    """Give each case, made once in whatever order the tests of it come."""
    return functools.cache(Case)


@pytest.fixture(params=[1, 2, 3])
def case(request: pytest.FixtureRequest, cases: Callable[[int], Case]) -> Case:
    return cases(request.param)


def agree(got: dict[str, dict], expected: dict) -> None:
    assert set(got) == {pcn for pcn, _ in expected}
    for (pcn, _), row in expected.items():
        for name, value in row.items():
            assert got[pcn][name] == pytest.approx(value, **CLOSE), (pcn, name)


def test_people_alike_in_every_band(case: Case) -> None:
    expected = by_hand.estimate(case.pairs, EMERGENCY)
    agree(case.exact(), expected)
    assert any(row["people"] >= 20 for row in expected.values())


def test_earlier_quarters(case: Case) -> None:
    got = case.made["impact_quarters"].set_index("pcn_code")
    for pcn, row in by_hand.quarters(case.pairs).items():
        for name, value in row.items():
            assert got.loc[pcn, name] == pytest.approx(value, **CLOSE), name


def test_balance_of_every_covariate(case: Case) -> None:
    frame = case.made["impact_balance"]
    names = set(frame["covariate"])
    assert {"age", "female", "before_gp_appointments", "cohort_none"} <= names
    columns = ["weight", "weight_squared", "total", "square"]
    for pcn, trial in case.trials.items():
        rates = trial.score("emergency").rates
        of_pair = {id(p): rate for p, rate in zip(trial.pairs, rates, strict=True)}

        def value(name: str, of: dict[int, float], pair: by_hand.Pair) -> float | None:
            if name == "expected":
                return of[id(pair)] * 365.25
            return by_hand.covariate(pair, name, case.months[0])

        for name in names:
            rows = frame[(frame["covariate"] == name) & (frame["pcn_code"] == pcn)]
            got = rows.set_index("group")[columns]
            expected = by_hand.balance(
                trial.pairs,
                case.months,
                functools.partial(value, name, of_pair),
                trial.compared(),
            )
            for group, values in expected.items():
                assert tuple(got.loc[group]) == pytest.approx(values, **CLOSE), name


def test_flow_adds_up_and_agrees(case: Case) -> None:
    for row in case.made["impact_flow"].to_dict("records"):
        trial = case.trials[row["pcn_code"]]
        mine = trial.pairs
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
        compared, others = trial.compared()
        assert row["matched"] == len(compared)
        assert row["comparison_months"] == len(others)
        assert row["comparison_people"] == len({p.person.who for _, p in others})
        kept = {id(pair) for pair in compared}
        left = [p for p in mine if p.started and id(p) not in kept]
        assert row["events_of_unmatched"] == sum(EMERGENCY(p)[0] for p in left)
        followed = [p for p in compared if by_hand.window("died", 1, 12)(p)[1]]
        short = [p for p in followed if p.person.last + pd.Timedelta(days=1) < p.end]
        assert row["died_in_follow_up"] == sum(p.person.died for p in short)
        assert row["left_in_follow_up"] == sum(not p.person.died for p in short)


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
        after = [EMERGENCY(pair) for pair in yearly]
        assert got.loc[pcn, "people"] == len(yearly)
        assert got.loc[pcn, "events_after"] == sum(y for y, _ in after)
        assert got.loc[pcn, "days_after"] == sum(t for _, t in after)


def agree_on_emergency(case: Case) -> None:
    agree(case.exact(), by_hand.estimate(case.pairs, EMERGENCY))
    for pcn, trial in case.trials.items():
        for name, value in trial.sums("emergency").items():
            assert case.measure("emergency")[pcn][name] == pytest.approx(value, **CLOSE)


def test_required_tables_are_enough_for_the_primary_estimate() -> None:
    case = Case(4, without=("attendances", "appointments"))
    agree_on_emergency(case)
    assert not case.measure("attendances")
    assert not case.measure("gp_appointments")


def test_cohorts_may_be_absent_too() -> None:
    case = Case(5, without=("attendances", "appointments", "cohorts"))
    assert set(case.frames) == {*NEEDS, "months"}
    agree_on_emergency(case)


def test_shorter_follow_up_cuts_every_window() -> None:
    case = Case(6, follow_up=4)
    agree_on_emergency(case)
    for pcn, trial in case.trials.items():
        for name in ("first_6_months", "washout_3", "same_practice", "earlier_year"):
            got = case.measure(name)[pcn]
            for column, value in trial.sums(name).items():
                assert got[column] == pytest.approx(value, **CLOSE), (name, column)
    assert case.made["impact_path"]["k"].max() == 4

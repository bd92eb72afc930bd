"""Sequential trials on DuckDB against the same done by hand, to 1e-9."""

from __future__ import annotations

import functools

import ibis
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand import people_by_hand, trials_by_hand
from fixtures.lakes import matching_extract

from data_access.marts.impact.impact import build_impact
from data_access.marts.impact.impact_design import Design

CLOSE = {"rel": 1e-9, "abs": 1e-9}
OUTCOMES = [
    name
    for name in (*trials_by_hand.OUTCOMES, *trials_by_hand.RISE)
    if name != "emergency"
]
VARIED = (
    "washout_0",
    "washout_2",
    "washout_3",
    "first_3_months",
    "first_6_months",
    "censored_at_joining",
    "with_provisional",
    "same_practice",
    "without_top_users",
    "earlier_year",
)
AGES = ("0-17", "18-39", "40-64", "65-74", "75-84", "85+")
SLICES = {
    "cohort": lambda pair: by_hand.main_cohort(pair.person, pair.month),
    "practice": lambda pair: pair.person.practice,
    "route": lambda pair: pair.person.route,
    "deprivation": lambda pair: str(pair.person.quintile or "unknown"),
    "ethnicity": lambda pair: pair.person.ethnicity,
    "sex": lambda pair: pair.person.sex,
    "age": lambda pair: AGES[
        by_hand.band(pair.month.year - pair.person.born, (18, 40, 65, 75, 85))
    ],
}


class Case:
    """What the engine made of one extract, and the pairs of people it is made of."""

    def __init__(
        self, seed: int, *, admitted: bool = True, provisional: int = 2
    ) -> None:
        frames = matching_extract.make(seed)
        if not admitted:
            frames["admissions"] = frames["admissions"].iloc[:0]
        backend = ibis.duckdb.connect()
        tables = matching_extract.tables(backend, frames)
        self.made = build_impact(tables, Design(provisional=provisional))
        self.sums = self.made["impact_sums"]
        self.months = list(frames["months"]["month"])
        everyone = people_by_hand.people(frames, self.months)
        self.pairs = by_hand.pairs(everyone, self.months, 12, provisional)

    @functools.cached_property
    def by_hand(self) -> dict[str, trials_by_hand.Trials]:
        counted = {name: by_hand.window(name, 1, 12) for name in OUTCOMES}
        return trials_by_hand.trials(self.pairs, self.months, counted)

    def rows(self, measure: str, slice_: str = "all") -> dict[tuple[str, str], dict]:
        rows = self.sums[
            (self.sums["measure"] == measure) & (self.sums["slice"] == slice_)
        ]
        return {(row["pcn_code"], row["value"]): row for row in rows.to_dict("records")}


@pytest.fixture(scope="module", params=[1, 2, 3])
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def agree(got: dict, want: dict[str, float]) -> None:
    for column, value in want.items():
        assert got[column] == pytest.approx(value, **CLOSE), column


@pytest.mark.parametrize("name", ["emergency", *OUTCOMES, *VARIED])
def test_every_measure_of_everybody(case: Case, name: str) -> None:
    got = case.rows(name)
    assert {pcn for pcn, _ in got} == set(case.by_hand)
    for pcn, trial in case.by_hand.items():
        agree(got[pcn, "all"], trial.sums(name))


@pytest.mark.parametrize("name", SLICES)
def test_every_slice(case: Case, name: str) -> None:
    got, seen = case.rows("emergency", name), set()
    for pcn, trial in case.by_hand.items():
        values = {SLICES[name](pair) for pair in trial.pairs if pair.started}
        for value in values:
            want = trial.sums("emergency", lambda p, v=value: SLICES[name](p) == v)
            if want["people"]:
                seen.add((pcn, value))
                agree(got[pcn, value], want)
    assert set(got) == seen


def test_those_with_so_many_admissions_before(case: Case) -> None:
    got = case.rows("emergency", "least")
    for pcn, trial in case.by_hand.items():
        for least in (1, 2, 3):

            def had(pair: by_hand.Pair, least: int = least) -> bool:
                return trials_by_hand.before(pair, "emergency") >= least

            want = trial.sums("emergency", had)
            if want["people"]:
                agree(got[pcn, str(least)], want)
            else:
                assert (pcn, str(least)) not in got


def test_the_path_of_every_month(case: Case) -> None:
    frame = case.made["impact_path"]
    for pcn, trial in case.by_hand.items():
        rows = frame[frame["pcn_code"] == pcn].to_dict("records")
        got = {
            (row["index_month"], row["k"]): (
                row["observed"],
                row["expected"],
                row["variance"],
            )
            for row in rows
        }
        want = trial.path()
        assert set(got) == set(want)
        for key, values in want.items():
            assert got[key] == pytest.approx(values, rel=1e-9, abs=1e-9), key


def test_the_path_adds_up_to_the_estimate(case: Case) -> None:
    last = case.months[-3]
    frame = case.made["impact_path"]
    for pcn in case.by_hand:
        mine = frame[frame["pcn_code"] == pcn]
        after = mine[(mine["k"] > 0) & (mine["month"] <= last)]
        for measure, rows in (
            ("emergency", after),
            ("earlier_year", mine.query("k<0")),
        ):
            row = case.rows(measure)[pcn, "all"]
            assert rows["observed"].sum() == row["observed"]
            assert rows["expected"].sum() == pytest.approx(row["expected"], **CLOSE)


def test_nearly_everybody_who_starts_is_compared(case: Case) -> None:
    """The exact strata lose many; trials lose those whose stratum holds no other."""
    everybody = sum(row["people"] for row in case.rows("emergency").values())
    exact = case.made["impact_exact"]["people"].sum()
    started = sum(pair.started for pair in case.pairs)
    assert everybody > 0.9 * started
    assert everybody > exact


def test_where_nobody_is_admitted_nothing_is_expected() -> None:
    none = Case(1, admitted=False)
    for row in none.rows("emergency").values():
        assert row["people"] > 0
        for column in ("observed", "expected", "oo", "oe", "ee"):
            assert row[column] == 0, column

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
SLICES = {
    "all": lambda pair: "all",
    "cohort": lambda pair: by_hand.main_cohort(pair.person, pair.month),
    "practice": lambda pair: pair.person.practice,
    "route": lambda pair: pair.person.route,
}


class Trials:
    """What the engine made of one extract, and the pairs of people it is made of."""

    def __init__(self, seed: int, *, admitted: bool = True) -> None:
        frames = matching_extract.make(seed)
        if not admitted:
            frames["admissions"] = frames["admissions"].iloc[:0]
        backend = ibis.duckdb.connect()
        tables = matching_extract.tables(backend, frames)
        self.made = build_impact(tables, Design())["impact_trials"]
        months = list(frames["months"]["month"])
        everyone = people_by_hand.people(frames, months)
        self.pairs = by_hand.pairs(everyone, months, 12)
        self.first_month = months[0]

    @functools.cached_property
    def strata(self) -> dict[str, trials_by_hand.Strata]:
        return trials_by_hand.strata(self.pairs, self.first_month)


@pytest.fixture(scope="module", params=[1, 2, 3])
def case(request: pytest.FixtureRequest) -> Trials:
    return Trials(request.param)


@pytest.mark.parametrize("name", SLICES)
def test_every_sum_of_every_slice(case: Trials, name: str) -> None:
    rows = case.made[case.made["slice"] == name].to_dict("records")
    got = {(row["pcn_code"], row["value"]): row for row in rows}
    want = trials_by_hand.trials(case.strata, SLICES[name])
    assert set(got) == set(want)
    for key, sums in want.items():
        for column, value in sums.items():
            assert got[key][column] == pytest.approx(value, **CLOSE), (key, column)


def test_nearly_everybody_who_starts_is_compared(case: Trials) -> None:
    """The matched strata lose many; trials lose those whose stratum holds no other."""
    everybody = case.made[case.made["slice"] == "all"]
    started = sum(pair.started for pair in case.pairs)
    assert everybody["people"].sum() > 0.9 * started


def test_where_nobody_is_admitted_nothing_is_expected() -> None:
    none = Trials(1, admitted=False).made
    assert none["people"].sum() > 0
    for column in ("observed", "expected", "oo", "oe", "ee"):
        assert (none[column] == 0).all(), column

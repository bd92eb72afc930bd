"""The estimate by lot: a slow recomputation, and many draws whose truth is known."""

import math
from collections import defaultdict

import numpy as np
import pytest

from data_access.stats.lots import draw_lots
from data_access.stats.stepped import Steps, smallest_fall, spread_of, stepped_sums
from data_access.stats.trials import TrialSums, estimate_trials

PRACTICES = (100, 70, 50)
RATE = 0.06  # admissions a month


def drawn_rows(rng: np.random.Generator, ratio: float, steps: int = 8) -> dict:
    """Draw lots for people whose own rates differ, and follow them till they die."""
    groups = {
        f"P{place}": [f"{place}-{n}" for n in range(size)]
        for place, size in enumerate(PRACTICES)
    }
    lots = draw_lots(groups, steps, str(rng.integers(1 << 60)))
    step = np.array([lots[one] for group in groups.values() for one in group])
    practice = np.repeat(np.arange(len(PRACTICES)), PRACTICES)
    months = np.arange(steps - 1)
    own = RATE * rng.gamma(1.0, 1.0, step.size) * (1 + 0.3 * (practice - 1))
    side = np.sign(months[None, :] - (step - 1)[:, None])
    rates = own[:, None] * np.where(side >= 0, ratio, 1)
    dies = rng.geometric(0.01, step.size)[:, None]
    there = months[None, :] < dies
    days = np.where(months[None, :] == dies - 1, 15.0, 30.0)
    events = rng.poisson(rates * days / 30)
    person, month = np.nonzero((side != 0) & there)
    return {
        "person": person,
        "stratum": month * len(PRACTICES) + practice[person],
        "month": month,
        "called": side[person, month] == 1,
        "days": days[person, month],
        "events": events[person, month].astype(float),
    }


def slow_sums(rows: dict) -> TrialSums:
    """Recompute the sums one row at a time."""
    columns = zip(*rows.values(), strict=True)
    table = [dict(zip(rows, each, strict=True)) for each in columns]
    given: dict[int, float] = defaultdict(float)
    waited: dict[int, float] = defaultdict(float)
    for row in table:
        (given if row["called"] else waited)[row["stratum"]] += row["days"]
    used = [row for row in table if given[row["stratum"]] and waited[row["stratum"]]]
    for row in used:
        both = given[row["stratum"]] + waited[row["stratum"]]
        other = waited if row["called"] else given
        row["weight"] = other[row["stratum"]] / both
    events: dict[int, float] = defaultdict(float)
    days: dict[int, float] = defaultdict(float)
    for row in used:
        if not row["called"]:
            events[row["month"]] += row["weight"] * row["events"]
            days[row["month"]] += row["weight"] * row["days"]
    called = sum(row["weight"] * row["events"] for row in used if row["called"])
    waiting = sum(row["weight"] * row["events"] for row in used if not row["called"])
    ratio = called / waiting
    observed = sum(row["events"] for row in used if row["called"])
    expected = observed / ratio
    counted: dict[int, float] = defaultdict(float)
    influence: dict[int, float] = defaultdict(float)
    for row in used:
        usual = row["days"] * events[row["month"]] / days[row["month"]]
        if row["called"]:
            counted[row["person"]] += row["events"]
            deviation = row["events"] - ratio * usual
            influence[row["person"]] += row["weight"] * deviation / called
        else:
            deviation = row["events"] - usual
            influence[row["person"]] -= row["weight"] * deviation / waiting
    parts = {
        one: expected * (counted[one] / observed - influence[one]) for one in influence
    }
    return TrialSums(
        people=len({row["person"] for row in used if row["called"]}),
        comparison_people=len({row["person"] for row in used if not row["called"]}),
        before=0.0,
        observed=observed,
        days=sum(row["days"] for row in used if row["called"]),
        expected=expected,
        oo=sum(counted[one] ** 2 for one in parts),
        oe=sum(counted[one] * parts[one] for one in parts),
        ee=sum(part**2 for part in parts.values()),
    )


def test_sums_are_those_of_a_loop_over_rows() -> None:
    for seed in range(4):
        rows = drawn_rows(np.random.default_rng(seed), 0.8)
        fast, slow = stepped_sums(**rows), slow_sums(rows)
        for name in TrialSums.__slots__:
            assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=1e-9)


def test_the_ratio_is_that_of_mantel_and_haenszel_by_hand() -> None:
    # One month of one practice: 2 events in 60 days called, 3 in 90 days waiting; and
    # one in which nobody waits, which is left out.
    sums = stepped_sums(
        person=np.array([0, 1, 2, 3, 4, 0]),
        stratum=np.array([0, 0, 0, 0, 0, 1]),
        month=np.array([0, 0, 0, 0, 0, 1]),
        called=np.array([True, True, False, False, False, True]),
        days=np.full(6, 30.0),
        events=np.array([2.0, 0, 1, 1, 1, 7]),
    )
    assert (sums.people, sums.comparison_people, sums.observed) == (2, 3, 2.0)
    assert sums.expected == pytest.approx(60 * 3 / 90)
    # Those who wait do not differ; one called has two more than usual, one none.
    error = estimate_trials(sums).standard_error
    assert error == pytest.approx(math.sqrt((1 / 2) ** 2 * 2 * 2 / (2 - 1)))


def test_nothing_observed_or_expected_has_no_ratio_to_vary() -> None:
    rows = drawn_rows(np.random.default_rng(1), 1.0)
    none = estimate_trials(
        stepped_sums(**{**rows, "events": rows["events"] * ~rows["called"]})
    )
    assert (none.observed, none.rate_ratio, none.standard_error) == (0, 0, None)
    assert none.expected > 0
    waited = estimate_trials(
        stepped_sums(**{**rows, "events": rows["events"] * rows["called"]})
    )
    assert (waited.expected, waited.rate_ratio) == (0, None)
    nobody = {name: values[:0] for name, values in rows.items()}
    assert estimate_trials(stepped_sums(**nobody)).people == 0


@pytest.mark.parametrize("ratio", [1.0, 0.6])
def test_many_draws_cover_the_truth_and_find_it_without_bias(ratio: float) -> None:
    rng = np.random.default_rng(7)
    found = [
        estimate_trials(stepped_sums(**drawn_rows(rng, ratio))) for _ in range(600)
    ]
    logs = np.log([one.rate_ratio for one in found])
    covered = np.mean(
        [one.rate_ratio_low <= ratio <= one.rate_ratio_high for one in found]
    )
    # Three standard errors of 600 draws: 0.027 of coverage.
    assert 0.923 <= covered <= 0.977
    assert abs(logs.mean() - math.log(ratio)) < 3 * logs.std() / math.sqrt(600) + 0.02
    gap = [one.observed - ratio * one.expected for one in found]
    assert abs(np.mean(gap)) < 4 * np.std(gap) / math.sqrt(600)
    if ratio == 1.0:
        fewer = np.mean(
            [one.rate_ratio_high < 1 and one.avoided_low > 0 for one in found]
        )
        assert fewer <= 0.025 + 3 * math.sqrt(0.025 * 0.975 / 600)
    # The error that is planned is the one that is found.
    errors = np.mean([one.standard_error for one in found])
    assert errors == pytest.approx(logs.std(), rel=0.12)


def test_a_plan_shows_less_of_fewer_people_and_more_of_longer_waits() -> None:
    def fall(size: int, apart: int = 1, draws: int = 1) -> float:
        one = Steps((size,) * 6, apart)
        return smallest_fall([one] * draws, RATE, 1.0) or 1.0

    assert fall(200) < fall(50) < fall(20)
    assert fall(50, apart=3) < fall(50)
    assert fall(50, draws=4) == pytest.approx(fall(200))
    assert smallest_fall([Steps((2, 2, 2), 1)], 0.001, 0.0) is None
    assert smallest_fall([Steps((20, 20, 20), 1)], 0.0, 0.0) is None
    assert smallest_fall([], RATE, 1.0) is None


def test_a_planned_fall_is_found_as_often_as_said() -> None:
    sizes = np.bincount(np.arange(sum(PRACTICES)) % 8)
    fall = smallest_fall([Steps(tuple(int(n) for n in sizes), 1)], RATE, 1.0)
    assert fall is not None
    rng = np.random.default_rng(3)
    found = [
        estimate_trials(stepped_sums(**drawn_rows(rng, 1 - fall))) for _ in range(300)
    ]
    shown = np.mean([one.rate_ratio_high < 1 for one in found])
    # Also the year before must be passed, which takes some of the power.
    assert 0.75 <= shown <= 0.97


def test_the_spread_of_rates_is_that_of_the_people() -> None:
    rng = np.random.default_rng(5)
    same = rng.poisson(2.0, 20_000).astype(float)
    apart = rng.poisson(2.0 * rng.gamma(2.0, 0.5, 20_000)).astype(float)
    assert spread_of(same) < 0.02
    assert spread_of(apart) == pytest.approx(0.5, abs=0.05)
    assert spread_of(np.zeros(3)) == 0.0

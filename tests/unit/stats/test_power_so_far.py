"""What an estimate says of the changes it could show: against plans, and by lot."""

from __future__ import annotations

import math

import numpy as np
import pytest

from data_access.stats.errors import StatisticsError
from data_access.stats.matching import DAYS_A_YEAR, Estimate
from data_access.stats.power import (
    months_until_detectable,
    smallest_detectable_rate_ratio,
)
from data_access.stats.power_so_far import (
    chance_of_no_change,
    detectable_now,
    detectable_when,
)


def found(
    people: int, observed: float, expected: float, error: float | None, years: float = 1
) -> Estimate:
    ratio = observed / expected
    return Estimate(
        people=people,
        comparison_people=people * 20,
        days=people * years * DAYS_A_YEAR,
        observed=observed,
        expected=expected,
        avoided=expected - observed,
        avoided_low=None,
        avoided_high=None,
        rate_ratio=ratio,
        rate_ratio_low=None,
        rate_ratio_high=None,
        standard_error=error,
        p_value=None,
        confidence=0.95,
    )


@pytest.mark.parametrize(("ratio", "k"), [(3.0, 0.8), (1.0, 0.5), (10.0, 2.0)])
def test_estimate_of_no_change_says_what_a_plan_would(ratio: float, k: float) -> None:
    people, rate, years = 200, 0.8, 0.75
    events = rate * years
    error = math.sqrt((1 / events + 1 / k) * (1 + 1 / ratio) / people)
    got = detectable_now(found(people, people * events, people * events, error, years))
    plan = smallest_detectable_rate_ratio(
        people, rate, k, ratio, years, variance="alternative"
    )
    assert got is not None
    assert got.rate_ratio == pytest.approx(plan.rate_ratio, rel=1e-9)


def test_detectable_fall_is_detected_four_times_in_five() -> None:
    """Draw estimates at the fall: fewer events, so more chance than at no change."""
    people, expected, beyond = 150, 90.0, 0.01
    got = detectable_now(
        found(people, expected, expected, math.sqrt(1 / expected + beyond))
    )
    assert got is not None
    assert got.rate_ratio is not None
    rng = np.random.default_rng(3)
    observed = rng.poisson(
        got.rate_ratio * expected * np.exp(rng.normal(0, math.sqrt(beyond), 100_000))
    )
    error = np.sqrt(1 / np.maximum(observed, 1) + beyond)
    log_ratio = np.log(np.maximum(observed, 1) / expected)
    assert np.mean(log_ratio + 1.959964 * error < 0) == pytest.approx(0.8, abs=0.03)
    usual = math.exp(-(1.959964 + 0.841621) * math.sqrt(1 / expected + beyond))
    assert got.rate_ratio < usual  # the usual reckoning is too hopeful


def test_more_observed_than_expected_does_not_change_what_a_fall_needs() -> None:
    """Chance in those observed is exchanged for that at the fall."""
    beyond = 0.008
    one, other = (
        detectable_now(found(150, seen, 90.0, math.sqrt(1 / seen + beyond)))
        for seen in (90.0, 140.0)
    )
    assert one is not None
    assert other is not None
    assert one.rate_ratio == pytest.approx(other.rate_ratio, rel=1e-9)


def test_month_is_the_first_at_which_the_fall_is_detectable() -> None:
    now = found(150, 60.0, 75.0, 0.2, years=0.6)
    for ratio in (0.8, 0.7, 0.5):
        got = detectable_when(now, ratio, 8.0)
        assert got is not None
        assert got.months is not None
        assert got.people == 150 + 8 * got.months
        smallest = detectable_now(now)
        assert smallest is not None
        assert smallest.rate_ratio is not None
        assert (got.months == 0) == (smallest.rate_ratio >= ratio)


def test_nobody_joining_is_followed_for_no_more_than_a_year() -> None:
    now = found(150, 60.0, 75.0, 0.2)
    still = detectable_when(now, 0.8, 0.0)
    assert still is not None
    assert still.months is None
    plan = months_until_detectable(0.7, 200, 0, 0.8, 0.8, 3, longest_years=0.4)
    assert plan.months is None
    assert months_until_detectable(0.7, 200, 0, 0.8, 0.8, 3).months is not None


def test_longest_follow_up_holds_for_those_who_join_as_well() -> None:
    """By hand: 20 a month, each followed for at most half a year, Poisson counts."""
    got = months_until_detectable(
        0.8, 0, 20, 1.0, math.inf, math.inf, longest_years=0.5
    )
    aim = (math.log(0.8) / (1.9599640 + 0.8416212)) ** 2
    years, month = 0.0, 0
    while years == 0 or 1 / years > aim:
        month += 1
        years = sum(20 * min((month - j + 0.5) / 12, 0.5) for j in range(1, month + 1))
    assert got.months == month


def test_error_no_larger_than_chance_leaves_nothing_else() -> None:
    got = detectable_now(found(100, 50.0, 50.0, math.sqrt(1 / 50) * 0.99))
    assert got is not None
    plan = smallest_detectable_rate_ratio(
        100, 0.5, math.inf, math.inf, 1.0, variance="alternative"
    )
    assert got.rate_ratio == pytest.approx(plan.rate_ratio, rel=1e-9)


def test_estimate_without_an_error_says_nothing() -> None:
    none = found(40, 0.0, 3.0, None)
    assert detectable_now(none) is None
    assert detectable_when(none, 0.8, 5.0) is None


def test_worked_example_of_the_page() -> None:
    got = detectable_now(found(150, 90.0, 90.0, 0.145))
    assert got is not None
    assert got.fall_percent is not None
    assert round(got.fall_percent) == 37
    assert round(100 * (1 - math.exp(-2.802 * 0.145))) == 33


@pytest.mark.parametrize(
    ("error", "chance"), [(0.05, 0.56), (0.036, 0.83), (0.2, 0.08)]
)
def test_chance_of_no_change_is_that_of_simulated_intervals(
    error: float, chance: float
) -> None:
    rng = np.random.default_rng(2)
    low = rng.normal(0, error, 40_000) - 1.959964 * error
    held = float(np.mean(low > math.log(0.9)))
    one = found(100, 60, 60, error)
    assert chance_of_no_change(one, 0.1) == pytest.approx(held, abs=0.01)
    assert held == pytest.approx(chance, abs=0.01)


def test_chance_of_no_change_needs_an_error_and_a_margin() -> None:
    assert chance_of_no_change(found(100, 60, 60, None), 0.1) is None
    with pytest.raises(StatisticsError):
        chance_of_no_change(found(100, 60, 60, 0.1), 1.0)

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
    chance_of_verdict,
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


def said(
    effect: float, error: np.ndarray | float, earlier_error: float, draws: int = 200_000
) -> float:
    """Draw estimates and earlier years, and count how often a verdict is given."""
    rng = np.random.default_rng(7)
    estimate = rng.normal(effect, error, draws)
    earlier = rng.normal(0, earlier_error, draws)
    shown = estimate + 1.959964 * error < 0
    absent = -earlier + 1.281552 * earlier_error < -estimate
    unfair = (rng.random((2, draws)) < 0.025).any(axis=0)
    return float(np.mean(shown & absent & ~unfair))


@pytest.mark.parametrize("effect", [-0.1, -0.25, -0.5])
@pytest.mark.parametrize(("error", "earlier"), [(0.08, 0.1), (0.2, 0.1), (0.1, 0.3)])
def test_chance_of_a_verdict_is_how_often_it_is_given(
    effect: float, error: float, earlier: float
) -> None:
    drawn = said(effect, error, earlier)
    assert chance_of_verdict(effect, error, earlier) == pytest.approx(drawn, abs=0.005)
    other = chance_of_verdict(-effect, error, earlier)
    assert other == pytest.approx(drawn, abs=0.005)


@pytest.mark.parametrize(("ratio", "k"), [(3.0, 0.8), (1.0, 0.5), (10.0, 2.0)])
def test_with_a_sure_year_before_it_is_what_a_plan_says(ratio: float, k: float) -> None:
    people, rate, years = 200, 0.8, 0.75
    events = rate * years
    error = math.sqrt((1 / events + 1 / k) * (1 + 1 / ratio) / people)
    one = found(people, people * events, people * events, error, years)
    got = detectable_now(one, 1e-4)
    plan = smallest_detectable_rate_ratio(
        people,
        rate,
        k,
        ratio,
        years,
        power=0.8 / 0.975**2,  # for the checks that chance fails
        variance="alternative",
    )
    assert got is not None
    assert got.rate_ratio == pytest.approx(plan.rate_ratio, rel=1e-4)


def test_detectable_fall_is_found_and_said_four_times_in_five() -> None:
    """Draw estimates at the fall: fewer events, so more chance than at no change."""
    people, expected, beyond, earlier = 150, 90.0, 0.01, 0.16
    error = math.sqrt(1 / expected + beyond)
    got = detectable_now(found(people, expected, expected, error), earlier)
    assert got is not None
    assert got.rate_ratio is not None
    rng = np.random.default_rng(3)
    count = 200_000
    observed = rng.poisson(
        got.rate_ratio * expected * np.exp(rng.normal(0, math.sqrt(beyond), count))
    )
    own = np.sqrt(1 / np.maximum(observed, 1) + beyond)
    log_ratio = np.log(np.maximum(observed, 1) / expected)
    before = rng.normal(0, earlier, count)
    verdict = (log_ratio + 1.959964 * own < 0) & (
        -before + 1.281552 * earlier < -log_ratio
    )
    assert 0.975**2 * np.mean(verdict) == pytest.approx(0.8, abs=0.03)
    usual = math.exp(-(1.959964 + 0.841621) * error)
    assert got.rate_ratio < usual  # the usual reckoning is too hopeful


def test_without_a_year_before_it_is_taken_to_be_as_sure_as_the_estimate() -> None:
    one = found(150, 90.0, 90.0, 0.145)
    assert detectable_now(one, None) == detectable_now(one, 0.145)
    assert detectable_when(one, None, 0.8, 9.0) == detectable_when(one, 0.145, 0.8, 9.0)


def test_more_observed_than_expected_does_not_change_what_a_fall_needs() -> None:
    """Chance in those observed is exchanged for that at the fall."""
    beyond = 0.008
    one, other = (
        detectable_now(found(150, seen, 90.0, math.sqrt(1 / seen + beyond)), 0.15)
        for seen in (90.0, 140.0)
    )
    assert one is not None
    assert other is not None
    assert one.rate_ratio == pytest.approx(other.rate_ratio, rel=1e-9)


def test_month_is_the_first_at_which_the_fall_is_detectable() -> None:
    now = found(150, 60.0, 75.0, 0.2, years=0.6)
    for ratio in (0.8, 0.7, 0.5):
        got = detectable_when(now, 0.2, ratio, 8.0)
        assert got is not None
        assert got.months is not None
        assert got.people == 150 + 8 * got.months
        smallest = detectable_now(now, 0.2)
        assert smallest is not None
        assert smallest.rate_ratio is not None
        assert (got.months == 0) == (smallest.rate_ratio >= ratio)
        # By hand at that month and the one before, at the rate of the people here.
        rate, beyond = 75 / (150 * 0.6), 0.2**2 - 1 / 60
        for month, enough in ((got.months, True), (got.months - 1, False)):
            if month < 0:
                continue
            of = [(150, min(0.6 + month / 12, 1.0))]
            of += [(8, min((month - j + 0.5) / 12, 1.0)) for j in range(1, month + 1)]
            k = 1 / (150 * beyond)
            information = sum(n / (1 / (rate * ratio * t) + 1 / k) for n, t in of)
            earlier = 0.2 * math.sqrt(150 / (150 + 8 * month))
            chance = said(math.log(ratio), information**-0.5, earlier)
            assert chance > 0.8 - 0.006 if enough else chance < 0.8 + 0.006


def test_nobody_joining_is_followed_for_no_more_than_a_year() -> None:
    now = found(150, 60.0, 75.0, 0.2)
    still = detectable_when(now, 0.2, 0.8, 0.0)
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
    got = detectable_now(found(100, 50.0, 50.0, math.sqrt(1 / 50) * 0.99), 1e-4)
    assert got is not None
    plan = smallest_detectable_rate_ratio(
        100,
        0.5,
        math.inf,
        math.inf,
        1.0,
        power=0.8 / 0.975**2,
        variance="alternative",
    )
    assert got.rate_ratio == pytest.approx(plan.rate_ratio, rel=1e-4)


def test_estimate_without_an_error_says_nothing() -> None:
    none = found(40, 0.0, 3.0, None)
    assert detectable_now(none, 0.2) is None
    assert detectable_when(none, 0.2, 0.8, 5.0) is None


def test_hardly_anybody_can_show_no_fall_however_large() -> None:
    got = detectable_now(found(4, 3.0, 3.0, 0.7), 0.9)
    assert got is not None
    assert (got.rate_ratio, got.fall_percent) == (None, None)


def test_worked_example_of_the_page() -> None:
    got = detectable_now(found(150, 90.0, 90.0, 0.145), 0.15)
    assert got is not None
    assert got.fall_percent is not None
    assert round(got.fall_percent) == 41
    assert round(100 * (1 - math.exp(-2.802 * 0.145))) == 33


@pytest.mark.parametrize(
    ("effect", "error", "earlier"), [(0.0, 0.1, 0.1), (-0.2, 0.0, 0.1), (-0.2, 0.1, 0)]
)
def test_chance_of_a_verdict_refuses(
    effect: float, error: float, earlier: float
) -> None:
    with pytest.raises(StatisticsError):
        chance_of_verdict(effect, error, earlier)


@pytest.mark.parametrize("power", [0.4, 0.96, 1.0])
def test_power_beyond_what_checks_allow_is_refused(power: float) -> None:
    with pytest.raises(StatisticsError, match="power"):
        detectable_now(found(150, 90.0, 90.0, 0.145), 0.15, power=power)


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

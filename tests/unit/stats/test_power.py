import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.errors import StatisticsError
from data_access.stats.power import (
    months_until_detectable,
    people_needed,
    smallest_detectable_rate_ratio,
)

rates = st.floats(0.05, 3)
shapes = st.one_of(st.floats(0.1, 20), st.just(math.inf))
ratios = st.floats(0.5, 5)
variances = st.sampled_from(["null", "alternative"])


def slow_power(rate_ratio, people, rate, k, ratio, years, confidence, variance):
    """Chance that the interval of the log rate ratio lies below no change."""
    own = rate if variance == "null" else rate * rate_ratio
    caseload = (own * years + (own * years) ** 2 / k) / (own * years) ** 2 / people
    comparison = (
        (rate * years + (rate * years) ** 2 / k)
        / (rate * years) ** 2
        / (people * ratio)
    )
    z = stats.norm.ppf((1 + confidence) / 2)
    return stats.norm.cdf(-np.log(rate_ratio) / np.sqrt(caseload + comparison) - z)


@pytest.mark.parametrize(
    ("people", "ratio", "falls"),
    [
        (50, 1, (64, 59, 55)),
        (100, 3, (44, 40, 37)),
        (200, 1, (40, 36, 33)),
        (200, 3, (34, 30, 28)),
        (400, 3, (25, 23, 21)),
        (800, 3, (19, 17, 15)),
    ],
)
def test_usual_table(people, ratio, falls):
    result = [
        smallest_detectable_rate_ratio(people, rate, 0.8, ratio, 1).fall_percent
        for rate in (0.5, 0.8, 1.2)
    ]
    # Published to a whole per cent.
    assert result == pytest.approx(falls, abs=0.51)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(20, 3000),
    rates,
    shapes,
    ratios,
    st.floats(0.25, 3),
    st.floats(0.5, 0.95),
    variances,
)
def test_detectable_ratio_has_just_the_power_asked(
    people, rate, k, ratio, years, power, variance
):
    result = smallest_detectable_rate_ratio(
        people, rate, k, ratio, years, power=power, variance=variance
    )
    design = (people, rate, k, ratio, years, 0.95, variance)
    grid = np.linspace(0.999, 0.001, 999)
    if result.rate_ratio is None:
        assert slow_power(grid, *design).max() < power + 1e-6
        return
    assert slow_power(result.rate_ratio, *design) == pytest.approx(power, abs=1e-6)
    nearer = grid[grid > result.rate_ratio + 1e-9]
    assert (slow_power(nearer, *design) < power).all()
    assert result.fall_percent == pytest.approx(100 * (1 - result.rate_ratio))


@settings(max_examples=100, deadline=None)
@given(st.integers(20, 3000), rates, shapes, ratios, st.floats(0.25, 3))
def test_more_of_anything_detects_less(people, rate, k, ratio, years):
    def fall(people=people, rate=rate, ratio=ratio, years=years, **options):
        result = smallest_detectable_rate_ratio(
            people, rate, k, ratio, years, **options
        )
        return result.fall_percent

    base = fall()
    assert fall(people=people + 1) < base
    assert fall(rate=rate * 1.1) < base
    assert fall(ratio=ratio * 1.1) < base
    assert fall(power=0.9) > base
    assert fall(confidence=0.99) > base
    # A year at twice the rate holds the same events as two years at the rate.
    assert fall(rate=2 * rate) == pytest.approx(fall(years=2 * years))
    own = fall(variance="alternative")
    assert own is None or own > base


def test_too_few_people_detect_nothing():
    result = smallest_detectable_rate_ratio(5, 0.5, 0.8, 1, 1, variance="alternative")
    assert result.rate_ratio is None
    assert result.fall_percent is None


def simulated_power(fall_percent, people, rate, k, ratio, rounds=3000):
    """Draw both groups and count how often the Wald interval excludes no change."""
    random = np.random.default_rng(4)

    def mean(n, events):
        draws = random.negative_binomial(k, k / (k + events), (rounds, n))
        return np.maximum(draws.mean(axis=1), 0.5 / n)

    own = mean(people, rate * (1 - fall_percent / 100))
    comparison = mean(people * ratio, rate)
    error = np.sqrt(
        (1 / own + 1 / k) / people + (1 / comparison + 1 / k) / (people * ratio)
    )
    return np.mean(np.log(own / comparison) < -1.959964 * error)


@pytest.mark.parametrize(
    ("people", "rate", "ratio"), [(100, 0.5, 3), (200, 0.8, 1), (200, 0.8, 3)]
)
def test_own_rate_keeps_its_promise_and_the_usual_table_does_not(people, rate, ratio):
    design = (people, rate, 0.8, ratio)
    own = smallest_detectable_rate_ratio(*design, 1, variance="alternative")
    usual = smallest_detectable_rate_ratio(*design, 1)
    assert 0.78 <= simulated_power(own.fall_percent, *design) <= 0.87
    assert 0.60 <= simulated_power(usual.fall_percent, *design) <= 0.78


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.floats(0.5, 0.95), st.floats(1.05, 2)),
    rates,
    shapes,
    ratios,
    st.floats(0.25, 3),
    variances,
)
def test_people_needed_is_the_first_number_that_is_enough(
    rate_ratio, rate, k, ratio, years, variance
):
    n = people_needed(rate_ratio, rate, k, ratio, years, variance=variance)
    own = rate * (1 if variance == "null" else rate_ratio) * years
    events = rate * years

    def enough(people):
        error = (1 / own + 1 / k) / people + (1 / events + 1 / k) / (people * ratio)
        return abs(math.log(rate_ratio)) / math.sqrt(error) - 1.959964 >= 0.8416212

    assert enough(n * (1 + 1e-6))
    assert n == 1 or not enough((n - 1) * (1 - 1e-6))
    if rate_ratio < 1:
        smallest = smallest_detectable_rate_ratio(
            n, rate, k, ratio, years, variance=variance
        )
        assert smallest.rate_ratio is not None
        assert smallest.rate_ratio >= rate_ratio - 1e-9


def slow_months(rate_ratio, people, joining, rate, k, ratio, followed, furthest):
    """Follow every month's joiners one by one until the error is small enough."""
    aim = abs(math.log(rate_ratio)) / (1.959963984540054 + 0.8416212335729143)
    for month in range(furthest + 1):
        groups = [(people, followed + month / 12)]
        groups += [(joining, (month - each + 0.5) / 12) for each in range(1, month + 1)]
        report = sum(n * rate * years / (1 + rate * years / k) for n, years in groups)
        if report and math.sqrt((1 + 1 / ratio) / report) <= aim:
            return month
    return None


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.floats(0.6, 0.9), st.floats(1.1, 1.5)),
    st.integers(0, 600),
    st.integers(0, 40),
    rates,
    shapes,
    ratios,
    st.floats(0, 2),
)
def test_months_agree_with_following_each_months_joiners(
    rate_ratio, people, joining, rate, k, ratio, followed
):
    result = months_until_detectable(
        rate_ratio,
        people,
        joining,
        rate,
        k,
        ratio,
        followed_years=followed,
        furthest_months=36,
    )
    assert result.months == slow_months(
        rate_ratio, people, joining, rate, k, ratio, followed, 36
    )
    assert result.people == (
        None if result.months is None else people + joining * result.months
    )


def test_month_in_which_a_still_caseload_is_detectable():
    result = months_until_detectable(0.7, 200, 0, 0.8, 0.8, 3)
    before = (result.months - 1) / 12
    assert smallest_detectable_rate_ratio(200, 0.8, 0.8, 3, before).rate_ratio < 0.7
    after = result.months / 12
    assert smallest_detectable_rate_ratio(200, 0.8, 0.8, 3, after).rate_ratio >= 0.7
    own = months_until_detectable(0.7, 200, 0, 0.8, 0.8, 3, variance="alternative")
    assert own.months > result.months


def test_dispersion_sets_a_floor_that_waiting_cannot_pass():
    result = months_until_detectable(0.9, 50, 0, 0.8, 0.8, 1)
    assert result.months is None
    assert result.people is None


GOOD = {
    "people": 200,
    "rate": 0.8,
    "dispersion_k": 0.8,
    "comparison_ratio": 1,
    "follow_up_years": 1,
}


@pytest.mark.parametrize(
    ("argument", "bad"),
    [
        ("people", 0),
        ("people", 2.5),
        ("people", math.nan),
        ("people", "200"),
        ("rate", 0),
        ("rate", math.inf),
        ("rate", [0.5, 0.8]),
        ("dispersion_k", -1),
        ("dispersion_k", math.nan),
        ("comparison_ratio", 0),
        ("follow_up_years", -1),
        ("power", 1),
        ("power", 0.4),
        ("power", 80),
        ("confidence", 95),
        ("variance", "pooled"),
    ],
)
def test_input_that_cannot_be_used(argument, bad):
    with pytest.raises(StatisticsError) as caught:
        smallest_detectable_rate_ratio(**(GOOD | {argument: bad}))
    assert caught.value.argument == argument


@pytest.mark.parametrize("bad", [1, 0, -0.5, math.nan, math.inf])
def test_rate_ratio_that_is_no_effect(bad):
    with pytest.raises(StatisticsError, match="rate_ratio"):
        people_needed(bad, 0.8, 0.8, 1, 1)


@pytest.mark.parametrize(
    ("argument", "bad"),
    [
        ("people", -1),
        ("joining_per_month", -1),
        ("joining_per_month", math.nan),
        ("followed_years", -0.1),
        ("furthest_months", -1),
        ("rate", 0),
        ("variance", ""),
    ],
)
def test_growth_that_cannot_be_used(argument, bad):
    good = {
        "rate_ratio": 0.8,
        "people": 100,
        "joining_per_month": 5,
        "rate": 0.8,
        "dispersion_k": 0.8,
        "comparison_ratio": 1,
    }
    with pytest.raises(StatisticsError) as caught:
        months_until_detectable(**(good | {argument: bad}))
    assert caught.value.argument == argument

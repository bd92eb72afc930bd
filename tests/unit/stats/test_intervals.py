"""Intervals: against plain formulas and searches, by their properties, on bad input."""

from math import comb, exp, fsum, lgamma, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from data_access.stats import intervals
from data_access.stats.errors import StatisticsError

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.998])
COUNTS = st.integers(0, 400)
SIZES = st.integers(1, 100_000)
TIMES = st.floats(0.1, 1e6)


def z_of(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def fields(result: intervals.Interval) -> list[float]:
    return [float(result.estimate), float(result.lower), float(result.upper)]


@st.composite
def shares(draw):
    n = draw(SIZES)
    return draw(st.integers(0, n)), n


# Proportions


@settings(max_examples=150, deadline=None)
@given(shares(), LEVELS)
def test_wilson_solves_the_score_equation(share, confidence):
    events, n = share
    result = intervals.wilson(events, n, confidence)
    z = z_of(confidence)
    for limit in (float(result.lower), float(result.upper)):
        if 0 < limit < 1:
            gap = abs(events / n - limit)
            assert gap == pytest.approx(z * sqrt(limit * (1 - limit) / n), rel=1e-6)
    assert (result.lower == 0) == (events == 0)
    assert (result.upper == 1) == (events == n)


@settings(max_examples=100, deadline=None)
@given(shares(), LEVELS)
def test_wilson_mirrors_and_contains_its_estimate(share, confidence):
    events, n = share
    result = intervals.wilson(events, n, confidence)
    assert 0 <= result.lower <= result.estimate <= result.upper <= 1
    rest = intervals.wilson(n - events, n, confidence)
    assert float(rest.lower) == pytest.approx(1 - result.upper, abs=1e-12)
    wider = intervals.wilson(events, n, 0.999)
    assert wider.lower <= result.lower
    assert result.upper <= wider.upper


@settings(max_examples=100, deadline=None)
@given(shares(), st.integers(2, 50), LEVELS)
def test_wilson_narrows_with_n(share, factor, confidence):
    events, n = share
    few = intervals.wilson(events, n, confidence)
    many = intervals.wilson(events * factor, n * factor, confidence)
    assert many.upper - many.lower < few.upper - few.lower


# Rates


def poisson_tail(events: int, mean: float) -> float:
    """Return the chance of at most `events` events, term by term."""
    return fsum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(events + 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9), TIMES, LEVELS)
def test_rate_below_ten_inverts_the_poisson_tails(events, person_time, confidence):
    tail = (1 - confidence) / 2
    upper = brentq(lambda mean: poisson_tail(events, mean) - tail, 1e-9, 100)
    lower = (
        brentq(lambda mean: 1 - poisson_tail(events - 1, mean) - tail, 1e-9, 100)
        if events
        else 0.0
    )
    result = intervals.rate(events, person_time, 1000, confidence)
    expected = [number / person_time * 1000 for number in (events, lower, upper)]
    assert fields(result) == pytest.approx(expected, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(10, 100_000), TIMES, LEVELS)
def test_rate_from_ten_is_byars_formula(events, person_time, confidence):
    z = z_of(confidence)
    lower = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3
    one_more = events + 1
    upper = one_more * (1 - 1 / (9 * one_more) + z / (3 * sqrt(one_more))) ** 3
    result = intervals.rate(events, person_time, confidence=confidence)
    expected = [number / person_time for number in (events, lower, upper)]
    assert fields(result) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.one_of(COUNTS, st.floats(0.001, 400)), TIMES, LEVELS, st.floats(0.01, 1e5))
def test_rate_scales_and_contains_its_estimate(events, person_time, confidence, scale):
    result = intervals.rate(events, person_time, confidence=confidence)
    assert 0 <= result.lower <= result.estimate <= result.upper
    scaled = intervals.rate(events, person_time, scale, confidence)
    assert fields(scaled) == pytest.approx(
        [x * scale for x in fields(result)], rel=1e-9
    )
    longer = intervals.rate(events, person_time * scale, confidence=confidence)
    assert fields(longer) == pytest.approx(
        [x / scale for x in fields(result)], rel=1e-9
    )


def test_rate_limits_rise_with_events_across_the_change_of_method():
    result = intervals.rate(np.arange(200), 1000.0)
    assert (np.diff(result.lower) > 0).all()
    assert (np.diff(result.upper) > 0).all()


# Two rates


def two_rates(draw_other_zero: bool = True):
    least = 0 if draw_other_zero else 1
    return st.tuples(COUNTS, TIMES, st.integers(least, 400), TIMES)


@settings(max_examples=100, deadline=None)
@given(two_rates(), LEVELS)
def test_rate_difference_is_mover(given_rates, confidence):
    events, time, other_events, other_time = given_rates
    one, low, high = fields(intervals.rate(events, time, 100, confidence))
    two, low2, high2 = fields(intervals.rate(other_events, other_time, 100, confidence))
    result = intervals.rate_difference(*given_rates, 100, confidence)
    expected = [
        one - two,
        one - two - sqrt((one - low) ** 2 + (high2 - two) ** 2),
        one - two + sqrt((high - one) ** 2 + (two - low2) ** 2),
    ]
    assert fields(result) == pytest.approx(expected, rel=1e-9, abs=1e-12 * (one + two))
    assert result.lower <= result.estimate <= result.upper
    other = intervals.rate_difference(
        other_events, other_time, events, time, 100, confidence
    )
    swapped = [-other.estimate, -other.upper, -other.lower]
    assert fields(result) == pytest.approx([float(x) for x in swapped])


def binomial_tail(events: int, n: int, share: float) -> float:
    """Return the chance of at most `events` of n, term by term."""
    return fsum(
        comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(events + 1)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 30),
    st.floats(0.5, 5e3),
    st.integers(1, 30),
    st.floats(0.5, 5e3),
    LEVELS,
)
def test_rate_ratio_inverts_the_binomial(events, time, other_events, other_time, level):
    both, tail = events + other_events, (1 - level) / 2

    def ratio(share: float) -> float:
        return share / (1 - share) * other_time / time

    top = brentq(lambda p: binomial_tail(events, both, p) - tail, 1e-12, 1 - 1e-12)
    bottom = (
        brentq(
            lambda p: 1 - binomial_tail(events - 1, both, p) - tail, 1e-12, 1 - 1e-12
        )
        if events
        else 0.0
    )
    result = intervals.rate_ratio(events, time, other_events, other_time, level)
    expected = [events / time / (other_events / other_time), ratio(bottom), ratio(top)]
    assert fields(result) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(two_rates(), LEVELS)
def test_rate_ratio_inverts_with_its_groups(given_rates, confidence):
    events, time, other_events, other_time = given_rates
    assume(events and other_events)
    result = intervals.rate_ratio(*given_rates, confidence)
    assert result.lower <= result.estimate <= result.upper
    other = intervals.rate_ratio(other_events, other_time, events, time, confidence)
    swapped = [1 / other.estimate, 1 / other.upper, 1 / other.lower]
    assert fields(result) == pytest.approx([float(x) for x in swapped], rel=1e-6)


def test_rate_ratio_with_no_events_in_one_group():
    result = intervals.rate_ratio([0, 5], [100.0, 100.0], [5, 0], [100.0, 100.0])
    assert result.estimate.tolist() == [0, np.inf]
    assert result.lower[0] == 0
    assert result.lower[1] > 0
    assert result.upper[1] == np.inf
    assert float(result.upper[0]) == pytest.approx(1 / result.lower[1])


# Shapes


def test_a_scalar_gives_a_number_and_an_array_an_array():
    result = intervals.wilson(5, 10)
    assert f"{result.estimate:.2f} {result.lower:.3f}" == "0.50 0.237"
    assert isinstance(intervals.rate(5, 10.0).upper, float)
    assert intervals.wilson([[5, 6]], [[10, 10]]).lower.shape == (1, 2)
    assert intervals.rate([5, 6], 10.0).lower.shape == (2,)
    assert intervals.rate_ratio([5, 6], 10.0, 3, 10.0).lower.shape == (2,)
    assert intervals.rate_difference(5, 10.0, [3, 4], 10.0).lower.shape == (2,)
    assert isinstance(intervals.rate_ratio(5, 10.0, 3, 10.0).upper, float)
    assert isinstance(intervals.rate_difference(5, 10.0, 3, 10.0).upper, float)


# Bad input


@pytest.mark.parametrize(
    ("call", "argument", "reason"),
    [
        (lambda: intervals.wilson(6, 5), "events", "above n"),
        (lambda: intervals.wilson(-1, 5), "events", "negative"),
        (lambda: intervals.wilson([1, -1], [5, 5]), "events", "negative at position 1"),
        (lambda: intervals.wilson(0, 0), "n", "above zero"),
        (lambda: intervals.wilson(np.nan, 5), "events", "missing"),
        (lambda: intervals.wilson([1, 2], [5, np.nan]), "n", "missing at position 1"),
        (lambda: intervals.wilson(1, np.inf), "n", "infinite"),
        (lambda: intervals.wilson([], []), "events", "empty"),
        (lambda: intervals.wilson([1, "2"], [5, 5]), "events", "not str"),
        (lambda: intervals.wilson([1, 2], [5, 5, 5]), "n", "shape"),
        (lambda: intervals.wilson(1, 5, 95), "confidence", "such as 0.95"),
        (lambda: intervals.wilson(1, 5, 1), "confidence", "such as 0.95"),
        (lambda: intervals.rate(1, 0), "person_time", "above zero"),
        (lambda: intervals.rate(-1, 5), "events", "negative"),
        (lambda: intervals.rate(1, 5, 0), "multiplier", "above zero"),
        (lambda: intervals.rate(1, 5, [1, 2]), "multiplier", "one number"),
        (lambda: intervals.rate([1, 2], [5, 5, 5]), "person_time", "shape"),
        (lambda: intervals.rate_ratio(0, 5, 0, 5), "events", "0 in both"),
        (lambda: intervals.rate_ratio(1, 5, -1, 5), "other_events", "negative"),
        (lambda: intervals.rate_ratio(1, 5, 1, 0), "other_person_time", "above zero"),
        (lambda: intervals.rate_ratio(1, 5, 1, 5, 95), "confidence", "0.95"),
        (
            lambda: intervals.rate_ratio([1, 1], 5, [1, 1, 1], 5),
            "other_events",
            "shape",
        ),
        (lambda: intervals.rate_difference(1, 5, -1, 5), "other_events", "negative"),
        (
            lambda: intervals.rate_difference(1, 5, 1, np.nan),
            "other_person_time",
            "miss",
        ),
        (
            lambda: intervals.rate_difference(1, 5, 1, 5, confidence=95),
            "confidence",
            "0",
        ),
        (
            lambda: intervals.rate_difference([1, 1], 5, [1, 1, 1], 5),
            "other_events",
            "shape",
        ),
    ],
)
def test_bad_input_is_named(call, argument, reason):
    with pytest.raises(StatisticsError) as caught:
        call()
    assert caught.value.argument == argument
    assert reason in caught.value.reason

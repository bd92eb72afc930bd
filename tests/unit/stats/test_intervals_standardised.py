"""Standardised rates: against plain loops, by their properties, and on bad input."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats import intervals
from data_access.stats.errors import StatisticsError

WEIGHTS = list(intervals.ESP_2013.values())
BANDS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(60, 5000), st.integers(1, 7000)),
    min_size=1,
    max_size=8,
)


def columns(bands) -> tuple[list[int], ...]:
    return tuple(list(column) for column in zip(*bands, strict=True))


def fields(result: intervals.Interval) -> list[float]:
    return [float(result.estimate), float(result.lower), float(result.upper)]


def slow_dsr(events, people, weights, squares):
    total = sum(events)
    if total < 10:
        return [float("nan")] * 3
    rate = variance = 0.0
    for count, size, weight, square in zip(
        events, people, weights, squares, strict=True
    ):
        rate += weight / sum(weights) * count / size
        variance += (weight / sum(weights) / size) ** 2 * square
    counts = intervals.rate(total, 1.0)
    error = sqrt(variance / total)
    return [
        100_000 * number
        for number in (
            rate,
            rate + error * (float(counts.lower) - total),
            rate + error * (float(counts.upper) - total),
        )
    ]


@settings(max_examples=150, deadline=None)
@given(BANDS)
def test_dsr_agrees_with_plain_loops(bands):
    events, people, weights = columns(bands)
    result = intervals.dsr(events, people, weights)
    slow = slow_dsr(events, people, weights, events)
    assert fields(result) == pytest.approx(slow, rel=1e-9, nan_ok=True)
    assert np.isnan(result.lower) == (sum(events) < 10)


# People with one to four events each, by band: the reference's own breakdown.
PEOPLE = st.lists(
    st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=2, max_size=6
)


@settings(max_examples=100, deadline=None)
@given(PEOPLE)
def test_repeat_events_add_the_square_of_each_persons_number(people_by_frequency):
    bands = len(people_by_frequency)
    frequency = [1, 2, 3, 4]
    events, squares = (
        [
            sum(n * often**power for n, often in zip(band, frequency, strict=True))
            for band in people_by_frequency
        ]
        for power in (1, 2)
    )
    population, weights = [1000] * bands, WEIGHTS[:bands]
    result = intervals.dsr(events, population, weights, squares=squares)
    slow = slow_dsr(events, population, weights, squares)
    assert fields(result) == pytest.approx(slow, rel=1e-9, nan_ok=True)
    independent = intervals.dsr(events, population, weights)
    np.testing.assert_array_equal(result.estimate, independent.estimate)
    if sum(events) >= 10:
        assert result.lower <= independent.lower
        assert result.upper >= independent.upper


@settings(max_examples=60, deadline=None)
@given(BANDS, st.integers(2, 9))
def test_dsr_does_not_depend_on_the_size_of_the_standard(bands, factor):
    events, people, weights = columns(bands)
    one = intervals.dsr(events, people, weights)
    other = intervals.dsr(events, people, [weight * factor for weight in weights])
    assert fields(one) == pytest.approx(fields(other), rel=1e-9, nan_ok=True)


def test_dsr_of_equal_rates_is_that_rate_and_narrows_with_size():
    people = np.array([1000.0, 4000.0, 500.0])
    result = intervals.dsr(people * 0.02, people, WEIGHTS[:3])
    assert float(result.estimate) == pytest.approx(2000)
    larger = intervals.dsr(people * 0.2, people * 10, WEIGHTS[:3])
    assert larger.upper - larger.lower < result.upper - result.lower


def test_dsr_keeps_the_axes_before_the_bands():
    events = np.full((2, 3, 4), 5)
    result = intervals.dsr(events, np.full((2, 3, 4), 100), WEIGHTS[:4])
    assert result.lower.shape == (2, 3)
    np.testing.assert_allclose(result.estimate, 5000)


def test_the_european_standard_population_is_100_000_people():
    assert len(WEIGHTS) == 19
    assert sum(WEIGHTS) == 100_000


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.integers(50, 5000),
            st.integers(1, 500),
            st.integers(500, 90_000),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_indirect_standardisation_agrees_with_plain_loops(bands):
    events, people, cases, living = columns(bands)
    expected = sum(
        size * count / pool
        for size, count, pool in zip(people, cases, living, strict=True)
    )
    counts = intervals.rate(sum(events), 1.0)
    smr = [100 * number / expected for number in fields(counts)]
    result = intervals.isratio(events, people, cases, living, multiplier=100)
    assert fields(result) == pytest.approx(smr, rel=1e-9)
    crude = sum(cases) / sum(living)
    rate = intervals.israte(events, people, cases, living)
    assert fields(rate) == pytest.approx(
        [number * crude * 1000 for number in smr], rel=1e-9
    )


def test_the_reference_against_itself_has_a_ratio_of_one():
    cases, living = [5, 20, 90], [1000, 1500, 700]
    assert float(intervals.isratio(cases, living, cases, living).estimate) == 1


GOOD = {"events": [20, 30], "population": [100, 200], "standard": [5000, 5500]}
REFERENCE = {"reference_events": [50, 60], "reference_population": [900, 800]}


@pytest.mark.parametrize(
    ("change", "argument", "reason"),
    [
        ({"events": [20, -1]}, "events", "negative"),
        ({"events": [20, np.nan]}, "events", "missing"),
        ({"events": 20, "population": 100}, "events", "one number an age band"),
        ({"events": []}, "events", "empty"),
        ({"population": [100, 0]}, "population", "above zero"),
        ({"population": [100, 200, 300]}, "population", "shape"),
        ({"standard": [5000]}, "standard", "shape"),
        ({"standard": [0, 0]}, "standard", "0 in every band"),
        ({"standard": [5000, -1]}, "standard", "negative"),
        ({"squares": [19, 30]}, "squares", "between"),
        ({"squares": [401, 30]}, "squares", "between"),
        ({"squares": [20]}, "squares", "shape"),
        ({"multiplier": 0}, "multiplier", "above zero"),
        ({"confidence": 95}, "confidence", "0.95"),
    ],
)
def test_bad_input_to_dsr_is_named(change, argument, reason):
    with pytest.raises(StatisticsError) as caught:
        intervals.dsr(**(GOOD | change))
    assert caught.value.argument == argument
    assert reason in caught.value.reason


@pytest.mark.parametrize("function", [intervals.israte, intervals.isratio])
@pytest.mark.parametrize(
    ("change", "argument", "reason"),
    [
        ({"events": [20, -1]}, "events", "negative"),
        ({"population": [100, 0]}, "population", "above zero"),
        ({"reference_events": [0, 0]}, "reference_events", "no events are expected"),
        ({"reference_events": [1]}, "reference_events", "shape"),
        ({"reference_population": [900, 0]}, "reference_population", "above zero"),
        ({"reference_population": [900]}, "reference_population", "shape"),
        ({"multiplier": -1}, "multiplier", "above zero"),
        ({"confidence": 0}, "confidence", "0.95"),
    ],
)
def test_bad_input_to_indirect_rates_is_named(function, change, argument, reason):
    good = {name: GOOD[name] for name in ("events", "population")} | REFERENCE
    with pytest.raises(StatisticsError) as caught:
        function(**(good | change))
    assert caught.value.argument == argument
    assert reason in caught.value.reason

"""The mean change from sums is what SciPy gives from the changes themselves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.change import paired_change
from data_access.stats.errors import StatisticsError

tenths = st.integers(-1000, 1000).map(lambda tenth: tenth / 10)


def from_people(changes: list[float], confidence: float = 0.95):
    held = np.array(changes)
    return paired_change(len(held), held.sum(), (held**2).sum(), confidence)


@settings(max_examples=60)
@given(
    st.lists(tenths, min_size=2, max_size=60).filter(lambda held: len(set(held)) > 1),
    st.sampled_from([0.8, 0.95, 0.998]),
)
def test_agrees_with_a_t_test_of_the_changes(
    changes: list[float], confidence: float
) -> None:
    result = from_people(changes, confidence)
    low, high = stats.ttest_1samp(changes, 0).confidence_interval(confidence)
    assert result.estimate == pytest.approx(np.mean(changes), abs=1e-9)
    assert result.lower == pytest.approx(low, rel=1e-6, abs=1e-6)
    assert result.upper == pytest.approx(high, rel=1e-6, abs=1e-6)


@settings(max_examples=30)
@given(st.lists(tenths, min_size=2, max_size=20), st.lists(tenths, min_size=1))
def test_sums_of_two_places_are_those_of_both(
    here: list[float], there: list[float]
) -> None:
    both = from_people(here + there)
    added = paired_change(
        len(here) + len(there),
        sum(here) + sum(there),
        sum(c * c for c in here) + sum(c * c for c in there),
    )
    assert added.estimate == pytest.approx(both.estimate, abs=1e-9)


@pytest.mark.parametrize("change", [0.0, 2.0, 0.1, -7.3])
def test_where_all_changed_alike_there_are_no_limits(change: float) -> None:
    result = from_people([change] * 30)
    assert result.estimate == pytest.approx(change)
    assert math.isnan(result.lower)
    assert math.isnan(result.upper)


@pytest.mark.parametrize(
    ("people", "total", "squares", "argument"),
    [
        (1, 3, 9, "people"),
        (0, 0, 0, "people"),
        (4, math.nan, 9, "total"),
        (4, 8, math.inf, "total_of_squares"),
        (4, 8, 15, "total_of_squares"),  # four changes of 2 have 16 at the least
        (4, 0, -1, "total_of_squares"),
    ],
)
def test_what_cannot_be_is_refused(
    people: float, total: float, squares: float, argument: str
) -> None:
    with pytest.raises(StatisticsError, match=argument):
        paired_change(people, total, squares)

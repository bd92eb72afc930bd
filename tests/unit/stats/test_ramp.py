"""Where a new service's ramp-up ends, and where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.stats.errors import StatisticsError
from data_access.stats.ramp import growth_end, ramp_end


def test_a_ramp_ends_where_it_gains_no_more_than_a_tenth() -> None:
    assert ramp_end([10, 20, 30, 40, 50, 60, 61, 60, 59, 62]) == 6
    assert ramp_end([10, 20, 18, 30, 40, 41, 40, 42]) == 5, "a month's pause is no end"


def test_growth_may_have_begun_before_the_first_month() -> None:
    assert growth_end([93, 96, 104, 104, 107, 109, 114, 112, 99, 103]) == 3
    assert growth_end([10, 20, 30, 40, 50, 60, 61, 60, 59, 62]) == 6
    assert growth_end([100, 101, 99, 100]) == 0
    assert growth_end([100, 90, 80, 70]) == 0


@pytest.mark.parametrize(
    "values",
    [[100, 101, 99, 100], [60, 80, 100, 100, 101], [100, 90, 80, 70], [5], [0, 0, 0]],
)
def test_what_begins_in_the_middle_has_none(values: list[float]) -> None:
    assert ramp_end(values) == 0


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_later_months_never_move_the_end(values: list[float]) -> None:
    end = ramp_end(values)
    assert 0 <= end <= len(values)
    if 0 < end <= len(values) - 3:
        assert ramp_end([*values, 0.0, 1e9]) == end
        assert values[0] <= 0.5 * values[end - 1]


def test_missing_and_negative_values_are_refused() -> None:
    for bad in ([1.0, np.nan], [1.0, -1.0], []):
        with pytest.raises(StatisticsError):
            ramp_end(bad)

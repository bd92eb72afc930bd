"""Where most months are the same, none is called unusual for being as they are."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.months import months_after
from data_access.questions.parts.judged import judge_changes, judge_levels

LENGTH = 36
MONTHS = tuple(months_after(date(2023, 11, 1), n) for n in range(LENGTH))
ONE = np.ones(LENGTH)
FEW = st.sets(st.integers(0, LENGTH - 1), min_size=1, max_size=LENGTH // 2 - 1)


@given(FEW, st.sampled_from([0, 1, 2]))
def test_a_few_events_in_years_are_not_judged(few: set[int], waves: int) -> None:
    values = np.array([500.0 * (place in few) for place in range(LENGTH)])
    judged = judge_levels(values, MONTHS, (), ONE, waves=waves)
    assert judged.rare
    assert not judged.seen.any()
    assert not np.isfinite(judged.lower).any()


@pytest.mark.parametrize("waves", [0, 1, 2])
def test_nothing_at_all_and_something_mostly_are_judged(waves: int) -> None:
    for values in (np.zeros(LENGTH), np.arange(LENGTH) % 3 + 1.0):
        judged = judge_levels(values, MONTHS, (), ONE, waves=waves)
        assert judged.seen.all()
        inside = (judged.lower <= values) & (values <= judged.upper)
        assert inside.mean() > 0.5


@given(
    st.integers(13, LENGTH).flatmap(
        lambda n: st.lists(st.booleans(), min_size=n, max_size=n)
    ),
    st.sampled_from([5.0, 50.0, 995.0]),
)
def test_no_step_of_the_rounding_is_a_change(above: list[bool], level: float) -> None:
    """A steady number that rounds now up, now down, in any order, has not changed."""
    values = level + 5.0 * np.array(above)
    grain = np.full(values.size, 5.0)
    judged = judge_levels(values, MONTHS[: values.size], (), grain, rounded=True)
    assert (judged.lower <= values).all()
    assert (values <= judged.upper).all()
    assert not judged.direction.any()
    stock = judge_changes(values, (), grain, rounded=True)
    assert not stock.direction.any()


@given(st.integers(13, LENGTH), st.integers(1, LENGTH - 1))
def test_what_is_more_than_a_step_is_still_found(length: int, begins: int) -> None:
    """From 40 to 60 rounded to fives, at least six months of either."""
    begins = min(max(begins, 7), length - 6)
    values = np.where(np.arange(length) < begins, 40.0, 60.0)
    found = judge_levels(
        values, MONTHS[:length], (), np.full(length, 5.0), rounded=True
    )
    assert found.direction[begins + 5] == 1

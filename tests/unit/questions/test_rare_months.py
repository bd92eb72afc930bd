"""Where most months are the same, none is called unusual for being as they are."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.months import months_after
from data_access.questions.parts.judged import judge_levels

LENGTH = 36
MONTHS = tuple(months_after(date(2023, 11, 1), n) for n in range(LENGTH))
FEW = st.sets(st.integers(0, LENGTH - 1), min_size=1, max_size=LENGTH // 2 - 1)


@given(FEW, st.sampled_from([0, 1, 2]))
def test_a_few_events_in_years_are_not_judged(few: set[int], waves: int) -> None:
    values = np.array([500.0 * (place in few) for place in range(LENGTH)])
    judged = judge_levels(values, MONTHS, (), waves=waves)
    assert judged.rare
    assert not judged.seen.any()
    assert not np.isfinite(judged.lower).any()


@pytest.mark.parametrize("waves", [0, 1, 2])
def test_nothing_at_all_and_something_mostly_are_judged(waves: int) -> None:
    for values in (np.zeros(LENGTH), np.arange(LENGTH) % 3 + 1.0):
        judged = judge_levels(values, MONTHS, (), waves=waves)
        assert judged.seen.all()
        inside = (judged.lower <= values) & (values <= judged.upper)
        assert inside.mean() > 0.5


@given(
    st.integers(13, LENGTH),
    st.sets(st.integers(1, LENGTH // 3), min_size=1, max_size=4),
    st.booleans(),
)
def test_the_same_number_in_most_months_is_usual(
    length: int, thirds: set[int], at_end: bool
) -> None:
    """Rounded numbers: 10, 10, 15, 10, ...; screening would leave them no width."""
    values = np.full(length, 10.0)
    values[[3 * third for third in thirds if 3 * third < length]] = 15.0
    if at_end:
        values[-1] = 15.0
    judged = judge_levels(values, MONTHS[:length], ())
    usual = values == 10.0
    assert (judged.lower[usual] <= 10.0).all()
    assert (judged.upper[usual] >= 10.0).all()
    assert not judged.direction[usual].any()

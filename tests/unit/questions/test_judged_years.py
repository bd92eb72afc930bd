"""What two shares of people can differ by, however few the people are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data_access.questions.parts.judged_years import judge_years

MONTHS = 30
COUNTS = st.lists(
    st.tuples(st.integers(1, 12), st.floats(0, 1)), min_size=MONTHS, max_size=MONTHS
)


@given(COUNTS)
def test_shares_differ_by_a_hundred_points_at_most(
    counts: list[tuple[int, float]],
) -> None:
    people = np.array([float(of) for of, _ in counts])
    done = np.array([float(round(of * share)) for of, share in counts])
    judged = judge_years(100 * done / people, done, people, 100 / people)
    assert judged.difference is not None
    held = np.isfinite(judged.difference.lower)
    assert held.any()
    assert (judged.difference.lower[held] >= -100).all()
    assert (judged.difference.upper[held] <= 100).all()

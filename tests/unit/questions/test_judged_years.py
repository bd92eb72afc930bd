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


def width(shares: np.ndarray, people: np.ndarray) -> float:
    """Return how far apart the last month's limits are."""
    done = shares * people / 100
    difference = judge_years(shares, done, people, 100 / people).difference
    assert difference is not None
    return float(difference.upper[-1] - difference.lower[-1])


def test_the_first_people_of_a_new_service_say_nothing_of_its_months() -> None:
    """Their share moves as it never will again: without them the limits are closer."""
    random = np.random.default_rng(4)
    shares = np.concatenate([[20.0, 45.0, 60.0], 60 + random.normal(0, 1, 24)])
    grown = np.concatenate([[400.0, 520.0, 700.0], np.full(24, 800.0)])
    alike = np.full(27, 800.0)
    assert width(shares, grown) < 0.6 * width(shares, alike)
    assert width(shares, grown) < 1.3 * width(shares[3:], alike[3:])


def test_where_hardly_a_month_is_left_the_growing_ones_are_used_too() -> None:
    random = np.random.default_rng(5)
    shares = 60 + random.normal(0, 6, 18)
    growing = 400.0 * 1.06 ** np.arange(18)
    settled = np.concatenate([growing[:13], np.full(5, growing[13])])
    assert width(shares, growing) > 20
    assert width(shares, settled) > 20

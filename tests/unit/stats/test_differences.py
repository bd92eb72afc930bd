import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from data_access.stats.differences import share_difference
from data_access.stats.errors import StatisticsError

counts = st.tuples(
    st.integers(1, 500), st.floats(0, 1), st.integers(1, 500), st.floats(0, 1)
)


@given(counts)
def test_agrees_with_statsmodels(draws: tuple[int, float, int, float]) -> None:
    n, share, n_before, share_before = draws
    events, before = round(n * share), round(n_before * share_before)
    ours = share_difference(events, n, before, n_before)
    low, high = confint_proportions_2indep(
        events, n, before, n_before, method="newcomb", compare="diff"
    )
    assert ours.lower == pytest.approx(low, abs=1e-9)
    assert ours.upper == pytest.approx(high, abs=1e-9)
    assert ours.lower <= ours.estimate <= ours.upper


def test_takes_arrays_element_by_element() -> None:
    both = share_difference([10, 5], [20, 20], [5, 10], [20, 20])
    assert both.estimate == pytest.approx([0.25, -0.25])
    assert np.asarray(both.lower)[0] == pytest.approx(-np.asarray(both.upper)[1])


def test_names_the_argument_it_cannot_use() -> None:
    with pytest.raises(StatisticsError, match="events"):
        share_difference(3, 2, 1, 2)

"""A share of weighted answers, whose counts are not whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.queries.england_outcomes import Outcome
from data_access.questions.england.england_outcome import outcome_share

WEIGHTED = st.floats(0.1, 5_000)


@given(base=WEIGHTED, effective=st.floats(1, 5_000))
def test_all_of_a_base_is_all_of_it_however_it_rounds(
    base: float, effective: float
) -> None:
    shown = outcome_share("A", "All", Outcome(base, base, effective, 9, 1, None))
    assert shown.value == pytest.approx(100)
    assert shown.lower is not None
    assert shown.lower < 100
    assert shown.upper == pytest.approx(100)

"""How many events were avoided, in words: more, fewer or as many as expected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fixtures.samples.sample_estimate import SAMPLE_ESTIMATE
from hypothesis import given
from hypothesis import strategies as st

from data_access.questions.impact.ratios import avoided_sentence


@pytest.mark.parametrize(
    ("avoided", "low", "high", "said"),
    [
        (0.04, -12.0, 15.0, "as many visits as expected in 12 months (from 15 fewer"),
        (-0.04, -12.0, 15.0, "as many visits as expected in 12 months (from 15 fewer"),
        (3.2, 0.0, 8.0, "3.2 fewer visits than expected in 12 months (from 8 fewer to"),
        (3.2, 0.0, 8.0, "to none more)"),
        (-3.2, -8.0, 0.0, "3.2 more visits than expected in 12 months (from none "),
    ],
)
def test_none_has_words_of_its_own(
    avoided: float, low: float, high: float, said: str
) -> None:
    one = replace(SAMPLE_ESTIMATE, avoided=avoided, avoided_low=low, avoided_high=high)
    assert said in avoided_sentence(one, "visits", "cannot tell yet")


@given(st.floats(-500, 500), st.floats(0, 300), st.floats(0, 300))
def test_nothing_is_counted_as_zero_fewer(
    avoided: float, below: float, above: float
) -> None:
    one = replace(
        SAMPLE_ESTIMATE,
        avoided=avoided,
        avoided_low=avoided - below,
        avoided_high=avoided + above,
    )
    words = avoided_sentence(one, "visits", "cannot tell yet")
    for none in ("no fewer", " 0 fewer", " 0 more", "(from 0 ", "−"):
        assert none not in words

"""What is said of people picked is true and can be read, however they changed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from data_access.questions.impact.impact_picking import _change, _step
from data_access.stats.picked import PickedChange

a_year = st.floats(0.01, 8)


@given(a_year, a_year, a_year, st.floats(0.1, 0.9), st.floats(1.1, 4), st.booleans())
def test_no_fall_is_of_more_than_there_was(
    before: float, after: float, expected: float, low: float, high: float, exact: bool
) -> None:
    """Similar people may have far more than before while those who started have less.

    What is left is then more than all the admissions before; no share of them is said,
    and the parts add up in the one unit that is.
    """
    ratio = after / expected
    picked = PickedChange(
        people=400,
        before_events=400 * before,
        observed_events=400 * after,
        expected_events=400 * expected,
        before_per_year=before,
        after_per_year=after,
        expected_per_year=expected,
        low=ratio * low,
        high=ratio * high,
    )
    step = _step(0, "everyone who started", "Some PCN", picked, exact=exact)
    words = f"{step.caption.headline}. {step.caption.summary}"
    change = _change(picked, exact=exact)
    assert step.change == change
    if change is None:
        return
    assert not re.search(r"\d%(?! interval)", words)
    # No part falls below nothing at all.
    assert change.naive >= -1000 * before * 1.05
    assert change.left >= -1000 * expected * 1.05
    assert change.lower <= change.left <= change.upper
    slack = 0.05 * max(map(abs, (change.naive, change.with_no_effect, change.left)))
    parts = change.with_no_effect + change.left
    assert abs(change.naive - parts) <= (1e-6 if exact else 3 * slack)
    for part, word in ((change.left, "remaining change is"), (change.naive, "shows")):
        if abs(part) >= 1:
            fell = "fall" if part < 0 else "rise"
            assert f"{word} a {fell} of " in words

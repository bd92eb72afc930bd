"""Nothing is called alike, or the same, beside a chance that says that it was not."""

import re
from dataclasses import replace

from fixtures.samples.sample_estimate import SAMPLE_ESTIMATE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data_access.questions.impact.impact_path import joint_test
from data_access.stats.diagnosis import (
    ALONE,
    SIGNIFICANCE,
    check_controls,
    check_earlier,
)
from data_access.stats.earlier_trend import EarlierTrend

SAYS_ALIKE = re.compile(r"\balike\b|\bsame course\b|\bdid not differ\b")
SHOWN = re.compile(r"p (?:= (\d\.\d\d)|is below (0\.01))\.")
CHANCES = st.one_of(st.none(), st.floats(0, 1), st.floats(0, 0.1))
FOUND = replace(
    SAMPLE_ESTIMATE, rate_ratio=0.5, rate_ratio_low=0.4, rate_ratio_high=0.62
)


@settings(max_examples=400, deadline=None)
@given(CHANCES, CHANCES)
@example(0.03, 0.5)
@example(0.5, 0.03)
@example(0.0499, None)
@example(0.0, 0.0)
def test_no_small_chance_stands_beside_alike(
    quarters: float | None, year: float | None
) -> None:
    check = check_earlier(
        EarlierTrend(1.0, 4, 100, quarters),
        replace(SAMPLE_ESTIMATE, p_value=year),
        FOUND,
    )
    known = [p for p in (quarters, year) if p is not None]
    fails = bool(known) and min(known) < SIGNIFICANCE / len(known)
    assert (check.passed is False) == fails
    if not known or min(known) < ALONE:
        assert not SAYS_ALIKE.search(check.sentence), known
    # As the reader meets it: the headline, with the chance as it is written.
    said = SHOWN.search(joint_test(quarters))
    assert (said is None) == (quarters is None)
    if said and float(said[1] or said[2]) < ALONE:
        assert not SAYS_ALIKE.search(check.sentence)
    assert said is None or said[1] != "0.00"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_controls_that_differ_are_not_said_not_to(chances: list[float]) -> None:
    """Each has its share of the level of the check."""
    controls = {
        f"c{n}": replace(SAMPLE_ESTIMATE, p_value=p) for n, p in enumerate(chances)
    }
    check = check_controls(controls)
    differs = min(chances) < SIGNIFICANCE / len(chances)
    assert bool(SAYS_ALIKE.search(check.sentence)) is not differs

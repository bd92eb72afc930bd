"""A board's comparison of characteristics comes from rounded sums, and few are none."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.questions.impact.balance_sums import COHORT, STARTED, balance_sums

GROUPS = (*STARTED, "comparison_before", "comparison_after")


def sums_of(covariate: str, counts: dict[str, float], weight: float) -> pd.DataFrame:
    """Return the rows of something that people have or do not have."""
    rows = [
        (covariate, group, weight, counts.get(group, 40.0), counts.get(group, 40.0))
        for group in GROUPS
    ]
    return pd.DataFrame(
        rows, columns=["covariate", "group", "weight", "total", "square"]
    ).assign(weight_squared=weight)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 102), st.sampled_from(STARTED))
def test_few_who_have_it_or_lack_it_are_left_out(count: int, group: str) -> None:
    sums = sums_of("female", {group: float(count)}, 102.0)
    shown = balance_sums(sums)
    assert shown.empty == (count < 8 or 102 - count < 8)
    assert (shown[["weight", "total"]] % 5 == 0).all(axis=None)


@settings(max_examples=200, deadline=None)
@given(st.integers(8, 92), st.integers(98, 102))
def test_counts_that_are_rounded_alike_look_the_same(count: int, people: int) -> None:
    rounded = 5 * np.floor(count / 5 + 0.5)
    first, second = (
        balance_sums(sums_of("female", {"started_before": n}, weight))
        for n, weight in ((float(count), float(people)), (max(rounded, 8.0), 100.0))
    )
    if first.empty or second.empty:  # so few lack it that rounding tells
        assert people - count < 10
        return
    columns = ["weight", "total", "square"]
    pd.testing.assert_frame_equal(first[columns], second[columns])


def test_a_cohort_of_a_few_takes_another_with_it() -> None:
    """All who started are in one cohort each, so the others would leave the small."""
    counts = {"smi": 3.0, "frailty": 12.0, "diabetes": 45.0, "none": 40.0}
    sums = pd.concat(
        sums_of(f"{COHORT}{name}", dict.fromkeys(GROUPS, count), 100.0)
        for name, count in counts.items()
    )
    assert set(balance_sums(sums)["covariate"]) == {
        f"{COHORT}diabetes",
        f"{COHORT}none",
    }

"""What a sceptic thinks of an estimate, against the worked example and integration."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from fixtures.samples.sample_estimate import SAMPLE_ESTIMATE
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.errors import StatisticsError
from data_access.stats.sceptic import sceptic

FOUND = replace(SAMPLE_ESTIMATE, rate_ratio=0.89, standard_error=0.118)


def test_the_worked_example() -> None:
    """An estimate of 0.89 (error 0.118) is 0.93 (0.78 to 1.12) to a sceptic."""
    got = sceptic(FOUND, 0.15)
    assert got is not None
    assert (round(got.rate_ratio, 2), round(got.low, 2), round(got.high, 2)) == (
        0.93,
        0.78,
        1.12,
    )


@given(st.floats(0.3, 3), st.floats(0.02, 0.8), st.floats(0.05, 0.5))
def test_chances_are_those_of_prior_times_likelihood(
    ratio: float, error: float, spread: float
) -> None:
    got = sceptic(replace(FOUND, rate_ratio=ratio, standard_error=error), spread)
    assert got is not None

    grid = np.linspace(-3, 3, 60_001)
    heights = stats.norm.logpdf(grid, 0, spread)
    heights += stats.norm.logpdf(math.log(ratio), grid, error)
    weights = np.exp(heights - heights.max())
    below = weights[grid < 0].sum() / weights.sum()
    assert got.fewer == pytest.approx(below, abs=2e-3)
    assert got.tenth_fewer <= got.fewer
    # A sceptic is never surer of an effect than the estimate alone.
    assert abs(math.log(got.rate_ratio)) <= abs(math.log(ratio)) + 1e-12


def test_without_an_error_there_is_nothing_to_weigh() -> None:
    assert sceptic(replace(FOUND, standard_error=None), 0.15) is None


@pytest.mark.parametrize("spread", [0.0, -1.0])
def test_a_prior_has_a_spread(spread: float) -> None:
    with pytest.raises(StatisticsError, match="spread"):
        sceptic(FOUND, spread)

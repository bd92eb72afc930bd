"""The last six against those before: as SciPy and statsmodels have it."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.errors import StatisticsError
from data_access.stats.recent import RECENT, recent_change
from data_access.stats.season import seasonal_waves

RATE = 0.005


@settings(max_examples=200, deadline=None)
@given(st.integers(13, 40), st.integers(0, 10_000), st.floats(-4, 4))
def test_without_a_season_it_is_the_t_test_of_two_samples(
    length: int, seed: int, step: float
) -> None:
    values = np.random.default_rng(seed).normal(20, 1, length)
    values[-RECENT:] += step
    after, before = values[-RECENT:], values[:-RECENT]
    found = recent_change(values, error_rate=RATE)
    assert (found.recent, found.before) == pytest.approx((after.mean(), before.mean()))
    told = stats.ttest_ind(after, before).pvalue < RATE
    way = np.sign(after.mean() - before.mean())
    stays = np.sign(values[-1] - before.mean()) == way
    assert found.direction == (way if told and stays else 0)


@settings(max_examples=100, deadline=None)
@given(st.integers(24, 48), st.integers(0, 10_000), st.floats(-4, 4))
def test_with_a_season_it_is_the_test_of_a_regression(
    length: int, seed: int, step: float
) -> None:
    waves = seasonal_waves(np.arange(length) % 12, 2)
    values = np.random.default_rng(seed).normal(20, 1, length) + waves @ [3, 1, 0.5, 0]
    values[-RECENT:] += step
    recent = (np.arange(length) >= length - RECENT).astype(float)
    fit = sm.OLS(values, np.column_stack([np.ones(length), recent, waves])).fit()
    found = recent_change(values, error_rate=RATE, waves=waves)
    if fit.pvalues[1] >= RATE:
        assert found.direction == 0
    else:
        assert found.direction in (0, np.sign(fit.params[1]))
        beyond = values[-1] - (fit.fittedvalues[-1] - fit.params[1])
        assert bool(found.direction) == (np.sign(beyond) == np.sign(fit.params[1]))


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_what_never_varies_never_changes(value: float) -> None:
    assert recent_change([value] * 30, error_rate=RATE).direction == 0
    higher = value * 1.01 + 1
    assert recent_change([value] * 24 + [higher] * 6, error_rate=RATE).direction == 1


def test_it_errs_as_seldom_as_it_is_told_to() -> None:
    random = np.random.default_rng(11)
    found = [
        recent_change(random.normal(0, 1, 34), error_rate=0.05).direction
        for _ in range(2_000)
    ]
    assert 0.03 < np.mean(np.abs(found)) < 0.06


def test_too_few_values_and_wrong_rates_are_refused() -> None:
    with pytest.raises(StatisticsError, match="12 of the 13"):
        recent_change([1.0] * 12, error_rate=RATE)
    for rate in (0, 1):
        with pytest.raises(StatisticsError, match="between 0 and 1"):
            recent_change([1.0] * 20, error_rate=rate)

"""A level that jumps and stays: as a regression has it, and seldom by chance."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats.errors import StatisticsError
from data_access.stats.jump import FEWEST, WITHIN, jumps

RATE = 0.01


def walk(random: np.random.Generator, months: int = 34) -> np.ndarray:
    return 500 + random.normal(0, 6, months).cumsum()


def by_regression(values: np.ndarray, rate: float) -> tuple[int, int]:
    """Give the same by one regression a change, with a column for it alone."""
    changes = np.diff(values)
    for back in range(1, WITHIN):
        at = len(values) - 1 - back
        alone = np.arange(changes.size) == at - 1
        fit = sm.OLS(changes, sm.add_constant(alone.astype(float))).fit()
        way = int(np.sign(fit.params[1]))
        before = np.median(values[max(at - 3, 0) : at])
        kept = way * (values[-1] - before) > abs(changes[at - 1]) / 2
        if fit.pvalues[1] < rate and kept and way * changes[at - 1] > 0:
            return way, at
    return 0, -1


@settings(max_examples=200, deadline=None)
@given(
    st.integers(FEWEST + 4, 36),
    st.integers(0, 10_000),
    st.floats(-60, 60),
    st.integers(1, 4),
)
def test_it_is_the_test_of_one_change_in_a_regression(
    months: int, seed: int, step: float, ago: int
) -> None:
    values = walk(np.random.default_rng(seed), months)
    values[-ago:] += step
    found = jumps(values, 0, error_rate=RATE)
    for end in range(FEWEST + 2, months):
        wanted = by_regression(values[: end + 1], RATE)
        assert (found.direction[end], found.at[end]) == wanted


@pytest.mark.parametrize("way", [1, -1])
def test_a_jump_is_told_while_it_is_new_and_stays(way: int) -> None:
    values = walk(np.random.default_rng(3))
    values[28:] += way * 60
    found = jumps(values, 1, error_rate=RATE)
    told = np.flatnonzero(found.direction).tolist()
    assert told == [29, 30, 31], "not in its own month, and not for ever"
    assert set(found.direction[told]) == {way}
    assert set(found.at[told]) == {28}


def test_what_goes_back_is_no_jump_neither_up_nor_down() -> None:
    """A month that was wrong is no change, and nor is its repair."""
    values = walk(np.random.default_rng(3))
    values[26] += 80
    assert not jumps(values, 1, error_rate=RATE).direction.any()


def test_a_slower_fall_is_no_jump_up() -> None:
    values = 900 - 12.0 * np.arange(34) + np.random.default_rng(5).normal(0, 0.5, 34)
    values[30:] += 12 - 1
    assert not jumps(values, 1, error_rate=RATE).direction.any()
    # Nor where the month after it is one: that will be told by the next.
    values = 900 - 12.0 * np.arange(34) + np.random.default_rng(5).normal(0, 0.5, 34)
    values[-2:] = values[-3] - 1, values[-3] + 29
    assert jumps(values, 0, error_rate=0.3).direction[-1] == 0


def test_a_change_over_a_gap_is_not_used() -> None:
    values = walk(np.random.default_rng(3))
    values[28:] += 60
    assert jumps(values, 1, error_rate=RATE).direction[30] == 1
    values[27] = np.nan
    assert not jumps(values, 1, error_rate=RATE).direction.any()


def test_a_jump_is_of_three_of_the_smallest_moves_at_least() -> None:
    for size, told in ((2.0, False), (3.0, True)):
        values = np.r_[np.full(30, 40.0), np.full(3, 40.0 + size)]
        assert jumps(values, 1, error_rate=RATE).direction.any() == told
        rounded = jumps(5 * values, np.full(33, 5.0), error_rate=RATE)
        assert rounded.direction.any() == told


@pytest.mark.parametrize("months", [1, FEWEST - 1, FEWEST])
def test_from_few_changes_no_jump_is_told(months: int) -> None:
    values = np.r_[40.0 + np.arange(months) % 2, np.full(2, 90.0)]
    enough = months >= FEWEST
    assert jumps(values, 1, error_rate=RATE).direction.any() == enough


def test_where_nothing_changes_it_errs_as_seldom_as_it_is_told_to() -> None:
    random = np.random.default_rng(11)
    for by_season in (False, True):
        found = [
            jumps(walk(random), 1, error_rate=0.05, by_season=by_season).direction[-1]
            for _ in range(1_500)
        ]
        # Three changes are looked at, and some of what chance makes has gone again.
        assert 0.01 < np.mean(np.abs(found)) < (WITHIN - 1) * 0.05


def test_a_busy_season_is_no_jump() -> None:
    """In one quarter of each year the figure moves three times as far."""
    random = np.random.default_rng(7)
    wide = np.where(np.arange(36) % 12 < 3, 18.0, 6.0)
    found = {
        by_season: np.mean(
            [
                jumps(
                    random.normal(0, wide).cumsum()[:27],
                    1,
                    error_rate=RATE,
                    by_season=by_season,
                ).direction[-1]
                != 0
                for _ in range(600)
            ]
        )
        for by_season in (False, True)
    }
    assert found[True] < 0.04 < 0.05 < found[False]


def test_wrong_rates_are_refused() -> None:
    for rate in (0, 1):
        with pytest.raises(StatisticsError, match="between 0 and 1"):
            jumps([1.0] * 20, 1, error_rate=rate)

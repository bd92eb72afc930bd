"""How far a rolling year moves by chance, by its own months."""

import numpy as np
import pytest
from scipy import stats

from data_access.stats.errors import StatisticsError
from data_access.stats.rolling import own_reach


def rolling(random: np.random.Generator, months: int) -> np.ndarray:
    return np.convolve(random.normal(10, 2, months + 11), np.ones(12), "valid")


def test_it_holds_the_change_in_a_year_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    held = []
    for _ in range(2_000):
        values = rolling(random, 30)
        held.append(abs(values[-1] - values[-13]) <= own_reach(values, 0.95))
    assert np.mean(held) > 0.93


def test_it_is_root_twelve_times_the_spread_of_the_steps() -> None:
    values = rolling(np.random.default_rng(6), 25)
    spread = np.std(np.diff(values), ddof=1)
    wanted = stats.t.ppf(0.975, 23) * np.sqrt(12) * spread
    assert own_reach(values, 0.95) == pytest.approx(wanted)


def test_steps_over_a_gap_are_not_used_and_few_say_nothing() -> None:
    assert own_reach([1, 2, np.nan, 90, 91, 92, 93, 94, 95, 96], 0.95) == 0.0
    assert own_reach([1, 2, 3, 5, 8, 13], 0.95) == 0.0
    assert own_reach([1, 2, 3, 5, 8, 13, 21], 0.95) > 0
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        own_reach([1.0] * 9, 1.0)

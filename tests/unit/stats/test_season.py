"""A season is found, told from a change, and refused where too little is known."""

import numpy as np
import pytest

from data_access.stats.errors import StatisticsError
from data_access.stats.season import knows_season, season_of, seasonal_waves

WINTER = np.array([1.14, 1.09, 1.04, 0.98, 0.96, 0.93, 0.93, 0.91, 0.95, 1, 1.05, 1.12])
CALENDAR = np.arange(36) % 12


def levels(length: int) -> np.ndarray:
    return np.column_stack([np.ones(length), np.arange(length) >= length - 6])


def test_a_winter_is_found_whatever_the_level() -> None:
    for level in (0.4, 8.0, 1e5):
        found = season_of(level * WINTER[CALENDAR], CALENDAR, levels(36), 2)
        assert found == pytest.approx(WINTER / WINTER.mean(), abs=0.02)
        assert found.mean() == pytest.approx(1)


def test_a_change_of_the_last_six_months_is_not_taken_for_a_season() -> None:
    values = WINTER[CALENDAR] * np.where(np.arange(36) >= 30, 1.4, 1.0)
    found = season_of(values, CALENDAR, levels(36), 2)
    assert found == pytest.approx(WINTER / WINTER.mean(), abs=0.06)


def test_no_season_is_one_all_year_and_none_is_below_a_fifth() -> None:
    assert season_of([5.0] * 24, np.arange(24) % 12, levels(24), 2) == pytest.approx(1)
    steep = np.where(CALENDAR < 2, 100.0, 0.0)
    assert season_of(steep, CALENDAR, levels(36), 2).min() >= 0.2


def test_waves_come_back_after_a_year() -> None:
    assert seasonal_waves(np.arange(12, 24), 2) == pytest.approx(
        seasonal_waves(np.arange(12), 2)
    )


def test_a_season_is_known_from_two_years_with_every_month() -> None:
    assert knows_season(np.arange(24) % 12)
    assert not knows_season(np.arange(23) % 12)
    assert not knows_season(np.arange(36) % 6)


def test_too_little_is_refused() -> None:
    with pytest.raises(StatisticsError, match="23 of the 24"):
        season_of([1.0] * 23, np.arange(23) % 12, levels(23), 2)
    with pytest.raises(StatisticsError, match="more than 0"):
        season_of([0.0] * 24, np.arange(24) % 12, levels(24), 2)


def test_four_waves_follow_the_end_of_a_year_that_two_cannot() -> None:
    """Twice as much is done in a year's last three months as in the others."""
    year = np.where(np.arange(12) < 3, 1.6, 0.8)
    left = [
        np.abs(season_of(year[CALENDAR], CALENDAR, levels(36), waves) - year).max()
        for waves in (2, 4)
    ]
    assert left[1] < 0.2 < left[0]

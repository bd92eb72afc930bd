"""A winter's forecast: what it recovers, and what it refuses."""

import numpy as np
import pytest

from data_access.stats.errors import StatisticsError
from data_access.stats.winter import forecast_winter

COLD = np.array([m % 12 in (0, 1, 2) for m in range(36)])


def series(seed: int, usual: float, wintry: float) -> tuple[np.ndarray, np.ndarray]:
    """Draw 36 months of joiners and of a tenth of those open leaving."""
    random = np.random.default_rng(seed)
    joined = random.poisson(np.where(COLD, wintry, usual))
    closed, cases = [], 200
    for came in joined:
        closed.append(random.binomial(cases + came, 0.1))
        cases += came - closed[-1]
    return joined, np.array(closed)


def forecast(joined: np.ndarray, closed: np.ndarray, **more: int):
    given = {"months": 6, "winter_months": 3, "seed": 1, "draws": 2_000, **more}
    return forecast_winter(200, joined, closed, COLD, **given)


def test_a_winter_that_brings_more_is_found() -> None:
    joined, closed = series(5, usual=20, wintry=35)
    result = forecast(joined, closed)
    # Fifteen more for three months, a tenth of them leaving each month.
    assert (
        result.extra_cases_lower < 15 * (0.9 + 0.81 + 0.729) < result.extra_cases_upper
    )
    assert result.extra_cases_lower > 0


def test_a_winter_like_other_months_is_not_told_from_them() -> None:
    held = 0
    for seed in range(20):
        result = forecast(*series(seed, usual=20, wintry=20), draws=1_000)
        held += result.extra_cases_lower <= 0 <= result.extra_cases_upper
    assert held >= 17  # of 19 expected; fewer than 17 has a chance of 2%


def test_limits_hold_the_middle_and_widen() -> None:
    result = forecast(*series(2, usual=20, wintry=25))
    assert (result.open_cases_lower <= result.open_cases).all()
    assert (result.open_cases <= result.open_cases_upper).all()
    width = result.open_cases_upper - result.open_cases_lower
    assert width[-1] > width[0] > 0


def test_the_same_seed_is_the_same_forecast() -> None:
    joined, closed = series(3, usual=20, wintry=25)
    one, two = forecast(joined, closed), forecast(joined, closed)
    assert (one.open_cases == two.open_cases).all()
    assert one.extra_cases == two.extra_cases


@pytest.mark.parametrize(
    ("cold", "said"),
    [
        (np.zeros(36, dtype=bool), "3 months of winter"),
        (np.ones(36, dtype=bool), "3 months of winter"),
        (COLD[:-1], "has 35 months, not 36"),
    ],
)
def test_too_little_winter_is_refused(cold: np.ndarray, said: str) -> None:
    joined, closed = series(1, usual=20, wintry=20)
    with pytest.raises(StatisticsError, match=said):
        forecast_winter(200, joined, closed, cold, months=6, winter_months=3, seed=1)

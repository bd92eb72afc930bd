import math

import numpy as np
import pytest
from fixtures.samples.made_up_caseload import CLOSED, JOINED, series

from data_access.stats.backtest import backtest_caseload, backtest_year_end
from data_access.stats.errors import StatisticsError
from data_access.stats.forecast import forecast_caseload, forecast_year_end


def test_backtest_is_every_forecast_that_can_be_checked():
    came, went = series(np.random.default_rng(1), 14)
    result = backtest_caseload(200, came, went, months=3, seed=7, draws=1000)
    assert result.forecasts == 14 - 6 - 3 + 1
    open_cases = 200 + np.cumsum(came - went)
    for at in range(result.forecasts):
        known = 6 + at
        alone = forecast_caseload(
            200, came[:known], went[:known], months=3, seed=7 + known, draws=1000
        )
        assert result.forecast[at] == alone.open_cases[-1]
        assert result.forecast_lower[at] == alone.open_cases_lower[-1]
        assert result.actual[at] == open_cases[known + 2]
    errors = result.forecast - result.actual
    assert result.mean_error == pytest.approx(errors.mean())
    assert result.mean_absolute_error == pytest.approx(np.abs(errors).mean())
    stay = [abs(open_cases[k - 1] - open_cases[k + 2]) for k in range(6, 12)]
    assert result.mean_absolute_error_no_change == pytest.approx(np.mean(stay))
    held = (result.forecast_lower <= result.actual) & (
        result.actual <= result.forecast_upper
    )
    assert result.covered_share == held.mean()


def test_backtest_of_steady_series_covers_and_beats_no_change():
    random = np.random.default_rng(8)
    caseloads, years = [], []
    for seed in range(6):
        came, went = series(random, 40, extra=1.0)
        caseloads.append(
            backtest_caseload(200, came, went, months=4, seed=seed, draws=1000)
        )
        years.append(
            backtest_year_end(came, register=5000, months=4, seed=seed, draws=1000)
        )
    for result in (caseloads, years):
        assert 0.9 <= np.mean([each.covered_share for each in result]) <= 1
        better = np.mean([each.mean_absolute_error for each in result])
        assert better < np.mean([each.mean_absolute_error_no_change for each in result])


def test_backtest_shows_a_forecast_that_no_longer_holds():
    # Checks treble half way: forecasts made before cannot know it.
    result = backtest_year_end(
        [20] * 15 + [60] * 15, register=5000, months=6, seed=1, draws=1000
    )
    assert result.covered_share < 0.75
    assert result.mean_error < -20


def test_year_end_backtest_adds_up_the_months():
    past = [10, 12, 9, 11, 10, 8, 14, 10, 9]
    result = backtest_year_end(past, register=900, months=2, seed=1, draws=1000)
    assert list(result.actual) == [24, 19]
    assert result.mean_absolute_error_no_change == np.mean([24 - 16, 28 - 19])


CASELOAD = {
    "opening_cases": 150,
    "joined": JOINED,
    "closed": CLOSED,
    "months": 3,
    "seed": 1,
}
YEAR = {
    "recent_checks": [10] * 6,
    "checks_done": 60,
    "register": 400,
    "target_share": 0.6,
    "months_left": 3,
    "seed": 1,
}


@pytest.mark.parametrize(
    ("argument", "bad"),
    [
        ("opening_cases", -1),
        ("opening_cases", 1.5),
        ("joined", []),
        ("joined", [30] * 5),
        ("joined", [30] * 7),
        ("joined", [30, -1, 30, 30, 30, 30, 30, 30]),
        ("joined", [30, math.nan, 30, 30, 30, 30, 30, 30]),
        ("joined", [30, math.inf, 30, 30, 30, 30, 30, 30]),
        ("joined", [30, "30", 30, 30, 30, 30, 30, 30]),
        ("joined", [30, 30.5, 30, 30, 30, 30, 30, 30]),
        ("closed", [20, 300, 24, 31, 22, 30, 27, 33]),
        ("closed", [20] * 7),
        ("months", 0),
        ("months", 25),
        ("seed", -1),
        ("seed", None),
        ("confidence", 95),
        ("draws", 10),
    ],
)
def test_caseload_input_that_cannot_be_used(argument, bad):
    with pytest.raises(StatisticsError) as caught:
        forecast_caseload(**(CASELOAD | {argument: bad}))
    expected = {"joined": {"joined", "closed"}}.get(argument, {argument})
    assert caught.value.argument in expected


def test_a_caseload_that_never_was():
    with pytest.raises(StatisticsError, match="joined"):
        forecast_caseload(0, [0] * 6, [0] * 6, months=1, seed=1)


@pytest.mark.parametrize(
    ("argument", "bad"),
    [
        ("recent_checks", [10] * 5),
        ("recent_checks", [10, 10, 10, 10, 10, -1]),
        ("recent_checks", [10, 10, 10, 10, 10, math.nan]),
        ("checks_done", 401),
        ("checks_done", -1),
        ("register", 0),
        ("target_share", 0),
        ("target_share", 60),
        ("target_share", math.nan),
        ("months_left", 0),
        ("months_left", 25),
        ("recent_weights", [1] * 5),
        ("recent_weights", [0] * 6),
        ("weights_left", [1] * 2),
        ("weights_left", [1, 1, -1]),
        ("seed", 0.5),
        ("draws", 999),
    ],
)
def test_year_end_input_that_cannot_be_used(argument, bad):
    with pytest.raises(StatisticsError) as caught:
        forecast_year_end(**(YEAR | {argument: bad}))
    assert caught.value.argument == argument


def test_history_too_short_to_check():
    with pytest.raises(StatisticsError, match="joined has 8 months"):
        backtest_caseload(150, JOINED, CLOSED, months=3, seed=1)
    with pytest.raises(StatisticsError, match="checks_by_month has 6 months"):
        backtest_year_end([10] * 6, register=100, months=1, seed=1)
    with pytest.raises(StatisticsError, match="months"):
        backtest_year_end([10] * 12, register=100, months=0, seed=1)
    with pytest.raises(StatisticsError, match="seed"):
        backtest_year_end([10] * 12, register=100, months=1, seed=None)

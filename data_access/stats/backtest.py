"""Were past forecasts as accurate as their limits claimed?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.forecast import DRAWS, forecast_caseload, forecast_year_end
from data_access.stats.pace import FEWEST_MONTHS


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """How forecasts from each past month compare with what then happened.

    `covered_share` is the share of outcomes within their limits, which should be near
    `confidence`. Errors are forecast less actual, in cases or checks;
    `mean_absolute_error_no_change` is that of a forecast of no change. The arrays have
    one element a forecast, oldest first. Neighbouring forecasts share months, so they
    amount to fewer independent trials than `forecasts`.
    """

    forecasts: int
    covered_share: float
    mean_error: float
    mean_absolute_error: float
    mean_absolute_error_no_change: float
    actual: Floats
    forecast: Floats
    forecast_lower: Floats
    forecast_upper: Floats
    confidence: float


def backtest_caseload(
    opening_cases: int,
    joined: ArrayLike,
    closed: ArrayLike,
    *,
    months: int,
    seed: int,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> Backtest:
    """Forecast open cases `months` ahead from every past month that can be checked.

    Each forecast sees only the months before it, 6 or more. Arguments as
    `forecast_caseload`; "no change" is the caseload staying as it was.

    Raises:
        StatisticsError: as `forecast_caseload`, or too few months to check one.

    """
    opening = checks.whole("opening_cases", opening_cases)
    came = checks.counts("joined", checks.series("joined", joined))
    went = checks.counts("closed", checks.series("closed", closed))
    checks.same_shape(joined=came, closed=went)
    open_cases = opening + np.cumsum(came - went)
    ahead = checks.whole("months", months, least=1)
    first_seed = checks.whole("seed", seed)
    predicted = []
    lengths = _months_seen("joined", came.size, ahead)
    for known in lengths:
        forecast = forecast_caseload(
            opening,
            came[:known],
            went[:known],
            months=ahead,
            seed=first_seed + known,
            confidence=confidence,
            draws=draws,
        )
        predicted.append(
            (
                forecast.open_cases_lower[-1],
                forecast.open_cases[-1],
                forecast.open_cases_upper[-1],
            )
        )
    actual = [open_cases[known + ahead - 1] for known in lengths]
    return _score(
        predicted, actual, [open_cases[known - 1] for known in lengths], confidence
    )


def backtest_year_end(
    checks_by_month: ArrayLike,
    *,
    register: int,
    months: int,
    seed: int,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> Backtest:
    """Forecast the checks of the next `months` from every past month that allows it.

    Each forecast sees only the months before it, 6 or more, and starts from nobody
    checked. Arguments as `forecast_year_end`; "no change" is the last month
    repeated.

    Raises:
        StatisticsError: as `forecast_year_end`, or too few months to check one.

    """
    past = checks.counts(
        "checks_by_month", checks.series("checks_by_month", checks_by_month)
    )
    ahead = checks.whole("months", months, least=1)
    first_seed = checks.whole("seed", seed)
    predicted = []
    lengths = _months_seen("checks_by_month", past.size, ahead)
    for known in lengths:
        forecast = forecast_year_end(
            past[:known],
            checks_done=0,
            register=register,
            target_share=1,
            months_left=ahead,
            seed=first_seed + known,
            confidence=confidence,
            draws=draws,
        )
        predicted.append(
            (
                forecast.checks_done_lower[-1],
                forecast.checks_done[-1],
                forecast.checks_done_upper[-1],
            )
        )
    actual = [past[known : known + ahead].sum() for known in lengths]
    return _score(
        predicted, actual, [ahead * past[known - 1] for known in lengths], confidence
    )


def _months_seen(argument: str, size: int, ahead: int) -> range:
    """Return how many months each forecast may see."""
    if size < FEWEST_MONTHS + ahead:
        raise StatisticsError(
            argument,
            f"has {size} months; to check forecasts {ahead} ahead takes "
            f"{FEWEST_MONTHS + ahead}",
        )
    return range(FEWEST_MONTHS, size - ahead + 1)


def _score(
    predicted: Sequence[tuple[float, float, float]],
    actual: Sequence[float],
    no_change: Sequence[float],
    confidence: float,
) -> Backtest:
    lower, forecast, upper = np.array(predicted, dtype=np.float64).T
    happened = np.array(actual, dtype=np.float64)
    return Backtest(
        forecasts=happened.size,
        covered_share=float(((lower <= happened) & (happened <= upper)).mean()),
        mean_error=float((forecast - happened).mean()),
        mean_absolute_error=float(np.abs(forecast - happened).mean()),
        mean_absolute_error_no_change=float(np.abs(no_change - happened).mean()),
        actual=happened,
        forecast=forecast,
        forecast_lower=lower,
        forecast_upper=upper,
        confidence=confidence,
    )

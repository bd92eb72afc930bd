"""How many more open cases would a winter like past ones bring?"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.pace import (
    FEWEST_DRAWS,
    FEWEST_MONTHS,
    Chance,
    Pace,
    draw_chance,
    draw_counts,
    draw_events,
    draw_pace,
)

FEWEST_WINTER_MONTHS = 3


@dataclass(frozen=True, slots=True, eq=False)
class WinterForecast:
    """Open cases at the end of each month ahead, in a winter and then as usual.

    `extra_cases` is how many more are expected at the end of the last winter month than
    without a winter, with confidence limits; the limits of `open_cases` are prediction
    limits.
    """

    open_cases: Floats
    open_cases_lower: Floats
    open_cases_upper: Floats
    extra_cases: float
    extra_cases_lower: float
    extra_cases_upper: float


def forecast_winter(
    opening_cases: int,
    joined: ArrayLike,
    closed: ArrayLike,
    winter: ArrayLike,
    *,
    months: int,
    winter_months: int,
    seed: int,
    confidence: float = 0.95,
    draws: int = 4_000,
) -> WinterForecast:
    """Forecast open cases through a winter, from past winters and other months.

    As `forecast_caseload`, but joiners have one mean in winter months and another in
    the rest. Both are uncertain, and share one spread. Closures are alike all year:
    a share of those open.

    Args:
        opening_cases: open at the start of the first month given.
        joined: cases opened in each past month, oldest first; 6 months or more.
        closed: cases closed in each of the same months.
        winter: true for each past month that was a winter month; 3 or more of each
            kind.
        months: to forecast.
        winter_months: how many of those, from the first, are winter months.
        seed: of the random draws.
        confidence: of the limits.
        draws: 1,000 or more.

    Raises:
        StatisticsError: input out of range, or too few winter or other months.

    """
    opening = checks.whole("opening_cases", opening_cases)
    came = checks.counts("joined", checks.series("joined", joined, least=FEWEST_MONTHS))
    went = checks.counts("closed", checks.series("closed", closed, least=FEWEST_MONTHS))
    checks.same_shape(joined=came, closed=went)
    cold = np.asarray(winter, dtype=bool)
    if cold.shape != came.shape:
        raise StatisticsError("winter", f"has {cold.size} months, not {came.size}")
    if min(cold.sum(), (~cold).sum()) < FEWEST_WINTER_MONTHS:
        raise StatisticsError(
            "winter", f"needs {FEWEST_WINTER_MONTHS} months of winter and of the rest"
        )
    ahead = checks.whole("months", months, least=1)
    frost = checks.whole("winter_months", winter_months, least=1)
    level = checks.confidence(confidence)
    repeats = checks.whole("draws", draws, least=FEWEST_DRAWS)
    random = np.random.default_rng(checks.whole("seed", seed))

    spread = draw_pace(came, np.ones(came.size), repeats, random).dispersion
    wintry = _mean_of(came[cold], spread, random)
    usual = _mean_of(came[~cold], spread, random)
    at_start = opening + np.concatenate([[0.0], np.cumsum(came - went)[:-1]])
    chance = draw_chance(went, at_start + came, repeats, random)
    cases = float(opening + came.sum() - went.sum())
    path = _simulate(cases, wintry, usual, chance, ahead, frost, random)
    tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, middle, high = np.quantile(path, tails, axis=0)
    extra = _expected(cases, wintry, chance, frost) - _expected(
        cases, usual, chance, frost
    )
    extra_low, extra_middle, extra_high = np.quantile(extra, tails)
    return WinterForecast(
        open_cases=middle,
        open_cases_lower=low,
        open_cases_upper=high,
        extra_cases=float(extra_middle),
        extra_cases_lower=float(extra_low),
        extra_cases_upper=float(extra_high),
    )


def _mean_of(counts: Floats, dispersion: Floats, random: Generator) -> Pace:
    """Draw the mean of some of the months, given the spread that all of them share."""
    total = counts.sum() + 0.5
    per_month = random.gamma(total / dispersion, dispersion / counts.size)
    return Pace(per_month, dispersion)


def _simulate(
    cases: float,
    wintry: Pace,
    usual: Pace,
    chance: Chance,
    months: int,
    winter_months: int,
    random: Generator,
) -> Floats:
    """Return open cases, one row a draw and one column a month."""
    now = np.full(wintry.per_month.size, cases)
    path = np.empty((now.size, months))
    for month in range(months):
        pace = wintry if month < winter_months else usual
        at_risk = now + draw_counts(pace, 1.0, random)
        now = at_risk - draw_events(chance, at_risk, random)
        path[:, month] = now
    return path


def _expected(cases: float, pace: Pace, chance: Chance, months: int) -> Floats:
    """Return expected open cases after some months, one a draw of what is not known."""
    now = np.full(pace.per_month.size, cases)
    for _ in range(months):
        now = (now + pace.per_month) * (1 - chance.per_month)
    return now

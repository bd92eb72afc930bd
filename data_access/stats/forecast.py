"""How large will the caseload be, and will the year's checks reach their target?"""

import math
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
    draw_chance,
    draw_counts,
    draw_events,
    draw_pace,
)

DRAWS = 10_000
_FURTHEST_MONTHS = 24


@dataclass(frozen=True, slots=True, eq=False)
class CaseloadForecast:
    """Open cases at the end of each month ahead: medians and prediction limits.

    `joined_per_month` and `closed_share_per_month` are the past averages that the
    forecast carries forward.
    """

    months_ahead: Floats
    open_cases: Floats
    open_cases_lower: Floats
    open_cases_upper: Floats
    joined_per_month: float
    closed_share_per_month: float
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class YearEndForecast:
    """Whether a year's checks will reach their target share of the register.

    `chance_of_target` is between 0 and 1. The arrays have one element for each
    month left: checks done since the year began by the end of that month.
    `uptake_share` and its limits are the last month's over the register.
    """

    checks_needed: int
    checks_needed_per_month: float
    checks_recent_per_month: float
    chance_of_target: float
    months_ahead: Floats
    checks_done: Floats
    checks_done_lower: Floats
    checks_done_upper: Floats
    uptake_share: float
    uptake_share_lower: float
    uptake_share_upper: float
    confidence: float


def forecast_caseload(
    opening_cases: int,
    joined: ArrayLike,
    closed: ArrayLike,
    *,
    months: int,
    seed: int,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> CaseloadForecast:
    """Forecast open cases from the months so far, by simulation.

    Joiners are gamma-Poisson around their past mean, and closures beta-binomial among
    all cases open during the month; both means and both spreads are uncertain. The
    forecast assumes that the months ahead are like those given: no season, no trend, no
    change of staff.

    Args:
        opening_cases: open at the start of the first month given.
        joined: cases opened in each past month, oldest first; 6 months or more.
        closed: cases closed in each of the same months.
        months: to forecast, 1 to 24.
        seed: of the random draws.
        confidence: of the limits, each month's by itself.
        draws: 1,000 or more.

    Raises:
        StatisticsError: input out of range, or more closed than were ever open.

    """
    opening, came, went = _history(opening_cases, joined, closed)
    ahead = _months(months)
    level, repeats = checks.confidence(confidence), _draws(draws)
    random = np.random.default_rng(checks.whole("seed", seed))
    simulated = _simulate_caseload(opening, came, went, ahead, repeats, random)
    low, middle, high = _quantiles(simulated, level)
    at_risk = _open_during(opening, came, went).sum()
    return CaseloadForecast(
        months_ahead=np.arange(1, ahead + 1, dtype=np.float64),
        open_cases=middle,
        open_cases_lower=low,
        open_cases_upper=high,
        joined_per_month=float(came.mean()),
        closed_share_per_month=float(went.sum() / at_risk),
        confidence=level,
    )


def forecast_year_end(
    recent_checks: ArrayLike,
    *,
    checks_done: int,
    register: int,
    target_share: float,
    months_left: int,
    seed: int,
    recent_weights: ArrayLike | None = None,
    weights_left: ArrayLike | None = None,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> YearEndForecast:
    """Forecast the year's checks to 31 March and the chance of reaching the target.

    Months to come are gamma-Poisson around the recent pace, whose mean and spread
    are both uncertain, until everybody on the register is checked.

    Args:
        recent_checks: people first checked this year in each recent month, oldest
            first; 6 months or more, reaching into last year if need be.
        checks_done: people checked since the year began.
        register: people on the register, taken as fixed.
        target_share: of the register, above 0 and up to 1.
        months_left: to the end of the year, 1 to 24.
        seed: of the random draws.
        recent_weights: how busy each recent month usually is next to an average
            month, such as 1.6 for a March of every year; all alike if left out.
        weights_left: the same for the months left.
        confidence: of the limits, each month's by itself.
        draws: 1,000 or more.

    Raises:
        StatisticsError: input out of range, or more checks than the register.

    """
    recent = _counts("recent_checks", recent_checks)
    people = checks.whole("register", register, least=1)
    done = checks.whole("checks_done", checks_done)
    if done > people:
        raise StatisticsError("checks_done", "is above the register")
    target = checks.number("target_share", target_share)
    if not 0 < target <= 1:
        raise StatisticsError("target_share", "must be above 0 and up to 1, not a %")
    left = _months(months_left, "months_left")
    past = _weights("recent_weights", recent_weights, recent.size)
    ahead = _weights("weights_left", weights_left, left)
    level, repeats = checks.confidence(confidence), _draws(draws)
    random = np.random.default_rng(checks.whole("seed", seed))

    simulated = done + _simulate_checks(recent, past, ahead, repeats, random)
    reached = np.minimum(simulated, people)
    # 0.7 x 10 people may come out a rounding error above 7.
    needed = math.ceil(target * people - 1e-9)
    low, middle, high = _quantiles(reached, level)
    return YearEndForecast(
        checks_needed=max(needed - done, 0),
        checks_needed_per_month=max(needed - done, 0) / left,
        checks_recent_per_month=float(recent.sum() / past.sum()),
        chance_of_target=float((reached[:, -1] >= needed).mean()),
        months_ahead=np.arange(1, left + 1, dtype=np.float64),
        checks_done=middle,
        checks_done_lower=low,
        checks_done_upper=high,
        uptake_share=float(middle[-1] / people),
        uptake_share_lower=float(low[-1] / people),
        uptake_share_upper=float(high[-1] / people),
        confidence=level,
    )


def _simulate_caseload(
    opening: int,
    joined: Floats,
    closed: Floats,
    months: int,
    draws: int,
    random: Generator,
) -> Floats:
    """Return open cases, one row a draw and one column a month."""
    pace = draw_pace(joined, np.ones(joined.size), draws, random)
    chance = draw_chance(closed, _open_during(opening, joined, closed), draws, random)
    cases = np.full(draws, opening + joined.sum() - closed.sum())
    path = np.empty((draws, months))
    for month in range(months):
        at_risk = cases + draw_counts(pace, 1.0, random)
        cases = at_risk - draw_events(chance, at_risk, random)
        path[:, month] = cases
    return path


def _simulate_checks(
    recent: Floats, past: Floats, ahead: Floats, draws: int, random: Generator
) -> Floats:
    """Return running totals of checks, one row a draw and one column a month."""
    pace = draw_pace(recent, past, draws, random)
    each = [draw_counts(pace, float(weight), random) for weight in ahead]
    return np.cumsum(np.column_stack(each), axis=1)


def _open_during(opening: int, joined: Floats, closed: Floats) -> Floats:
    """Return who could have closed in each month: open at its start, or joined."""
    at_start = opening + np.concatenate([[0.0], np.cumsum(joined - closed)[:-1]])
    return at_start + joined


def _quantiles(simulated: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    low, middle, high = np.quantile(
        simulated, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0
    )
    return low, middle, high


def _history(
    opening_cases: int, joined: ArrayLike, closed: ArrayLike
) -> tuple[int, Floats, Floats]:
    opening = checks.whole("opening_cases", opening_cases)
    came, went = _counts("joined", joined), _counts("closed", closed)
    checks.same_shape(joined=came, closed=went)
    short = opening + np.cumsum(came - went) < 0
    if short.any():
        month = int(np.argmax(short))
        raise StatisticsError(
            "closed", f"has more cases than were open, in the month at {month}"
        )
    if opening + came.sum() == 0:
        raise StatisticsError("joined", "has no case, and none was open before")
    return opening, came, went


def _counts(argument: str, values: ArrayLike) -> Floats:
    return checks.counts(argument, checks.series(argument, values, least=FEWEST_MONTHS))


def _weights(argument: str, values: ArrayLike | None, size: int) -> Floats:
    if values is None:
        return np.ones(size)
    weights = checks.positive(argument, checks.series(argument, values))
    if weights.size != size:
        raise StatisticsError(argument, f"has {weights.size} months instead of {size}")
    return weights


def _months(months: int, argument: str = "months") -> int:
    number = checks.whole(argument, months, least=1)
    if number > _FURTHEST_MONTHS:
        raise StatisticsError(argument, f"must be {_FURTHEST_MONTHS} or fewer")
    return number


def _draws(draws: int) -> int:
    return checks.whole("draws", draws, least=FEWEST_DRAWS)

"""How far would events fall anyway among people selected because they had many?"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats
from scipy.optimize import brentq

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

SELECTIONS = ("exactly", "at_least")
METHODS = ("likelihood", "moments")
# Above it one event more last year moves the expectation by less than 0.01%, and
# the digamma differences of the likelihood are lost in rounding: call it Poisson.
_LARGEST_K = 1e4
_SMALLEST_K = 1e-9


@dataclass(frozen=True, slots=True)
class GammaPoisson:
    """Yearly events in a population whose underlying rates differ by person.

    The rates are gamma with mean `events_per_year` and shape `dispersion_k`, which is
    math.inf if the counts vary no more than Poisson counts.
    """

    events_per_year: float
    dispersion_k: float
    people: int


@dataclass(frozen=True, slots=True)
class ExpectedWithoutEffect:
    """Events a person-year before and, with no effect at all, in the year after.

    `fall_percent` is below zero for a rise, and None if there were none before.
    """

    events_before_per_year: float
    events_after_per_year: float
    fall_percent: float | None


def fit_gamma_poisson(counts: ArrayLike, *, method: str = "likelihood") -> GammaPoisson:
    """Fit the mean and dispersion of one year's events, one count a person.

    Count everybody registered for the year, not the selected people alone.
    "likelihood" is maximum likelihood; "moments" sets k = mean²/(variance - mean).

    Raises:
        StatisticsError: fewer than two people, no event at all, or counts that are
            negative or not whole.

    """
    events = checks.counts("counts", checks.series("counts", counts, least=2))
    checks.choice("method", method, METHODS)
    if not events.any():
        raise StatisticsError("counts", "includes no event, so nothing can be fitted")
    mean = float(events.mean())
    if method == "moments":
        excess = float(events.var(ddof=1)) - mean
        shape = mean**2 / excess if excess > 0 else math.inf
    else:
        shape = _likeliest_k(events, mean)
    return GammaPoisson(events_per_year=mean, dispersion_k=shape, people=events.size)


def regression_to_mean(
    mu: float, k: float, x: float, *, selection: str = "exactly"
) -> ExpectedWithoutEffect:
    """Expect next year's events of people selected on last year's, with no effect.

    Args:
        mu: events a person-year in the population they were selected from.
        k: its gamma dispersion; math.inf for rates that are all alike.
        x: events last year. With selection "exactly", how many each had, or their
            mean if it differs (the expectation is linear in x); with "at_least",
            the whole number that everybody selected reached.
        selection: "exactly" or "at_least".

    Raises:
        StatisticsError: input out of range, or an x that nobody would reach.

    Source: posterior mean (k + x)/(k/mu + 1) of a gamma-Poisson rate.

    """
    mean = _above_zero("mu", mu)
    shape = math.inf if k == math.inf else _above_zero("k", k)
    checks.choice("selection", selection, SELECTIONS)
    before = float(
        checks.counts("x", checks.number("x", x), whole=selection == "at_least")
    )
    if selection == "at_least":
        before = _mean_at_least(int(before), mean, shape)
    # (k + x)/(k/mu + 1), written so that an infinite k gives mu.
    after = mean * (1 + before / shape) / (1 + mean / shape)
    return ExpectedWithoutEffect(
        events_before_per_year=before,
        events_after_per_year=after,
        fall_percent=100 * (1 - after / before) if before else None,
    )


def _mean_at_least(x: int, mean: float, shape: float) -> float:
    """Return E[X | X >= x], from E[X; X >= x] = mu·P(Y >= x - 1).

    Y is Poisson like X, or negative binomial with k + 1 in place of k.
    """
    if shape == math.inf:
        reached, shifted = stats.poisson.sf([x - 1, x - 2], mean)
    else:
        chance = shape / (shape + mean)
        reached = stats.nbinom.sf(x - 1, shape, chance)
        shifted = stats.nbinom.sf(x - 2, shape + 1, chance)
    if reached <= 0:
        raise StatisticsError("x", f"is so large that nobody would reach {x}")
    return float(mean * shifted / reached)


def _likeliest_k(events: Floats, mean: float) -> float:
    """Solve the score for k, which has a root just where variance exceeds the mean."""
    value, people = np.unique(events, return_counts=True)

    def score(log_k: float) -> float:
        k = math.exp(log_k)
        rises = special.digamma(value + k) - special.digamma(k)
        return float(people @ rises - events.size * math.log1p(mean / k))

    if score(math.log(_LARGEST_K)) >= 0:
        return math.inf
    return math.exp(
        float(brentq(score, math.log(_SMALLEST_K), math.log(_LARGEST_K), xtol=1e-12))
    )


def _above_zero(argument: str, value: float) -> float:
    return float(checks.positive(argument, checks.number(argument, value)))

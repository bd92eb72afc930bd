"""How many events can be expected in each coming month, given the months so far?"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from data_access.stats.checks import Floats

# With fewer months than this the spread between months cannot be judged at all.
FEWEST_MONTHS = 6
# Below a thousand draws a 2.5% point rests on fewer than 25 of them.
FEWEST_DRAWS = 1000
# Replaces zero where a gamma or beta would shrink to a point.
_NOUGHT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Pace:
    """Draws of a count's monthly mean and of its variance relative to Poisson."""

    per_month: Floats
    dispersion: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Draws of a monthly chance and of its variance relative to binomial."""

    per_month: Floats
    dispersion: Floats


def draw_pace(
    counts: Floats,
    weights: Floats,
    draws: int,
    random: Generator,
    dispersion: float | None = None,
) -> Pace:
    """Draw what the mean of a month of weight 1 may be, given past counts.

    The counts are quasi-Poisson: gamma-Poisson with variance a constant multiple,
    1 or more, of the mean. That multiple is itself drawn, from the scaled inverse
    chi-squared that belongs to its Pearson estimate, so that a short history gives
    wide intervals. The mean then follows the gamma posterior of Jeffreys' prior.
    ``dispersion`` is that multiple where the single months are not known.
    """
    total, exposure = counts.sum(), weights.sum()
    mean = (total + 0.5) / exposure
    pearson = (counts - mean * weights) ** 2 / (mean * weights)
    spread = (
        _draw_dispersion(pearson, draws, random)
        if dispersion is None
        else np.full(draws, dispersion)
    )
    per_month = random.gamma((total + 0.5) / spread, spread / exposure)
    return Pace(per_month, spread)


def draw_counts(pace: Pace, weight: float, random: Generator) -> Floats:
    """Draw one month's count for each draw of the pace."""
    mean, excess = pace.per_month * weight, pace.dispersion - 1 + _NOUGHT
    return random.poisson(random.gamma(mean / excess, excess)).astype(np.float64)


def draw_chance(
    counts: Floats, at_risk: Floats, draws: int, random: Generator
) -> Chance:
    """Draw what the monthly chance may be, given past counts out of those at risk.

    As `draw_pace`, with the binomial in place of the Poisson.
    """
    total, exposure = counts.sum(), at_risk.sum()
    chance = (total + 0.5) / (exposure + 1)
    spread = at_risk * chance * (1 - chance)
    pearson = (counts - at_risk * chance)[spread > 0] ** 2 / spread[spread > 0]
    dispersion = _draw_dispersion(pearson, draws, random)
    per_month = random.beta(
        (total + 0.5) / dispersion, (exposure - total + 0.5) / dispersion
    )
    # A beta with hardly any events behind it rounds to 0 or 1, which no beta takes.
    return Chance(per_month.clip(_NOUGHT, 1 - _NOUGHT), dispersion)


def draw_events(chance: Chance, at_risk: Floats, random: Generator) -> Floats:
    """Draw one month's events out of those at risk in each draw, beta-binomial."""
    # Variance is dispersion times binomial where a + b = (n - d)/(d - 1); a group
    # of n cannot be more dispersed than n times, when it goes or stays as one.
    excess = chance.dispersion - 1 + _NOUGHT
    both = np.maximum((at_risk - chance.dispersion) / excess, 0.05)
    month = random.beta(both * chance.per_month, both * (1 - chance.per_month))
    return random.binomial(at_risk.astype(np.int64), month).astype(np.float64)


def _draw_dispersion(pearson: Floats, draws: int, random: Generator) -> Floats:
    freedom = max(pearson.size - 1, 1)
    scaled: Floats = pearson.sum() / random.chisquare(freedom, draws)
    return np.maximum(scaled, 1.0)

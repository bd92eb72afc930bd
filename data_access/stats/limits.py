"""An estimate with its confidence limits, and the limits of a Poisson count.

By SciPy's special functions, which its distributions call as well: for a few numbers
these take forty times as long.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from data_access.stats.checks import Floats

BYAR_FROM = 10  # events: below this Byar's approximation gives way to exact limits


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Estimates and their limits, each of the shape of the input.

    A scalar input gives NumPy scalars, which format and compare as numbers do.
    """

    estimate: Floats
    lower: Floats
    upper: Floats


def z_value(confidence: float) -> float:
    """Return the standard normal deviate of a two-sided confidence level."""
    return float(-special.ndtri((1 - confidence) / 2))


def exact_poisson(events: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return Garwood's exact limits of the mean of a Poisson count, 0 at no events.

    Source: Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika
    28, 437-442, by the gamma form.
    """
    tail = (1 - confidence) / 2
    some = np.where(events > 0, events, 1)
    lower = np.where(events > 0, special.gammaincinv(some, tail), 0)
    return lower, special.gammainccinv(events + 1, tail)


def byar(events: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return Byar's approximate limits of the mean of a Poisson count of 10 or more.

    Source: Breslow and Day (1987), Statistical methods in cancer research, volume II,
    International Agency for Research on Cancer.
    """
    z = z_value(confidence)
    lower = events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3
    more = events + 1
    return lower, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def poisson(events: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return limits of the mean of a Poisson count: exact below 10, Byar from 10."""
    few = events < BYAR_FROM
    exact_lower, exact_upper = exact_poisson(events, confidence)
    byar_lower, byar_upper = byar(np.maximum(events, BYAR_FROM), confidence)
    return (
        np.where(few, exact_lower, byar_lower),
        np.where(few, exact_upper, byar_upper),
    )

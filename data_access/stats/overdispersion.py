"""Over-dispersion: how much more groups differ than chance alone would make them.

Source: Spiegelhalter (2005), Handling over-dispersion of performance indicators,
Quality and Safety in Health Care 14, 347-351.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from data_access.stats.checks import Floats

WINSORISED = 0.1  # of the z scores at each end: extremes must not widen the limits

# The value below which a share p of groups on target would be, for each group.
Quantile = Callable[[float], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Figures on a scale on which they are about normal, and the way back.

    y: the figures; centre: the target; s: their standard errors, all on the scale.
    """

    y: Floats
    centre: float
    s: Floats
    back: Callable[[Floats], Floats]

    @property
    def z(self) -> Floats:
        """Return how many standard errors each figure is from the target."""
        return (self.y - self.centre) / self.s

    def quantile(self, factor: float = 1.0, tau2: float = 0.0) -> Quantile:
        """Return quantiles of figures whose variance is `factor` s² + `tau2`."""
        spread = np.sqrt(factor * self.s**2 + tau2)
        return lambda p: self.back(self.centre + stats.norm.ppf(p) * spread)


def winsorised(z: Floats) -> Floats:
    """Replace z scores beyond the 10th and 90th centiles with those centiles."""
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return np.clip(z, low, high)


def inner_tenths(z: Floats) -> NDArray[np.bool_]:
    """Flag the z scores that are not in the lowest or highest tenth by rank."""
    tenth = np.floor(10 * stats.rankdata(z) / (z.size + 1))
    inside: NDArray[np.bool_] = (tenth > 0) & (tenth < 9)
    return inside


def mean_square(z: Floats) -> float:
    """Return phi, the mean squared z score: about 1 if chance explains the spread."""
    return float(np.mean(z**2))


def between_groups(phi: float, s: Floats) -> float:
    """Return tau2, the variance between groups that phi implies, by moments."""
    weight = s**-2
    excess = s.size * phi - (s.size - 1)
    return float(max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum())))

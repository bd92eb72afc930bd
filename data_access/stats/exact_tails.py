"""How likely is a count, or one more extreme, by the binomial or the Poisson?

Both tails are written for any count, not only whole ones (as incomplete beta and gamma
functions), so that a limit lies where a tail is exactly a given chance: whole counts
beyond the limit are just those whose own tail is smaller. Where even the most extreme
count is likelier than that, the limit is that count, so nothing is beyond it.

Source: Abramowitz and Stegun (1964), Handbook of Mathematical Functions, 26.5.24 and
26.4.21.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import elementwise

from data_access.stats.checks import Floats

Chance = Callable[..., Floats]
_JUST_ABOVE_0 = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """The tails of a count for each of several groups; arrays have one element each.

    most: a count that is never passed, or hardly ever.
    """

    _at_most: Chance
    _at_least: Chance
    _parameters: tuple[Floats, ...]
    most: Floats

    def at_most(self, count: Floats) -> Floats:
        """Return the chance of so few, or fewer."""
        return self._at_most(count, *self._parameters)

    def at_least(self, count: Floats) -> Floats:
        """Return the chance of so many, or more."""
        return self._at_least(count, *self._parameters)

    def lower(self, tail: Floats) -> Floats:
        """Return the count below which the chance of so few is less than `tail`.

        `tail` has a row for each chance, and so has what is returned, with a column
        for each group.
        """
        none = np.zeros_like(self.most)
        return np.where(
            self.at_most(none) >= tail, none, self._where(self._at_most, tail)
        )

    def upper(self, tail: Floats) -> Floats:
        """Return the count above which the chance of so many is less than `tail`.

        By rows and columns as `lower`.
        """
        return np.where(
            self.at_least(self.most) >= tail,
            self.most,
            self._where(self._at_least, tail),
        )

    def _where(self, chance: Chance, tail: Floats) -> Floats:
        # One search for all tails: its steps take far longer than what they compute.
        found = elementwise.find_root(
            lambda count, tail, *parameters: chance(count, *parameters) - tail,
            (np.zeros_like(self.most), self.most),
            args=(tail, *self._parameters),
        )
        count: Floats = found.x
        return count


def binomial_tails(n: Floats, share: float) -> Tails:
    """Return the tails of counts out of `n`, each with the chance `share`."""
    return Tails(
        # The incomplete beta function has no value where all, or none, are counted.
        lambda x, n: np.where(
            x < n,
            special.betainc(np.maximum(n - x, _JUST_ABOVE_0), x + 1, 1 - share),
            1.0,
        ),
        lambda x, n: np.where(
            x > 0, special.betainc(np.maximum(x, _JUST_ABOVE_0), n - x + 1, share), 1.0
        ),
        (n,),
        most=n,
    )


def poisson_tails(mean: Floats) -> Tails:
    """Return the tails of counts with each of these means."""
    return Tails(
        lambda x, mean: special.gammaincc(x + 1, mean),
        lambda x, mean: np.where(
            x > 0, special.gammainc(np.maximum(x, _JUST_ABOVE_0), mean), 1.0
        ),
        (mean,),
        most=mean + 20 * np.sqrt(mean) + 20,
    )

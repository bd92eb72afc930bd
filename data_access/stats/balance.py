"""Were people who started and their comparison alike beforehand?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

ALIKE = 0.1  # of a standard deviation: Austin PC. Stat Med 2009;28:3083-3107


@dataclass(frozen=True, slots=True)
class WeightedSums:
    """Sums over a group: of weights, squared weights, a covariate x, and x squared.

    The sums of x and of its square are weighted. Sums of separate groups can be added.
    """

    weight: float
    weight_squared: float
    total: float
    square: float

    @property
    def mean(self) -> float:
        """Weighted mean."""
        return self.total / self.weight

    @property
    def variance(self) -> float:
        """Weighted variance, corrected for the weight lost to the mean."""
        spread = self.square / self.weight - self.mean**2
        left = 1 - self.weight_squared / self.weight**2
        return max(spread, 0.0) / left if left > 0 else 0.0


@dataclass(frozen=True, slots=True)
class CovariateBalance:
    """Differences in one covariate, in standard deviations of all who started.

    `variance_ratio` is after matching, None if either group does not vary.
    """

    covariate: str
    started_mean: float
    comparison_mean: float
    difference_before: float
    difference_after: float
    variance_ratio: float | None

    @property
    def alike(self) -> bool:
        """Return whether `difference_after` is within the usual limit of 0.1."""
        return abs(self.difference_after) <= ALIKE


def combine(parts: Iterable[WeightedSums]) -> WeightedSums:
    """Add the sums of groups, such as those of several PCNs."""
    groups = list(parts)
    return WeightedSums(
        weight=sum(part.weight for part in groups),
        weight_squared=sum(part.weight_squared for part in groups),
        total=sum(part.total for part in groups),
        square=sum(part.square for part in groups),
    )


def balance(
    covariate: str,
    *,
    started_before: WeightedSums,
    comparison_before: WeightedSums,
    started_after: WeightedSums,
    comparison_after: WeightedSums,
) -> CovariateBalance | None:
    """Compare a covariate before and after matching; None if a group is empty.

    Args:
        covariate: its name.
        started_before: everyone who started.
        comparison_before: everyone else eligible.
        started_after: the people of `started_before` who were matched.
        comparison_after: their comparison, at its weights.

    """
    groups = (started_before, comparison_before, started_after, comparison_after)
    if any(group.weight <= 0 for group in groups):
        return None
    unit = math.sqrt(started_before.variance)
    before = started_before.mean - comparison_before.mean
    after = started_after.mean - comparison_after.mean
    varies = started_after.variance > 0 and comparison_after.variance > 0
    return CovariateBalance(
        covariate=covariate,
        started_mean=started_after.mean,
        comparison_mean=comparison_after.mean,
        difference_before=_in_units(before, unit),
        difference_after=_in_units(after, unit),
        variance_ratio=started_after.variance / comparison_after.variance
        if varies
        else None,
    )


def _in_units(difference: float, unit: float) -> float:
    """Divide by the unit; with nothing to vary by, any difference is past all limits.

    A difference this small is rounding: means of equal numbers at unequal weights.
    """
    if abs(difference) < 1e-12:
        return 0.0
    return difference / unit if unit > 0 else math.copysign(math.inf, difference)

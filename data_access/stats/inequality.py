"""How much does a measure differ between the most and the least deprived?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

# Low and Low (2004) and the public-health tools that follow them ask for five.
FEWEST_GROUPS = 5
# Below a thousand draws the 2.5% point rests on fewer than 25 of them.
FEWEST_DRAWS = 1000
# Limits given for the groups are 95% limits, as published ones are.
_GIVEN_LIMITS_Z = float(stats.norm.ppf(0.975))

# Each kind of value is drawn on the scale where its error is nearly normal.
_TO_NORMAL: dict[str, Callable[[Floats], Floats]] = {
    "normal": np.asarray,
    "rate": np.log,
    "proportion": special.logit,
}
_FROM_NORMAL: dict[str, Callable[[Floats], Floats]] = {
    "normal": np.asarray,
    "rate": np.exp,
    "proportion": special.expit,
}


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """Slope and relative index of inequality across ordered groups.

    `slope_index` is in units of the value times `multiplier`: the fitted value at the
    far end of the order less the fitted value at its start. `relative_index` is their
    ratio (inverted for a negative multiplier), None if the line reaches zero or below,
    as a ratio then means nothing; a limit of it is None if it is unbounded. `intercept`
    is the fitted value at the start of the order, in units of the value.
    """

    slope_index: float
    slope_index_lower: float
    slope_index_upper: float
    relative_index: float | None
    relative_index_lower: float | None
    relative_index_upper: float | None
    intercept: float
    multiplier: float
    groups: int
    draws: int
    confidence: float


@dataclass(frozen=True, slots=True)
class AbsoluteGap:
    """The last group's value less the first's, with limits, in units of the value."""

    first: float
    last: float
    gap: float
    gap_lower: float
    gap_upper: float
    confidence: float


def slope_index(
    values: ArrayLike,
    populations: ArrayLike,
    *,
    seed: int,
    kind: str = "normal",
    standard_errors: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    fit_transformed: bool = False,
    multiplier: float = 1,
    confidence: float = 0.95,
    draws: int = 100_000,
) -> SlopeIndex:
    """Fit the slope index of inequality, with limits by seeded simulation.

    `values` and `populations` have one number a group, most deprived first. A line is
    fitted through the values at each group's place in the whole population (0 to 1, at
    the middle of its share), each weighted by its share; the slope index is its rise
    from 0 to 1. For the limits, every group's value is simulated `draws` times from its
    own error and the line is refitted each time.

    Args:
        values: rates above 0, proportions strictly between 0 and 1, or any number
            of kind "normal".
        populations: people in each group, above 0.
        seed: of the random draws; the same seed gives the same limits.
        kind: "normal", "rate" (error normal in the log) or "proportion" (in the
            log odds).
        standard_errors: of each value on the scale where its error is normal: of the
            log rate for "rate", of the log odds for "proportion". Either these or
            both limits must be given.
        lower: 95% lower limit of each value.
        upper: 95% upper limit of each value.
        fit_transformed: fit the line to the log rate or log odds and transform its two
            ends back, for values that do not follow a straight line.
        multiplier: scales the slope index; a negative one reverses the order.
        confidence: of the limits returned.
        draws: 1,000 or more.

    Raises:
        StatisticsError: fewer than 5 groups, or input that cannot be used.

    Source: Low A, Low A. Measuring the gap. J Public Health 2004;26:388-395;
    the choices of PHEindicatormethods 2.1.0.

    """
    checks.choice("kind", kind, _TO_NORMAL)
    value = checks.series("values", values)
    if value.size < FEWEST_GROUPS:
        raise StatisticsError(
            "values",
            f"has {value.size} groups; a slope index needs {FEWEST_GROUPS} or more",
        )
    people = checks.positive("populations", populations)
    checks.same_shape(values=value, populations=people)
    _require_in_range("values", value, kind)
    error = _standard_error(value, kind, standard_errors, lower, upper)
    level = checks.confidence(confidence)
    repeats = checks.whole("draws", draws, least=FEWEST_DRAWS)
    scale = checks.number("multiplier", multiplier)
    if scale == 0:
        raise StatisticsError("multiplier", "must not be zero")
    random = np.random.default_rng(checks.whole("seed", seed))

    fit = _least_squares(people)
    centre = _TO_NORMAL[kind](value)
    # One row a draw, so that a single matrix product refits every line.
    simulated = centre + error * random.standard_normal((repeats, value.size))
    back = _FROM_NORMAL[kind]
    if fit_transformed:
        ends = back(fit @ centre)
        drawn_ends = back(simulated @ fit.T)
    else:
        ends = fit @ value
        drawn_ends = back(simulated) @ fit.T

    tails = [(1 - level) / 2, (1 + level) / 2]
    slopes = scale * (drawn_ends[:, 1] - drawn_ends[:, 0])
    low, high = np.quantile(slopes, tails)
    relative, relative_low, relative_high = _relative(ends, drawn_ends, scale, tails)
    return SlopeIndex(
        slope_index=float(scale * (ends[1] - ends[0])),
        slope_index_lower=float(low),
        slope_index_upper=float(high),
        relative_index=relative,
        relative_index_lower=relative_low,
        relative_index_upper=relative_high,
        intercept=float(ends[0]),
        multiplier=scale,
        groups=value.size,
        draws=repeats,
        confidence=level,
    )


def absolute_gap(
    values: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    confidence: float = 0.95,
) -> AbsoluteGap:
    """Return the last group's value less the first's, with limits.

    Groups are in the order of `slope_index`, most deprived first, so that the gap
    and the slope index have the same sign. `lower` and `upper` are each group's
    own limits at `confidence`, by whatever method suits the value; the limits of
    the gap combine them (MOVER), which for Wilson limits is Newcombe's method 10.

    Raises:
        StatisticsError: fewer than two groups, or limits that miss their value.

    Source: Newcombe RG. Stat Med 1998;17:873-890; Zou GY, Donner A. Stat Med
    2008;27:1693-1702.

    """
    value = checks.series("values", values, least=2)
    low, high = _limits(value, lower, upper)
    down = np.hypot(value[-1] - low[-1], high[0] - value[0])
    up = np.hypot(high[-1] - value[-1], value[0] - low[0])
    gap = float(value[-1] - value[0])
    return AbsoluteGap(
        first=float(value[0]),
        last=float(value[-1]),
        gap=gap,
        gap_lower=gap - float(down),
        gap_upper=gap + float(up),
        confidence=checks.confidence(confidence),
    )


def _least_squares(people: Floats) -> Floats:
    """Return the 2 x groups matrix from values to the line's ends at 0 and 1.

    The regression is of Y·√a on √a and b·√a without intercept, where a is the
    group's share of the population and b the middle of that share. As it is linear
    in Y, the matrix is worked out once and serves every draw.
    """
    share = people / people.sum()
    weight = np.sqrt(share)
    rank = np.cumsum(share) - share / 2
    design = np.column_stack([weight, rank * weight])
    coefficients = np.linalg.pinv(design) * weight
    return np.vstack([coefficients[0], coefficients[0] + coefficients[1]])


def _relative(
    ends: Floats, drawn_ends: Floats, scale: float, tails: list[float]
) -> tuple[float | None, float | None, float | None]:
    top, bottom = (0, 1) if scale < 0 else (1, 0)
    if ends.min() <= 0:
        return None, None, None
    estimate = float(ends[top] / ends[bottom])
    above, below = drawn_ends[:, top], drawn_ends[:, bottom]
    # A draw whose denominator is at or under zero is past every finite ratio.
    ratios = np.full(below.shape, np.inf)
    np.divide(above.clip(min=0), below, out=ratios, where=below > 0)
    low, high = np.quantile(ratios, tails, method="higher")
    return estimate, _finite(low), _finite(high)


def _finite(limit: float) -> float | None:
    return float(limit) if np.isfinite(limit) else None


def _standard_error(
    value: Floats,
    kind: str,
    standard_errors: ArrayLike | None,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
) -> Floats:
    if standard_errors is not None:
        error = checks.series("standard_errors", standard_errors)
        checks.same_shape(values=value, standard_errors=error)
        if (error < 0).any():
            raise StatisticsError("standard_errors", "includes a negative number")
        return error
    if lower is None or upper is None:
        raise StatisticsError(
            "standard_errors", "must be given, or both lower and upper"
        )
    low, high = _limits(value, lower, upper)
    _require_in_range("lower", low, kind)
    _require_in_range("upper", high, kind)
    to_normal = _TO_NORMAL[kind]
    width: Floats = to_normal(high) - to_normal(low)
    return width / (2 * _GIVEN_LIMITS_Z)


def _limits(value: Floats, lower: ArrayLike, upper: ArrayLike) -> tuple[Floats, Floats]:
    low = checks.series("lower", lower)
    high = checks.series("upper", upper)
    checks.same_shape(values=value, lower=low, upper=high)
    # Limits worked out by formula may miss a value of 0 or 1 by rounding alone.
    slack = 1e-12 * (1 + np.abs(value))
    if (low > value + slack).any():
        raise StatisticsError("lower", "is above its value in some group")
    if (high < value - slack).any():
        raise StatisticsError("upper", "is below its value in some group")
    return low, high


def _require_in_range(argument: str, values: Floats, kind: str) -> None:
    if kind == "rate" and (values <= 0).any():
        raise StatisticsError(argument, "must all be above zero for a rate")
    if kind == "proportion" and ((values <= 0) | (values >= 1)).any():
        raise StatisticsError(
            argument, "must all be strictly between 0 and 1 for a proportion"
        )

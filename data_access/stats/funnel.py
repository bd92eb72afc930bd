"""Funnel plots: how far a figure may be from the target by chance alone.

Sources: Spiegelhalter (2005), Funnel plots for comparing institutional performance,
Statistics in Medicine 24, 1185-1202; Spiegelhalter (2005), Handling over-dispersion of
performance indicators, Quality and Safety in Health Care 14, 347-351. The square-root
scale is the Care Quality Commission's, the log scale that of NHS England's Summary
Hospital-level Mortality Indicator (SHMI), both as FunnelPlotR 0.6.0 computes them. The
exact limits are those of `stats/exact_tails.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.exact_tails import Tails, binomial_tails, poisson_tails
from data_access.stats.overdispersion import (
    Scale,
    between_groups,
    inner_tenths,
    mean_square,
    winsorised,
)

PROPORTION_LIMITS = ("exact", "normal", "multiplicative", "additive")
RATIO_LIMITS = (*PROPORTION_LIMITS, "additive_log")
_TAILS = np.array([[0.025], [0.001]])


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """The figures of a funnel plot; arrays have one element a group.

    value, lower95, upper95, lower998, upper998: in the unit of the figure.
    target: the line in the middle, one number.
    flag: "in", or "low" or "high" with "95" or "998", the wider limit that is passed.
    limits: which limits these are, as asked for.
    phi: the mean squared z score, winsorised: about 1 where chance explains the
        spread, more where groups differ for other reasons. Given with every kind of
        limits, so that limits that are too narrow can be recognised.
    tau2: with additive limits, the variance between groups on the scale they use.
    """

    value: Floats
    target: float
    lower95: Floats
    upper95: Floats
    lower998: Floats
    upper998: Floats
    flag: NDArray[np.str_]
    limits: str
    phi: float
    tau2: float | None


def proportions(
    events: ArrayLike,
    n: ArrayLike,
    *,
    limits: str = "exact",
    target: float | None = None,
) -> Funnel:
    """Compare proportions with their pooled value, or with a target.

    `limits` is "exact" (outside where the binomial chance of so few, or of so many, is
    less than 2.5% or 0.1%), "normal" (as Fingertips draws), "multiplicative" (normal,
    its variance times phi) or "additive" (arcsine scale, tau2 added to each variance).
    Nothing chooses for the caller: a phi well above 1 says that the first two are too
    narrow. The last two are never narrower than for a phi of 1.

    Raises:
        StatisticsError: fewer than two groups; counts that are missing, negative,
            not whole or above n; a target not between 0 and 1; unknown limits.

    """
    checks.choice("limits", limits, PROPORTION_LIMITS)
    events, n = _groups("events", events, "n", n)
    if (n != np.floor(n)).any():
        raise StatisticsError("n", "is not a whole number in every group")
    if (events > n).any():
        raise StatisticsError("events", "is above n, so it is no part of it")
    centre = _target(target, events.sum() / n.sum())
    if target is not None and centre >= 1:
        raise StatisticsError("target", "must be between 0 and 1")
    value = events / n
    if centre in (0, 1):
        return _flat(value, centre, limits)
    plain = Scale(
        y=value,
        centre=centre,
        s=np.sqrt(centre * (1 - centre) / n),
        back=lambda y: np.clip(y, 0, 1),
    )
    arcsine = Scale(
        y=np.arcsin(np.sqrt(value)),
        centre=float(np.arcsin(np.sqrt(centre))),
        s=0.5 / np.sqrt(n),
        back=lambda angle: np.sin(np.clip(angle, 0, np.pi / 2)) ** 2,
    )
    tails = binomial_tails(n, centre)
    return _funnel(value, centre, limits, tails, n, plain, arcsine)


def ratios(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    limits: str = "exact",
    target: float = 1,
) -> Funnel:
    """Compare observed over expected, such as standardised ratios, with 1.

    `limits` is "exact" (Poisson), "normal", "multiplicative" or "additive" as for
    `proportions`, additive on the square-root scale; or "additive_log", on the log
    scale and leaving the first and last tenth of z scores out, as the SHMI does.

    Raises:
        StatisticsError: fewer than two groups; counts that are missing, negative or
            not whole; nothing expected; a target of 0; unknown limits; with
            "additive_log", an observed count of 0 among the z scores left in.

    """
    checks.choice("limits", limits, RATIO_LIMITS)
    observed, expected = _groups("observed", observed, "expected", expected)
    return _poisson("observed", observed, expected, _target(target, 1), limits)


def rates(
    events: ArrayLike,
    person_time: ArrayLike,
    *,
    limits: str = "exact",
    target: float | None = None,
    multiplier: float = 1,
    dispersion: float = 1,
) -> Funnel:
    """Compare rates with their pooled value, or with a target, per `multiplier`.

    `limits` as for `ratios`: a rate over the target rate is such a ratio. With exact
    limits, `dispersion` is how many times the variance of a count is its mean: counts
    and what is expected are divided by it, so that repeat events count for less.

    Raises:
        StatisticsError: as `ratios`, naming `events` and `person_time`; a dispersion
            below 1.

    """
    checks.choice("limits", limits, RATIO_LIMITS)
    events, person_time = _groups("events", events, "person_time", person_time)
    scale = checks.positive("multiplier", checks.number("multiplier", multiplier))
    if checks.number("dispersion", dispersion) < 1:
        raise StatisticsError("dispersion", "must be 1 or more")
    units = person_time / scale
    centre = _target(target, events.sum() / units.sum())
    if centre == 0:
        return _flat(events / units, centre, limits)
    return _poisson("events", events, units, centre, limits, dispersion)


def _poisson(
    argument: str,
    observed: Floats,
    units: Floats,
    target: float,
    limits: str,
    dispersion: float = 1,
) -> Funnel:
    """Draw the funnel of counts whose mean on target is `target` times `units`."""
    mean = target * units
    relative = observed / mean
    plain = Scale(
        y=relative,
        centre=1,
        s=1 / np.sqrt(mean),
        back=lambda y: target * np.maximum(y, 0),
    )
    root = Scale(
        y=np.sqrt(relative),
        centre=1,
        s=0.5 / np.sqrt(mean),
        back=lambda y: target * np.maximum(y, 0) ** 2,
    )
    return _funnel(
        observed / units,
        target,
        limits,
        poisson_tails(mean / dispersion),
        units / dispersion,
        plain,
        _log(argument, relative, mean, target) if limits == "additive_log" else root,
    )


def _log(argument: str, relative: Floats, mean: Floats, target: float) -> Scale:
    with np.errstate(divide="ignore"):  # log 0 is -inf, and may yet be left out
        y = np.log(relative)
    scale = Scale(y, 0, 1 / np.sqrt(mean), lambda y: target * np.exp(y))
    if np.isinf(y[inner_tenths(scale.z)]).any():
        raise StatisticsError(
            argument,
            "is 0 in more than a tenth of the groups, and 0 has no logarithm;"
            " choose additive limits",
        )
    return scale


def _funnel(
    value: Floats,
    target: float,
    limits: str,
    tails: Tails,
    sizes: Floats,
    plain: Scale,
    wide: Scale,
) -> Funnel:
    """Compute the limits asked for and flag the groups beyond them.

    `tails` are those of the counts, which divided by `sizes` are the values.
    """
    additive = limits.startswith("additive")
    scale = wide if additive else plain
    if limits == "additive_log":
        inner = inner_tenths(scale.z)
        z, s = scale.z[inner], scale.s[inner]
    else:
        z, s = winsorised(scale.z), scale.s
    phi = mean_square(z)
    tau2 = between_groups(phi, s) if additive else None
    if limits == "exact":
        lower95, lower998 = tails.lower(_TAILS) / sizes
        upper95, upper998 = tails.upper(_TAILS) / sizes
        # Not by the limits: whether a count is beyond one is not left to rounding.
        few, many = tails.at_most(value * sizes), tails.at_least(value * sizes)
        beyond = [few < 0.001, many < 0.001, few < 0.025, many < 0.025]
    else:
        factor = max(1.0, phi) if limits == "multiplicative" else 1.0
        quantile = scale.quantile(factor, tau2 or 0.0)
        lower95, upper95 = quantile(0.025), quantile(0.975)
        lower998, upper998 = quantile(0.001), quantile(0.999)
        beyond = [value < lower998, value > upper998, value < lower95, value > upper95]
    return Funnel(
        value=value,
        target=target,
        lower95=lower95,
        upper95=upper95,
        lower998=lower998,
        upper998=upper998,
        flag=np.select(beyond, ["low998", "high998", "low95", "high95"], "in"),
        limits=limits,
        phi=phi,
        tau2=tau2,
    )


def _flat(value: Floats, target: float, limits: str) -> Funnel:
    """Return a funnel with no width: every group has none of the events, or all."""
    line = np.full(value.shape, target)
    inside = np.full(value.shape, "in")
    tau2 = 0.0 if limits.startswith("additive") else None
    return Funnel(value, target, line, line, line, line, inside, limits, 0.0, tau2)


def _groups(
    count_name: str, values: ArrayLike, size_name: str, size: ArrayLike
) -> tuple[Floats, Floats]:
    counts = checks.counts(count_name, checks.series(count_name, values, least=2))
    sizes = checks.positive(size_name, checks.series(size_name, size, least=2))
    checks.same_shape(**{count_name: counts, size_name: sizes})
    return counts, sizes


def _target(target: float | None, pooled: float) -> float:
    if target is None:
        return float(pooled)
    return float(checks.positive("target", checks.number("target", target)))

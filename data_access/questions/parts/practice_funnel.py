"""Which organisations does chance alone not explain, and where are its limits?

Practices and PCNs only: groups of people are judged in `parts/group_gaps.py`. Flags and
limits are made of what is shown (places' figures, their sizes, the value of all), so
that they agree with one another and give nothing away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data_access.answers.core import Compared, FunnelLimits
from data_access.catalogue.indicator import MULTIPLIER, Indicator
from data_access.stats import funnel

_STEPS = 60

_FLAGS = {  # of `stats.funnel`, as answers have them
    "in": "",
    "low95": "low_95",
    "high95": "high_95",
    "low998": "low_998",
    "high998": "high_998",
}
HOW_TO_READ_FUNNEL = (
    "Lines show 95% confidence intervals; a shape other than a circle is outside the "
    "95% funnel around the overall value."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Places with their flags, and how far apart rates lie (phi); whether any could be.

    ``possible`` is False where chance sets no limits: for counts, for fewer than two
    places, and where nobody or everybody has the event.
    """

    places: tuple[Compared, ...]
    dispersion: float
    possible: bool


def judged_places(
    indicator: Indicator, places: tuple[Compared, ...], centre: float | None
) -> Judged:
    """Flag the places that lie outside the funnel around ``centre``.

    Shares by exact binomial tails; rates by Poisson tails widened by how far apart
    the places lie, because their events are not independent.
    """
    shown = [item for item in places if item.value is not None and item.denominator]
    if len(shown) < 2 or not _has_limits(indicator, centre):
        return Judged(places, 1.0, possible=False)
    multiplier = MULTIPLIER[indicator.unit]
    people = np.array([item.denominator for item in shown], dtype=float)
    values = np.array([item.value for item in shown], dtype=float)
    events = np.round(values * people / multiplier)
    target = (centre or 0.0) / multiplier
    if indicator.unit == "percent":
        dispersion = 1.0
        limits = funnel.proportions(events, people, target=target)
    else:
        spread = funnel.rates(events, people, limits="normal", target=target).phi
        dispersion = max(1.0, round(spread, 1))
        limits = funnel.rates(events, people, target=target, dispersion=dispersion)
    flags = {
        item.code: _FLAGS[str(flag)]
        for item, flag in zip(shown, limits.flag, strict=True)
    }
    flagged = tuple(replace(item, flag=flags.get(item.code, "")) for item in places)
    return Judged(flagged, dispersion, possible=True)


def funnel_limits(
    indicator: Indicator,
    places: Sequence[Compared],
    centre: float | None,
    dispersion: float,
) -> FunnelLimits | None:
    """Return the limits around ``centre``, to a little beyond the largest place.

    They pass each place where its own flag changes. None where fewer than two places
    are shown or where limits would say nothing.
    """
    sizes = [item.denominator for item in places if item.value is not None]
    largest = max((size for size in sizes if size), default=0)
    if len(sizes) < 2 or largest < 2 or not _has_limits(indicator, centre):
        return None
    steps = np.linspace(max(1, largest / _STEPS), largest * 1.1, _STEPS) // 1
    grid = np.unique([*steps, *(size for size in sizes if size)])
    no_events = np.zeros(grid.size)
    multiplier = MULTIPLIER[indicator.unit]
    target = (centre or 0.0) / multiplier
    chance = (
        funnel.proportions(no_events, grid, target=target)
        if indicator.unit == "percent"
        else funnel.rates(no_events, grid, target=target, dispersion=dispersion)
    )
    lower_95, upper_95, lower_998, upper_998 = (
        tuple((limit * multiplier).tolist())
        for limit in (
            chance.lower95,
            chance.upper95,
            chance.lower998,
            chance.upper998,
        )
    )
    return FunnelLimits(
        denominators=tuple(grid.tolist()),
        centre=centre or 0.0,
        lower_95=lower_95,
        upper_95=upper_95,
        lower_998=lower_998,
        upper_998=upper_998,
    )


def _has_limits(indicator: Indicator, centre: float | None) -> bool:
    if not centre or indicator.unit in ("count", "ratio"):
        return False
    return indicator.unit != "percent" or centre < MULTIPLIER["percent"]

"""Within which limits does chance alone keep practices of each size?"""

import math
from collections.abc import Sequence

import numpy as np

from data_access.answers.core import Compared, FunnelLimits
from data_access.catalogue.indicator import MULTIPLIER, Indicator
from data_access.stats import funnel

_STEPS = 60

FLAGS = {  # of `stats.funnel`, as answers have them
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


def funnel_limits(
    indicator: Indicator, places: Sequence[Compared], centre: float | None, phi: float
) -> FunnelLimits | None:
    """Return the limits around ``centre``, to a little beyond the largest place.

    They are computed from what is shown already (``phi`` is the spread of the places
    around their common value, to one decimal), so they reveal nothing else. They are
    exact binomial limits for shares, and over-dispersed Poisson limits for rates, whose
    events are not independent. None if fewer than two places are shown or if the limits
    would say nothing.
    """
    sizes = [item.denominator for item in places if item.value is not None]
    largest = max((size for size in sizes if size), default=0)
    multiplier = MULTIPLIER[indicator.unit]
    if (
        len(sizes) < 2
        or not centre
        or largest < 2
        or indicator.unit in ("count", "ratio")
    ):
        return None
    grid = np.unique(np.linspace(max(1, largest / _STEPS), largest * 1.1, _STEPS) // 1)
    no_events = np.zeros(grid.size)
    if indicator.unit != "percent":
        chance = funnel.rates(
            no_events, grid, limits="normal", target=centre, multiplier=multiplier
        )
        wider = math.sqrt(max(1.0, phi))
        half_95 = (chance.upper95 - centre) * wider
        half_998 = (chance.upper998 - centre) * wider
        limits = (
            np.maximum(centre - half_95, 0),
            centre + half_95,
            np.maximum(centre - half_998, 0),
            centre + half_998,
        )
    elif centre >= multiplier:
        return None
    else:
        chance = funnel.proportions(no_events, grid, target=centre / multiplier)
        limits = (
            chance.lower95 * multiplier,
            chance.upper95 * multiplier,
            chance.lower998 * multiplier,
            chance.upper998 * multiplier,
        )
    lower_95, upper_95, lower_998, upper_998 = (tuple(x.tolist()) for x in limits)
    return FunnelLimits(
        denominators=tuple(grid.tolist()),
        centre=centre,
        lower_95=lower_95,
        upper_95=upper_95,
        lower_998=lower_998,
        upper_998=upper_998,
    )

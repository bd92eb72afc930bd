"""Axes: months at the bottom, values in their unit, room for names on the right."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from components.theme import Drawing
from data_access.answers.core import Unit

HALF_MONTH = timedelta(days=15)
RIGHT_MARGIN = 96  # pixels for "Upper limit 100%" in two lines

_UNIT_NAMES: dict[Unit, str] = {
    "points": "Percentage points",
    "per_10000": "Per 10,000",
    "per_1000": "Per 1,000",
    "per_100": "Per 100",
    "days": "Days",
}
_AFFIXES: dict[Unit, Drawing] = {
    "percent": {"ticksuffix": "%"},
    "gbp": {"tickprefix": "£"},
}


def iso(months: Iterable[date]) -> list[str]:
    """Return months in the format of plotly.js."""
    return [month.isoformat() for month in months]


def month_axis(months: Sequence[date]) -> Drawing:
    """Return a month axis with half a month of room at both ends."""
    if not months:
        return {"type": "date"}
    return {  # no nticks: plotly then fits as many names as the width has room for
        "type": "date",
        "tickformat": "%b\n%Y",
        "tickangle": 0,
        "range": iso((months[0] - HALF_MONTH, months[-1] + HALF_MONTH)),
    }


def unit_words(unit: Unit) -> str:
    """Return the name of the unit above the plot, for units without a sign."""
    return _UNIT_NAMES.get(unit, "")


def value_axis(unit: Unit, bottom: float, top: float) -> Drawing:
    """Return the axis of a unit, from ``bottom`` to ``top``."""
    return {
        "range": [bottom, top],
        "tickformat": ",",
        "nticks": 7,
        **_AFFIXES.get(unit, {}),
    }


def padded(
    values: Iterable[float | None], *, from_zero: bool = False
) -> tuple[float, float]:
    """Return a range with 8% of room at each end, which crosses zero only with data."""
    numbers = [value for value in values if value is not None and math.isfinite(value)]
    if not numbers:
        return 0.0, 1.0
    low, high = min(numbers), max(numbers)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.08 * ((high - low) or abs(high) or 1.0)
    bottom = low - room
    if low >= 0 > bottom:
        bottom = 0.0
    return bottom, high + room


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Move places apart until neighbours are ``gap`` from each other, in order.

    Otherwise the names of lines that nearly meet would overlap.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    positions = list(places)
    for before, index in pairwise(order):
        positions[index] = max(positions[index], positions[before] + gap)
    if order:
        # Move all places back by the mean shift, so that the group does not move.
        drift = sum(positions) / len(positions) - sum(places) / len(places)
        positions = [place - drift for place in positions]
    return positions

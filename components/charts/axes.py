"""Axes: months along the foot, values in their unit, room for names at the right."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from components.theme import Drawing
from data_access.answers.core import Unit

HALF_MONTH = timedelta(days=15)
RIGHT_MARGIN = 96  # pixels for "Upper limit 100%" in two lines

_UNIT_WORDS: dict[Unit, str] = {
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
    """Write months as plotly.js reads them."""
    return [month.isoformat() for month in months]


def month_axis(months: Sequence[date]) -> Drawing:
    """Give half a month of room at both ends; the year is written where it changes."""
    if not months:
        return {"type": "date"}
    return {  # no nticks: plotly then fits as many names as the width has room for
        "type": "date",
        "tickformat": "%b\n%Y",
        "tickangle": 0,
        "range": iso((months[0] - HALF_MONTH, months[-1] + HALF_MONTH)),
    }


def unit_words(unit: Unit) -> str:
    """Say above the plot what the axis's numbers are, where they do not say it."""
    return _UNIT_WORDS.get(unit, "")


def value_axis(unit: Unit, bottom: float, top: float) -> Drawing:
    """Give the axis of a unit, from ``bottom`` to ``top``."""
    return {
        "range": [bottom, top],
        "tickformat": ",",
        "nticks": 7,
        **_AFFIXES.get(unit, {}),
    }


def padded(
    values: Iterable[float | None], *, from_zero: bool = False
) -> tuple[float, float]:
    """Give a range with 8% of room at each end, not crossing zero without cause."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.08 * ((high - low) or abs(high) or 1.0)
    bottom = low - room
    if low >= 0 > bottom:
        bottom = 0.0
    return bottom, high + room


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Move places apart until neighbours are ``gap`` from each other, keeping order.

    Names of lines that nearly meet would otherwise be drawn on top of one another.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, index in pairwise(order):
        moved[index] = max(moved[index], moved[before] + gap)
    if order:
        # What was pushed up is shared out, so that the group stays where it was.
        drift = sum(moved) / len(moved) - sum(places) / len(places)
        moved = [place - drift for place in moved]
    return moved

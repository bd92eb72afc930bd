"""The slope index of a measure, and what it says in words."""

import math
from collections.abc import Sequence

import numpy as np

from data_access.answers.core import Unit
from data_access.answers.equity import Gap
from data_access.catalogue.groups import GROUP_NAMES
from data_access.questions.equity.equity_counts import Count
from data_access.questions.equity.equity_measure import Measure
from data_access.stats import intervals
from data_access.stats.inequality import SlopeIndex, slope_index
from data_access.words.numbers import interval_text, value_text

FIFTHS = tuple(code for code in GROUP_NAMES["deprivation"] if code != "unknown")
# Of events, and of people without one, in each fifth. Fewer are not shown either; with
# eight, limits hold the true slope as often as they say (docs/methods/inequality.md).
FEWEST = 8
# Limits from these err by 1% to 2% of their distance; a page draws ten of them.
DRAWS = 10_000
SEED = 2004

WITHHELD = (
    "No slope index is given: in at least one fifth there are too few people to fit a "
    "line that is more than chance."
)


def gap_of(measure: Measure, counts: Sequence[Count | None]) -> Gap | None:
    """Return the slope index across the fifths, most deprived first, to tenths.

    None where a fifth is missing or withheld from this reader, or has fewer than
    FEWEST events or, of people, fewer than FEWEST without one. Worked out on exact
    numbers: it mixes those of all five, so that none of them can be read off it.
    """
    held = [one for one in counts if one is not None and one.may_mix]
    if len(held) < len(FIFTHS) or any(_few(measure, one) for one in held):
        return None
    events = np.array([one.events for one in held])
    base = np.array([one.base for one in held])
    if measure.of_people:
        limits = intervals.wilson(events, base)
        found = slope_index(
            events / base,
            base,
            seed=SEED,
            kind="proportion",
            lower=limits.lower,
            upper=limits.upper,
            multiplier=measure.multiplier,
            draws=DRAWS,
        )
    else:
        clumping = np.array([one.clumping for one in held])
        found = slope_index(
            events / base,
            base,
            seed=SEED,
            kind="rate",
            standard_errors=np.sqrt(clumping / events),
            multiplier=measure.multiplier,
            draws=DRAWS,
        )
    return _rounded(found)


def _few(measure: Measure, count: Count) -> bool:
    without = count.base - count.events if measure.of_people else math.inf
    return min(count.events, without) < FEWEST


def _rounded(found: SlopeIndex) -> Gap:
    value, lower, upper = (
        round(one, 1)
        for one in (
            found.slope_index,
            found.slope_index_lower,
            found.slope_index_upper,
        )
    )
    start = found.intercept * found.multiplier
    relative = found.relative_index
    return Gap(
        value=value,
        lower=lower,
        upper=upper,
        line=(round(start, 1), round(start + found.slope_index, 1)),
        relative=None
        if relative is None
        else (
            round(relative, 2),
            _two(found.relative_index_lower),
            _two(found.relative_index_upper),
        ),
    )


def _two(limit: float | None) -> float | None:
    return None if limit is None else round(limit, 2)


def said(value: float, lower: float, upper: float, unit: Unit) -> str:
    """Say a gap: how large and which way, or that it cannot be told from chance."""
    if lower <= 0 <= upper:
        return "no gap by deprivation that can be told from chance"
    end = "least" if value > 0 else "most"
    return f"{value_text(abs(value), unit)} higher at the {end} deprived end"


def with_limits(gap: Gap, unit: Unit) -> str:
    """Write the slope and relative index with their limits."""
    words = (
        f"Slope index {value_text(gap.value, unit)} (95% limits "
        f"{interval_text(gap.lower, gap.upper, unit, words=False)})"
    )
    if gap.relative is None:
        return f"{words}; the line reaches zero, so there is no relative index."
    value, lower, upper = gap.relative
    low, high = (
        "no limit" if limit is None else value_text(limit, "ratio")
        for limit in (lower, upper)
    )
    return f"{words}; relative index {value_text(value, 'ratio')} ({low} to {high})."

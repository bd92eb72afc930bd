"""The slope index of a measure, and what it says in words."""

import math
from collections.abc import Sequence

import numpy as np

from data_access.answers.core import Unit
from data_access.answers.equity import Gap
from data_access.catalogue.groups import GROUP_NAMES
from data_access.disclosure.counts import figure_as_shown
from data_access.questions.parts.group_counts import Count
from data_access.questions.parts.group_measure import GroupMeasure
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
    "No slope index is shown: at least one fifth has too few people to fit a line "
    "that is more than chance."
)


def gap_of(measure: GroupMeasure, counts: Sequence[Count | None]) -> Gap | None:
    """Return the slope index across the fifths, most deprived first, to tenths.

    Outside direct care it is worked out from rounded counts, to three digits.

    None if a fifth is missing or withheld from this reader, or has fewer than
    FEWEST events or, of people, fewer than FEWEST without one.
    """
    usable = [count for count in counts if count is not None and count.known]
    if len(usable) < len(FIFTHS) or any(_few(measure, count) for count in usable):
        return None
    events = np.array([count.events for count in usable])
    base = np.array([count.base for count in usable])
    if measure.of_people:
        limits = intervals.wilson(events, base)
        index = slope_index(
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
        clumping = np.array([count.clumping for count in usable])
        if np.isnan(clumping).any():
            return None
        index = slope_index(
            events / base,
            base,
            seed=SEED,
            kind="rate",
            standard_errors=np.sqrt(clumping / events),
            multiplier=measure.multiplier,
            draws=DRAWS,
        )
    return _rounded(index, exact=all(count.exact for count in usable))


def _few(measure: GroupMeasure, count: Count) -> bool:
    without = count.base - count.events if measure.of_people else math.inf
    return min(count.events, without) < FEWEST


def _rounded(index: SlopeIndex, *, exact: bool) -> Gap:
    def tenths(figure: float) -> float:
        return round(figure_as_shown(figure, exact=exact), 1)

    value, lower, upper = (
        tenths(figure)
        for figure in (
            index.slope_index,
            index.slope_index_lower,
            index.slope_index_upper,
        )
    )
    start = index.intercept * index.multiplier
    relative = index.relative_index
    return Gap(
        value=value,
        lower=lower,
        upper=upper,
        line=(tenths(start), tenths(start + index.slope_index)),
        relative=None
        if relative is None
        else (
            round(relative, 2),
            _two(index.relative_index_lower),
            _two(index.relative_index_upper),
        ),
    )


def _two(limit: float | None) -> float | None:
    return None if limit is None else round(limit, 2)


def gap_sentence(value: float, lower: float, upper: float, unit: Unit) -> str:
    """Say how large a gap is and which way it goes, or that it may be chance."""
    if lower <= 0 <= upper:
        return "no gap by deprivation beyond chance"
    end = "least" if value > 0 else "most"
    return f"{value_text(abs(value), unit)} higher at the {end} deprived end"


def with_limits(gap: Gap, unit: Unit) -> str:
    """Write the slope and relative index with their limits."""
    sentence = (
        f"Slope index {value_text(gap.value, unit)} (95% limits "
        f"{interval_text(gap.lower, gap.upper, unit, words=False)})"
    )
    if gap.relative is None:
        return f"{sentence}; the line reaches zero, so there is no relative index."
    value, lower, upper = gap.relative
    low, high = (
        "no limit" if limit is None else value_text(limit, "ratio")
        for limit in (lower, upper)
    )
    return f"{sentence}; relative index {value_text(value, 'ratio')} ({low} to {high})."

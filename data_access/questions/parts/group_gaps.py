"""Which groups of people differ from everybody else, by more than chance?

The one way of judging groups (ages, sexes, fifths of deprivation, ethnicities), on
every page: each group beside all others, from what the reader may see of both.
Groups are no organisations, so their spread is not taken as a measure of chance: ages
would then hide one another's difference.
"""

import math
from dataclasses import dataclass, replace
from datetime import date

from data_access.answers.core import Compared, Mark
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.disclosure.counts import limits_as_shown
from data_access.questions.parts.group_counts import (
    Count,
    GroupCells,
    compared,
    mark_of,
)
from data_access.questions.parts.group_measure import GroupMeasure
from data_access.questions.parts.marks import marked
from data_access.stats.differences import share_difference
from data_access.stats.intervals import rate_difference
from data_access.words.sentences import findings

CONFIDENCE = 0.95
# With fewer at everyone's rate, a group with none would be no surprise.
FEWEST_EXPECTED = 5
READINGS = {
    "": "no difference beyond chance",
    "low_95": "lower than the rest",
    "high_95": "higher than the rest",
}
_AGES = "Ages are expected to differ, because illness comes with age. "
_NOT_ADJUSTED = {
    "age": "illness or deprivation",
    "deprivation": "age or illness",
    "ethnicity": "age, illness or deprivation",
    "sex": "age, illness or deprivation",
}


@dataclass(frozen=True, slots=True)
class GroupGap:
    """A group and the rest: what was counted, and what is said of them.

    ``value`` is the group's own figure, ``rest`` that of all others and ``gap`` the
    difference of the two; ``gap`` carries the flag, and the mark where there is none.
    """

    group: Count
    rest: Count
    value: Compared
    gap: Compared

    @property
    def flagged(self) -> Compared:
        """Return the group's own figure with its flag, or why it is not compared."""
        if self.gap.mark is not None:
            return Compared(self.value.code, self.value.name, mark=self.gap.mark)
        return replace(self.value, flag=self.gap.flag)


def group_gaps(
    cells: GroupCells, end: date, by: str, practice: str, *, exact: bool
) -> list[GroupGap] | None:
    """Compare each group of a dimension with the rest at ``end``, and judge it.

    None where the place itself has no figure.
    """
    whole = cells.count(end, exact=exact, practice=practice)
    if whole is None:
        return None
    pairs = [
        pair
        for code, name in GROUP_NAMES[by].items()
        if (count := cells.count(end, by, code, exact=exact, practice=practice))
        and (pair := _pair(cells.indicator, count, whole, code, name))
    ]
    return _judged(cells.indicator, pairs)


def gaps_headline(gaps: list[GroupGap], by: str) -> str:
    """Say which groups differ from the rest."""
    known = [pair.gap for pair in gaps if pair.gap.value is not None]
    if not known:
        if any(pair.gap.mark is Mark.SUPPRESSED for pair in gaps):
            return f"By {DIMENSION_WORDS[by]}, withheld to protect a small group"
        return f"Too few people to compare by {DIMENSION_WORDS[by]}"
    low = [gap.name for gap in known if gap.flag.startswith("low")]
    high = [gap.name for gap in known if gap.flag.startswith("high")]
    headline = (
        findings(("lower than the rest", low), ("higher than the rest", high))
        or "no group differs from the rest beyond chance"
    )
    return f"By {DIMENSION_WORDS[by]}, {headline}"


def gaps_summary(gaps: list[GroupGap], by: str) -> str:
    """Say how groups are judged, what is not adjusted, and who is left out."""
    items = [pair.gap for pair in gaps]
    known = sum(item.value is not None for item in items)
    sentences = ""
    if known:
        sentences = (
            "Lines show 95% limits. A square differs from the rest by more than "
            f"chance, allowing for the number of groups compared ({known}). "
            f"{_AGES if by == 'age' else ''}Not adjusted for {_NOT_ADJUSTED[by]}."
        )
    return (sentences + marked(items, Mark.SUPPRESSED, Mark.TOO_FEW)).strip()


def _pair(
    indicator: GroupMeasure, group: Count, whole: Count, code: str, name: str
) -> GroupGap | None:
    """Compare a group with the rest; None where there is no rest, in direct care.

    Rounded counts do not tell whether there is one, and every group is listed.
    """
    rest = _rest(indicator, group, whole)
    value = compared(indicator, group, code, name)
    if group.exact and rest.base <= 0:
        return None
    mark = value.mark or mark_of(indicator, rest)
    if group.base * whole.events < FEWEST_EXPECTED * whole.base:
        mark = Mark.TOO_FEW
    limits = _limits(indicator, group, rest, CONFIDENCE)
    if mark is not None or limits is None:
        gap = Compared(code, name, mark=mark or Mark.TOO_FEW)
        return GroupGap(group, rest, value, gap)
    difference = indicator.multiplier * (group.per_base - rest.per_base)
    lower, upper = limits_as_shown(*limits, exact=group.exact)
    gap = Compared(code, name, difference, lower, upper, value.denominator)
    return GroupGap(group, rest, value, gap)


def _rest(indicator: GroupMeasure, group: Count, whole: Count) -> Count:
    """Take a group from everyone."""
    base = whole.base - group.base
    # Rounded one by one, what is left need not be a part of what it is left of.
    events = max(whole.events - group.events, 0.0)
    return replace(
        whole, events=min(events, base) if indicator.of_people else events, base=base
    )


def _limits(
    indicator: GroupMeasure, group: Count, rest: Count, confidence: float
) -> tuple[float, float] | None:
    """Return limits of the difference in the measure's unit; None of too few events."""
    if not (group.enough and rest.enough) or math.isnan(group.clumping + rest.clumping):
        return None
    if indicator.of_people:
        gap = share_difference(
            group.events, group.base, rest.events, rest.base, confidence
        )
    else:
        gap = rate_difference(
            group.events / group.clumping,
            group.base / group.clumping,
            rest.events / rest.clumping,
            rest.base / rest.clumping,
            confidence=confidence,
        )
    lower, upper = float(gap.lower), float(gap.upper)
    return indicator.multiplier * lower, indicator.multiplier * upper


def _judged(indicator: GroupMeasure, pairs: list[GroupGap]) -> list[GroupGap]:
    """Mark the groups that differ, allowing for how many are compared.

    Of six groups compared at 95%, one in four times one stands apart by chance alone;
    so each is held to 1 - 0.05 / groups (Bonferroni).
    """
    known = sum(pair.gap.value is not None for pair in pairs)
    if not known:
        return pairs
    level = 1 - (1 - CONFIDENCE) / known
    judged = []
    for pair in pairs:
        flag = ""
        if pair.gap.value is not None:
            limits = _limits(indicator, pair.group, pair.rest, level)
            lower, upper = limits or (0.0, 0.0)
            flag = "high_95" if lower > 0 else "low_95" if upper < 0 else ""
        judged.append(replace(pair, gap=replace(pair.gap, flag=flag)))
    return judged

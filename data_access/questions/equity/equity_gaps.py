"""How does each group compare with all the others, by ethnicity, sex and age?"""

from dataclasses import dataclass, replace

import numpy as np

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Mark,
    Table,
)
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.equity.equity_counts import (
    Count,
    cells_of_place,
    coarse,
    compared,
)
from data_access.questions.equity.equity_measure import EquityIndicator, find_measure
from data_access.questions.equity.equity_slope import DESCRIPTION, require_groups
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.marks import marked
from data_access.questions.parts.place import find_place
from data_access.stats.differences import share_difference
from data_access.stats.intervals import rate_difference
from data_access.words.sentences import findings

WAYS = ("ethnicity", "sex", "age")
CONFIDENCE = 0.95
# With fewer at everyone's rate, a group with none would be no surprise.
FEWEST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class _Pair:
    """A group and the rest: what was counted, and what is said of them."""

    group: Count
    rest: Count
    value: Compared
    gap: Compared


def equity_gaps(context: Context, measure: str, by: str) -> Comparison:
    """Report the difference between each group and the rest, in one of WAYS.

    Raises NotPermittedError for one practice's groups outside direct care, and
    CareImpactError naming the files to load if the measure is not loaded.
    """
    indicator = find_measure(measure)
    if by not in WAYS:
        raise CareImpactError("Choose ethnicity, sex or age.")
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        exact = require_groups(context, place)
        end = indicator.last_month(place)
        cells = cells_of_place(connection, indicator, place, by, indicator.window(end))
    whole = cells.count(end, exact=exact, practice=place.practice)
    if whole is None:
        raise indicator.missing(place)
    pairs = [
        pair
        for code, name in GROUP_NAMES[by].items()
        if (count := cells.count(end, by, code, exact=exact, practice=place.practice))
        and (pair := _pair(indicator, count, whole, code, name, exact=exact))
    ]
    pairs = _judged(indicator, pairs)
    gaps = tuple(pair.gap for pair in pairs)
    subtitle = f"{indicator.record.name}, each group minus all others, by "
    subtitle += (
        f"{DIMENSION_WORDS[by]}, {indicator.gap_per}, {indicator.where(place)}, "
    )
    subtitle += indicator.period(end)
    return Comparison(
        caption=Caption(
            headline=_headline(gaps, by),
            subtitle=subtitle,
            summary=_summary(indicator, gaps),
            definition=indicator.record.id,
        ),
        places=gaps,
        average=None,
        table=_table(subtitle, indicator, pairs),
    )


def _pair(
    indicator: EquityIndicator,
    group: Count,
    whole: Count,
    code: str,
    name: str,
    *,
    exact: bool,
) -> _Pair | None:
    """Compare a group with the rest; None if one of them has no people."""
    rest = _rest(group, whole)
    value = compared(indicator, group, code, name, exact=exact)
    if not rest.base > 0:
        return None
    mark = value.mark or compared(indicator, rest, code, name, exact=exact).mark
    if group.base * whole.events < FEWEST_EXPECTED * whole.base:
        mark = Mark.TOO_FEW
    if mark is not None or group.shown is None or rest.shown is None:
        gap = Compared(code, name, mark=mark or Mark.SUPPRESSED)
        return _Pair(group, rest, value, gap)
    difference = indicator.multiplier * (
        group.shown[0] / group.shown[1] - rest.shown[0] / rest.shown[1]
    )
    lower, upper = _limits(indicator, group, rest, exact=exact)
    gap = Compared(
        code,
        name,
        difference,
        min(lower, difference),
        max(upper, difference),
        value.denominator,
    )
    return _Pair(group, rest, value, gap)


def _rest(group: Count, whole: Count) -> Count:
    """Take a group from everyone, from what is shown as well as from what is."""
    difference = None
    if group.shown is not None and whole.shown is not None:
        events, base = np.subtract(whole.shown, group.shown)
        difference = (float(events), float(base)) if base > 0 else None
    return replace(
        whole,
        events=whole.events - group.events,
        base=whole.base - group.base,
        shown=difference,
    )


def _difference(
    indicator: EquityIndicator, group: Count, rest: Count, confidence: float
) -> tuple[float, float]:
    """Return limits of the difference, on exact numbers, in the measure's unit."""
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
    return indicator.multiplier * float(gap.lower), indicator.multiplier * float(
        gap.upper
    )


def _limits(
    indicator: EquityIndicator, group: Count, rest: Count, *, exact: bool
) -> tuple[float, float]:
    """Return limits, no finer outside direct care than those of a group itself."""
    if indicator.unit == "per_10000":
        return _difference(indicator, _as_shown(group), _as_shown(rest), CONFIDENCE)
    lower, upper = _difference(indicator, group, rest, CONFIDENCE)
    if exact:
        return lower, upper
    return coarse(indicator, min(group.base, rest.base), lower, upper)


def _as_shown(count: Count) -> Count:
    events, base = count.shown or (count.events, count.base)
    return replace(count, events=events, base=base)


def _judged(indicator: EquityIndicator, pairs: list[_Pair]) -> list[_Pair]:
    """Mark the groups that differ, on exact numbers, allowing for how many.

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
            lower, upper = _difference(indicator, pair.group, pair.rest, level)
            flag = "high_95" if lower > 0 else "low_95" if upper < 0 else ""
        judged.append(replace(pair, gap=replace(pair.gap, flag=flag)))
    return judged


def _headline(gaps: tuple[Compared, ...], by: str) -> str:
    known = [gap for gap in gaps if gap.value is not None]
    if not known:
        if any(gap.mark is Mark.SUPPRESSED for gap in gaps):
            return f"By {DIMENSION_WORDS[by]}, withheld to protect a small group"
        return f"Too few people to compare by {DIMENSION_WORDS[by]}"
    low = [gap.name for gap in known if gap.flag.startswith("low")]
    high = [gap.name for gap in known if gap.flag.startswith("high")]
    headline = (
        findings(("lower than the rest", low), ("higher than the rest", high))
        or "no group differs from the rest beyond chance"
    )
    return f"By {DIMENSION_WORDS[by]}, {headline}"


def _summary(indicator: EquityIndicator, gaps: tuple[Compared, ...]) -> str:
    known = [gap for gap in gaps if gap.value is not None]
    sentences = []
    if known:
        sentences.append(
            "Lines show 95% limits. A square differs by more than chance, allowing "
            f"for the number of groups compared ({len(known)}). Not adjusted for "
            "age, illness or deprivation."
        )
    sentences.append(marked(gaps, Mark.SUPPRESSED, Mark.TOO_FEW).strip())
    if indicator.record.id == "emergency":
        sentences.append(DESCRIPTION)
    return " ".join(sentence for sentence in sentences if sentence)


def _table(caption: str, indicator: EquityIndicator, pairs: list[_Pair]) -> Table:
    columns = (
        Column("Group"),
        Column("Value", indicator.unit),
        Column("All others", indicator.unit),
        Column("Difference", indicator.gap_unit),
        *limit_columns(indicator.gap_unit),
        Column(f"Out of ({indicator.denominator})", "count"),
        Column("Reading"),
    )
    return Table(caption, columns, tuple(_row(indicator, pair) for pair in pairs))


_READINGS = {
    "": "no difference beyond chance",
    "low_95": "lower than the rest",
    "high_95": "higher than the rest",
}


def _row(indicator: EquityIndicator, pair: _Pair) -> tuple[Cell, ...]:
    gap = pair.gap
    if gap.value is None or pair.value.value is None or pair.rest.shown is None:
        why = gap.mark or Mark.NO_DATA
        return (gap.name, *(why,) * 6, "not compared")
    events, base = pair.rest.shown
    return (
        gap.name,
        pair.value.value,
        indicator.multiplier * events / base,
        *gap.cells,
        _READINGS[gap.flag],
    )

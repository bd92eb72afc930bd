"""How does each group stand beside all the others, by ethnicity, sex and age?"""

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
    coarse,
    compared,
    read_cells,
)
from data_access.questions.equity.equity_measure import Measure, find_measure
from data_access.questions.equity.equity_slope import DESCRIPTION, require_groups
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.place import find_place
from data_access.stats.differences import share_difference
from data_access.stats.intervals import rate_difference
from data_access.words.sentences import listed

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
    CareImpactError naming the files to load where the measure is not held.
    """
    found = find_measure(measure)
    if by not in WAYS:
        raise CareImpactError("Ask by ethnicity, sex or age.")
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        exact = require_groups(context, place)
        end = found.last_month(place)
        held = read_cells(
            connection,
            found,
            pcn=place.pcn,
            cohort=found.cohort(place),
            months=found.window(end),
            dimensions=(by,),
            practices=(place.practice,),
        )
    everyone = held.count(end, exact=exact, practice=place.practice)
    if everyone is None:
        raise found.missing(place)
    pairs = [
        pair
        for code, name in GROUP_NAMES[by].items()
        if (count := held.count(end, by, code, exact=exact, practice=place.practice))
        and (pair := _pair(found, count, everyone, code, name, exact=exact))
    ]
    pairs = _judged(found, pairs)
    gaps = tuple(pair.gap for pair in pairs)
    words = f"{found.indicator.name}, each group less all others, by "
    words += f"{DIMENSION_WORDS[by]}, {found.gap_per}, {found.where(place)}, "
    words += found.period(end)
    return Comparison(
        caption=Caption(
            headline=_headline(gaps, by),
            subtitle=words,
            summary=_summary(found, gaps),
            definition=found.indicator.id,
        ),
        places=gaps,
        average=None,
        table=_table(words, found, pairs),
    )


def _pair(
    found: Measure,
    group: Count,
    everyone: Count,
    code: str,
    name: str,
    *,
    exact: bool,
) -> _Pair | None:
    """Set a group beside the rest; None where there is nobody in one of them."""
    rest = _rest(group, everyone)
    value = compared(found, group, code, name, exact=exact)
    if not rest.base > 0:
        return None
    mark = value.mark or compared(found, rest, code, name, exact=exact).mark
    if group.base * everyone.events < FEWEST_EXPECTED * everyone.base:
        mark = Mark.TOO_FEW
    if mark is not None or group.shown is None or rest.shown is None:
        gap = Compared(code, name, None, None, None, None, mark or Mark.SUPPRESSED)
        return _Pair(group, rest, value, gap)
    difference = found.multiplier * (
        group.shown[0] / group.shown[1] - rest.shown[0] / rest.shown[1]
    )
    lower, upper = _limits(found, group, rest, exact=exact)
    gap = Compared(
        code,
        name,
        difference,
        min(lower, difference),
        max(upper, difference),
        value.denominator,
        None,
    )
    return _Pair(group, rest, value, gap)


def _rest(group: Count, everyone: Count) -> Count:
    """Take a group from everyone, from what is shown as well as from what is."""
    shown = None
    if group.shown is not None and everyone.shown is not None:
        events, base = np.subtract(everyone.shown, group.shown)
        shown = (float(events), float(base)) if base > 0 else None
    return replace(
        everyone,
        events=everyone.events - group.events,
        base=everyone.base - group.base,
        shown=shown,
    )


def _difference(
    found: Measure, group: Count, rest: Count, confidence: float
) -> tuple[float, float]:
    """Return limits of the difference, on exact numbers, in the measure's unit."""
    if found.of_people:
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
    return found.multiplier * float(gap.lower), found.multiplier * float(gap.upper)


def _limits(
    found: Measure, group: Count, rest: Count, *, exact: bool
) -> tuple[float, float]:
    """Return limits, no finer outside direct care than those of a group itself."""
    if found.unit == "per_10000":
        return _difference(found, _as_shown(group), _as_shown(rest), CONFIDENCE)
    lower, upper = _difference(found, group, rest, CONFIDENCE)
    if exact:
        return lower, upper
    return coarse(found, min(group.base, rest.base), lower, upper)


def _as_shown(count: Count) -> Count:
    events, base = count.shown or (count.events, count.base)
    return replace(count, events=events, base=base)


def _judged(found: Measure, pairs: list[_Pair]) -> list[_Pair]:
    """Mark the groups that stand apart, on exact numbers, allowing for how many.

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
            lower, upper = _difference(found, pair.group, pair.rest, level)
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
    parts = []
    if low:
        parts.append(f"lower than the rest: {listed(low)}")
    if high:
        parts.append(f"higher than the rest: {listed(high)}")
    if not parts:
        return f"By {DIMENSION_WORDS[by]}, no group differs from the rest beyond chance"
    return f"By {DIMENSION_WORDS[by]}, {'; '.join(parts)}"


def _summary(found: Measure, gaps: tuple[Compared, ...]) -> str:
    known = [gap for gap in gaps if gap.value is not None]
    parts = []
    if known:
        parts.append(
            "Lines show 95% limits. A square stands apart by more than chance, "
            f"allowing for how many are compared ({len(known)}). Not adjusted for age, "
            "illness or deprivation."
        )
    for mark, words in (
        (Mark.SUPPRESSED, "Suppressed, because numbers are small"),
        (Mark.TOO_FEW, "Too few people to compare"),
    ):
        names = [gap.name for gap in gaps if gap.mark is mark]
        if names:
            parts.append(f"{words}: {listed(names)}.")
    if found.indicator.id == "emergency":
        parts.append(DESCRIPTION)
    return " ".join(parts)


def _table(caption: str, found: Measure, pairs: list[_Pair]) -> Table:
    columns = (
        Column("Group"),
        Column("Value", found.unit),
        Column("All others", found.unit),
        Column("Difference", found.gap_unit),
        *limit_columns(found.gap_unit),
        Column(f"Out of ({found.denominator})", "count"),
        Column("Reading"),
    )
    return Table(caption, columns, tuple(_row(found, pair) for pair in pairs))


_READINGS = {
    "": "no difference that can be told from chance",
    "low_95": "lower than the rest",
    "high_95": "higher than the rest",
}


def _row(found: Measure, pair: _Pair) -> tuple[Cell, ...]:
    gap = pair.gap
    if gap.value is None or pair.value.value is None or pair.rest.shown is None:
        why = gap.mark or Mark.NO_DATA
        return (gap.name, *(why,) * 6, "not compared")
    events, base = pair.rest.shown
    return (
        gap.name,
        pair.value.value,
        found.multiplier * events / base,
        *gap.cells,
        _READINGS[gap.flag],
    )

"""Does a measure differ between the most and the least deprived, and by how much?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data_access.answers.core import Caption, Column, Compared, Mark, Table
from data_access.answers.equity import Gap, SlopeReport
from data_access.catalogue.groups import GROUP_NAMES
from data_access.door import Context
from data_access.questions.equity.equity_counts import Count, compared, read_cells
from data_access.questions.equity.equity_index import (
    FIFTHS,
    WITHHELD,
    gap_of,
    said,
    with_limits,
)
from data_access.questions.equity.equity_measure import Measure, find_measure
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.place import Place, find_place
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

DIMENSION = "deprivation"


def equity_slope(context: Context, measure: str) -> SlopeReport:
    """Report one of MEASURES by fifth of deprivation, with a line through them.

    Raises NotPermittedError for one practice's fifths outside direct care, and
    CareImpactError naming the files to load where the measure is not held.
    """
    found = find_measure(measure)
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
            dimensions=(DIMENSION,),
            practices=(place.practice,),
        )
    counts = [
        held.count(end, DIMENSION, code, exact=exact, practice=place.practice)
        for code in FIFTHS
    ]
    if all(one is None for one in counts):
        raise found.missing(place)
    names = GROUP_NAMES[DIMENSION]
    fifths = tuple(
        compared(found, one, code, names[code], exact=exact)
        for code, one in zip(FIFTHS, counts, strict=True)
    )
    gap = gap_of(found, counts)
    words = f"{found.indicator.name} by deprivation, {found.told(place, end)}"
    return SlopeReport(
        caption=Caption(
            headline=_headline(found, gap),
            subtitle=words,
            summary=_summary(found, fifths, gap, place),
            definition=found.indicator.id,
        ),
        unit=found.unit,
        fifths=fifths,
        places=_places(counts),
        line=None if gap is None else gap.line,
        table=_table(words, found, fifths, gap),
    )


def require_groups(context: Context, place: Place) -> bool:
    """Say whether the reader sees the place's groups exactly.

    Raises NotPermittedError for one practice's groups outside direct care.
    """
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(
            "One practice's groups are shown in direct care only, because their "
            "numbers are small; choose all practices."
        )
    return exact


def _places(counts: Sequence[Count | None]) -> tuple[float, ...]:
    """Return where the middle of each fifth stands, from 0 (most deprived) to 1."""
    known = [
        0.0 if one is None or one.shown is None else one.shown[1] for one in counts
    ]
    # A fifth that is not shown takes the usual room, so that the others stay in order.
    usual = np.mean([base for base in known if base] or [1.0])
    share = np.array([base or usual for base in known])
    share /= share.sum()
    return tuple((np.cumsum(share) - share / 2).tolist())


def _headline(found: Measure, gap: Gap | None) -> str:
    if gap is None:
        return f"{found.indicator.name}: too few people to tell a gap by deprivation"
    words = said(gap.value, gap.lower, gap.upper, found.gap_unit)
    return f"{found.indicator.name}: {words}"


def _summary(
    found: Measure, fifths: tuple[Compared, ...], gap: Gap | None, place: Place
) -> str:
    parts = []
    if gap is None:
        parts.append(WITHHELD)
    else:
        start, end = gap.line
        parts.append(
            f"The line goes from {value_text(start, found.unit)} at the most deprived "
            f"end to {value_text(end, found.unit)} at the least. "
            + with_limits(gap, found.gap_unit)
        )
    hidden = [one.name for one in fifths if one.mark is Mark.SUPPRESSED]
    if hidden:
        parts.append(f"Suppressed, because numbers are small: {listed(hidden)}.")
    parts.append(NOT_ADJUSTED)
    if found.cohort(place) != place.cohort:
        parts.append("The chosen cohort does not narrow it: it has its own register.")
    if found.indicator.id == "emergency":
        parts.append(DESCRIPTION)
    return " ".join(parts)


NOT_ADJUSTED = (
    "Not adjusted for age or illness, in which fifths differ; people whose deprivation "
    "is not known are left out."
)
DESCRIPTION = (
    "This describes who is admitted. It does not show what the care coordinators "
    "changed: see the impact estimate, which has a comparison group."
)


def _table(
    caption: str, found: Measure, fifths: tuple[Compared, ...], gap: Gap | None
) -> Table:
    table = intervals_table(
        caption,
        "Fifth",
        Column("Value", found.unit),
        fifths,
        whole=f"Out of ({found.denominator})",
    )
    numbers = (Mark.TOO_FEW,) * 3 if gap is None else (gap.value, gap.lower, gap.upper)
    index = ("Slope index (least less most deprived)", *numbers, Mark.NO_DATA)
    return replace(table, rows=(*table.rows, index))

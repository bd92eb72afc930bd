"""Does a measure differ between the most and the least deprived, and by how much?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data_access.answers.core import Caption, Column, Compared, Mark, Table
from data_access.answers.equity import Gap, SlopeReport
from data_access.catalogue.groups import GROUP_NAMES
from data_access.door import Context
from data_access.questions.equity.equity_index import (
    FIFTHS,
    WITHHELD,
    gap_of,
    gap_sentence,
    with_limits,
)
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.group_counts import Count, cells_of_place, compared
from data_access.questions.parts.group_measure import (
    GroupMeasure,
    find_measure,
    measured_place,
)
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.marks import marked
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import said_of_senders
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import value_text

DIMENSION = "deprivation"


def equity_slope(context: Context, measure: str) -> SlopeReport:
    """Report one of MEASURES by fifth of deprivation, with a line through them.

    Raises NotPermittedError for one practice's fifths outside direct care, and
    CareImpactError naming the files to load if the measure is not loaded.
    """
    indicator = find_measure(measure)
    with context.evidence.connect() as connection:
        place = measured_place(context, connection, indicator)
        exact = require_groups(context, place)
        end = indicator.last_month(place)
        cells = cells_of_place(
            connection, indicator, place, DIMENSION, indicator.window(end)
        )
    counts = [
        cells.count(end, DIMENSION, code, exact=exact, practice=place.practice)
        for code in FIFTHS
    ]
    if all(count is None for count in counts):
        raise indicator.missing(context, place)
    names = GROUP_NAMES[DIMENSION]
    fifths = tuple(
        compared(indicator, count, code, names[code])
        for code, count in zip(FIFTHS, counts, strict=True)
    )
    gap = gap_of(indicator, counts)
    subtitle = f"{indicator.record.name} by deprivation, {indicator.scope(place, end)}"
    return SlopeReport(
        caption=Caption(
            headline=_headline(indicator, gap),
            subtitle=subtitle,
            summary=said_of_senders(
                _summary(indicator, fifths, gap, place),
                cells.senders(end, place.practice),
                place,
            ),
            definition=indicator.record.id,
        ),
        unit=indicator.unit,
        fifths=fifths,
        places=_places(counts),
        line=None if gap is None else gap.line,
        table=_table(subtitle, indicator, fifths, gap),
    )


def require_groups(context: Context, place: Place) -> bool:
    """Return whether the reader sees the place's groups exactly.

    Raises NotPermittedError for one practice's groups outside direct care.
    """
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(
            "One practice's groups are shown in direct care only, because numbers "
            "are small; choose all practices."
        )
    return exact


def _places(counts: Sequence[Count | None]) -> tuple[float, ...]:
    """Return where the middle of each fifth stands, from 0 (most deprived) to 1."""
    known = [
        count.base if count is not None and count.known else 0.0 for count in counts
    ]
    # A fifth that is not shown takes the usual room, so that the others stay in order.
    usual = np.mean([base for base in known if base] or [1.0])
    share = np.array([base or usual for base in known])
    share /= share.sum()
    return tuple((np.cumsum(share) - share / 2).tolist())


def _headline(indicator: GroupMeasure, gap: Gap | None) -> str:
    if gap is None:
        return f"{indicator.record.name}: too few people to judge a gap by deprivation"
    gap_words = gap_sentence(gap.value, gap.lower, gap.upper, indicator.gap_unit)
    return f"{indicator.record.name}: {gap_words}"


def _summary(
    indicator: GroupMeasure,
    fifths: tuple[Compared, ...],
    gap: Gap | None,
    place: Place,
) -> str:
    sentences = []
    if gap is None:
        sentences.append(WITHHELD)
    else:
        start, end = gap.line
        sentences.append(
            f"The line goes from {value_text(start, indicator.unit)} at the most "
            f"deprived end to {value_text(end, indicator.unit)} at the least. "
            + with_limits(gap, indicator.gap_unit)
        )
    sentences.append(marked(fifths, Mark.SUPPRESSED).strip())
    sentences.append(NOT_ADJUSTED)
    if indicator.cohort(place) != place.cohort:
        sentences.append(
            "The chosen cohort does not change this figure, which has its own register."
        )
    if indicator.record.id == "emergency":
        sentences.append(DESCRIPTION)
    return " ".join(sentence for sentence in sentences if sentence)


NOT_ADJUSTED = (
    "Not adjusted for age or illness, in which fifths differ; people whose deprivation "
    "is not known are left out."
)
DESCRIPTION = (
    "This describes who is admitted. It does not show what the care coordinators "
    "changed: see the impact estimate, which has a comparison group."
)


def _table(
    caption: str,
    indicator: GroupMeasure,
    fifths: tuple[Compared, ...],
    gap: Gap | None,
) -> Table:
    table = intervals_table(
        caption,
        "Fifth",
        Column("Value", indicator.unit),
        fifths,
        whole=f"Out of ({indicator.denominator})",
    )
    numbers = (Mark.TOO_FEW,) * 3 if gap is None else (gap.value, gap.lower, gap.upper)
    index = ("Slope index (least minus most deprived)", *numbers, Mark.NO_DATA)
    return replace(table, rows=(*table.rows, index))

"""How does each group compare with all the others, by ethnicity, sex and age?"""

from data_access.answers.core import Caption, Cell, Column, Comparison, Mark, Table
from data_access.catalogue.groups import DIMENSION_WORDS
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.equity.equity_slope import DESCRIPTION, require_groups
from data_access.questions.parts.group_counts import cells_of_place
from data_access.questions.parts.group_gaps import (
    READINGS,
    GroupGap,
    gaps_headline,
    gaps_summary,
    group_gaps,
)
from data_access.questions.parts.group_measure import (
    GroupMeasure,
    find_measure,
    measured_place,
)
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.senders import said_of_senders

WAYS = ("ethnicity", "sex", "age")


def equity_gaps(context: Context, measure: str, by: str) -> Comparison:
    """Report the difference between each group and the rest, in one of WAYS.

    Raises NotPermittedError for one practice's groups outside direct care, and
    CareImpactError naming the files to load where the measure is not held.
    """
    indicator = find_measure(measure)
    if by not in WAYS:
        raise CareImpactError("Choose ethnicity, sex or age.")
    with context.evidence.connect() as connection:
        place = measured_place(context, connection, indicator)
        exact = require_groups(context, place)
        end = indicator.last_month(place)
        cells = cells_of_place(connection, indicator, place, by, indicator.window(end))
    gaps = group_gaps(cells, end, by, place.practice, exact=exact)
    if gaps is None:
        raise indicator.missing(context, place)
    subtitle = f"{indicator.record.name}, each group minus all others, by "
    subtitle += (
        f"{DIMENSION_WORDS[by]}, {indicator.gap_per}, {indicator.where(place)}, "
    )
    subtitle += indicator.period(end)
    summary = gaps_summary(gaps, by)
    if indicator.record.id == "emergency":
        summary = f"{summary} {DESCRIPTION}".strip()
    return Comparison(
        caption=Caption(
            headline=gaps_headline(gaps, by),
            subtitle=subtitle,
            summary=said_of_senders(summary, cells.senders(end, place.practice), place),
            definition=indicator.record.id,
        ),
        places=tuple(pair.gap for pair in gaps),
        average=None,
        table=_table(subtitle, indicator, gaps),
    )


def _table(caption: str, indicator: GroupMeasure, gaps: list[GroupGap]) -> Table:
    columns = (
        Column("Group"),
        Column("Value", indicator.unit),
        Column("All others", indicator.unit),
        Column("Difference", indicator.gap_unit),
        *limit_columns(indicator.gap_unit),
        Column(f"Out of ({indicator.denominator})", "count"),
        Column("Reading"),
    )
    return Table(caption, columns, tuple(_row(indicator, pair) for pair in gaps))


def _row(indicator: GroupMeasure, pair: GroupGap) -> tuple[Cell, ...]:
    gap = pair.gap
    if gap.value is None or pair.value.value is None:
        why = gap.mark or Mark.NO_DATA
        return (gap.name, *(why,) * 6, "not compared")
    return (
        gap.name,
        pair.value.value,
        indicator.multiplier * pair.rest.per_base,
        *gap.cells,
        READINGS[gap.flag],
    )

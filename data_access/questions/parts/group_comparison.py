"""How do groups of people stand beside one another on an indicator?"""

from dataclasses import replace

from sqlalchemy import Connection

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.group_counts import GroupCells, read_cells
from data_access.questions.parts.group_gaps import (
    gaps_headline,
    gaps_summary,
    group_gaps,
)
from data_access.questions.parts.group_measure import measure_of
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import compared_value
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import said_of_senders
from data_access.words.numbers import month_text
from data_access.words.sentences import sentence_case

Groups = tuple[tuple[str, Comparison], ...]


def compare_groups(
    connection: Connection,
    indicator: Indicator,
    dimensions: tuple[str, ...],
    place: Place,
    context: Context,
) -> Groups:
    """Compare the groups of each dimension; dimensions without figures are left out.

    Rates are of the twelve months to the last that is whole, as one month of a group
    holds few events. Counts and figures of staff are set side by side, not judged.
    """
    exact = context.viewer.exact_for(place.practice_codes)
    found = measure_of(indicator)
    if found is None:
        return _side_by_side(connection, indicator, dimensions, place, exact=exact)
    measure = replace(found, of_cohort=True)
    end = measure.last_month(place)
    cells = read_cells(
        connection,
        measure,
        pcn=place.pcn,
        cohort=measure.cohort(place),
        months=measure.window(end),
        dimensions=dimensions,
        practices=(place.practice,),
    )
    judged = (
        (dimension, _judged(cells, dimension, place, exact=exact))
        for dimension in dimensions
    )
    return tuple((dimension, answer) for dimension, answer in judged if answer)


def _judged(
    cells: GroupCells, dimension: str, place: Place, *, exact: bool
) -> Comparison | None:
    measure = cells.indicator
    end = measure.last_month(place)
    gaps = group_gaps(cells, end, dimension, place.practice, exact=exact)
    if not gaps:
        return None
    return _comparison(
        measure.record,
        tuple(pair.flagged for pair in gaps),
        headline=gaps_headline(gaps, dimension),
        summary=said_of_senders(
            gaps_summary(gaps, dimension), cells.senders(end, place.practice), place
        ),
        subtitle=f"{measure.record.name}, by {DIMENSION_WORDS[dimension]}, "
        f"{measure.where(place)}, {measure.period(end)}",
    )


def _side_by_side(
    connection: Connection,
    indicator: Indicator,
    dimensions: tuple[str, ...],
    place: Place,
    *,
    exact: bool,
) -> Groups:
    cells = month_cells(
        connection,
        indicators=(indicator.id,),
        pcn=place.pcn,
        months=(place.month,),
        cohorts=(place.cohort,),
        dimensions=dimensions,
        practices=(place.practice,),
    )
    late = bool(cells) and place.provisional(place.month, indicator.needs)
    held: dict[str, dict[str, MonthCell]] = {}
    for cell in cells:
        held.setdefault(cell.dimension, {})[cell.category] = cell
    groups = []
    for dimension in dimensions:
        if dimension not in held:
            continue
        items = tuple(
            compared_value(indicator, held[dimension][code], code, name, exact=exact)
            for code, name in GROUP_NAMES[dimension].items()
            if code in held[dimension]
        )
        comparison = _comparison(
            indicator,
            items,
            headline="Side by side",
            summary=sentence_case(marked(items, Mark.SUPPRESSED, Mark.NO_DATA).strip()),
            subtitle=f"{indicator.name}, by {DIMENSION_WORDS[dimension]}, "
            f"{place.name}, {month_text(place.month)}"
            + (" (provisional)" if late else ""),
        )
        groups.append((dimension, comparison))
    return tuple(groups)


def _comparison(
    indicator: Indicator,
    items: tuple[Compared, ...],
    *,
    headline: str,
    summary: str,
    subtitle: str,
) -> Comparison:
    value = Column("Value", indicator.unit)
    return Comparison(
        caption=Caption(headline, subtitle, summary, definition=indicator.id),
        places=items,
        average=None,
        table=intervals_table(subtitle, "Group", value, items, whole="Denominator"),
    )

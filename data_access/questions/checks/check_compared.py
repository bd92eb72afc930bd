"""Who has their check, by practice, deprivation, ethnicity and age?"""

from dataclasses import replace

import numpy as np

from data_access.answers.checks import CheckComparisons
from data_access.answers.core import Caption, Compared, Comparison, Mark
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import compared_value, comparison_table
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.practice_funnel import FLAGS, HOW_TO_READ_FUNNEL
from data_access.questions.parts.trend_words import missing
from data_access.selection import WHOLE_PCN
from data_access.stats import funnel
from data_access.words.numbers import month_text
from data_access.words.sentences import findings, sentence_case

DIMENSIONS = ("deprivation", "ethnicity", "age")


def check_compared(context: Context, check: str) -> CheckComparisons:
    """Compare one check's uptake between practices of the PCN and groups of the place.

    Raises CareImpactError naming the files to load if the check is not loaded.
    """
    indicator = BY_ID[check]
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        cells = month_cells(
            connection,
            indicators=(check,),
            pcn=place.pcn,
            months=(place.month,),
            dimensions=("all", *DIMENSIONS),
        )
    if not cells:
        raise CareImpactError(missing(indicator, place))
    comparisons = [("practices", _practices(context, indicator, cells, place))]
    exact = context.viewer.exact_for(place.practice_codes)
    for dimension in DIMENSIONS:
        by_category = {
            cell.category: cell
            for cell in cells
            if cell.dimension == dimension and cell.practice == place.practice
        }
        items = tuple(
            compared_value(indicator, by_category[code], code, name, exact=exact)
            for code, name in GROUP_NAMES[dimension].items()
            # Nobody of that group is on the register: there is nothing to compare.
            if code in by_category and by_category[code].denominator
        )
        place_words = f"{place.name}, by {DIMENSION_WORDS[dimension]}"
        flagged = _flagged(indicator, items, by_category)
        compared = _comparison(indicator, flagged, place_words, place)
        comparisons.append((dimension, compared))
    return CheckComparisons(tuple(comparisons))


def _practices(
    context: Context, indicator: Indicator, cells: tuple[MonthCell, ...], place: Place
) -> Comparison:
    by_practice = {cell.practice: cell for cell in cells if cell.dimension == "all"}
    items = tuple(
        compared_value(
            indicator,
            by_practice.get(practice.code),
            practice.code,
            practice.name,
            exact=context.viewer.exact_for((practice.code,)),
        )
        for practice in place.practices
    )
    whole = compared_value(
        indicator, by_practice.get(WHOLE_PCN), WHOLE_PCN, place.pcn_name, exact=False
    )
    return _comparison(
        indicator,
        _flagged(indicator, items, by_practice),
        f"practices of {place.pcn_name}",
        place,
        average=whole.value,
    )


def _flagged(
    indicator: Indicator, items: tuple[Compared, ...], by_code: dict[str, MonthCell]
) -> tuple[Compared, ...]:
    """Mark what lies outside a funnel around the value of all, on exact numbers."""
    counts = {
        code: (cell.numerator, cell.denominator)
        for code, cell in by_code.items()
        if code in {item.code for item in items}
        and cell.denominator is not None
        and cell.denominator >= indicator.minimum_denominator
    }
    if len(counts) < 2:
        return items
    events, people = (np.array(column) for column in zip(*counts.values(), strict=True))
    if not events.sum() > 0:
        return items
    limits = funnel.proportions(events, people)
    flags = dict(zip(counts, (FLAGS[str(flag)] for flag in limits.flag), strict=True))
    return tuple(
        # A flag next to a suppressed figure would say how high or low it is.
        replace(item, flag=flags.get(item.code, "") if item.mark is None else "")
        for item in items
    )


def _comparison(
    indicator: Indicator,
    items: tuple[Compared, ...],
    place_words: str,
    place: Place,
    *,
    average: float | None = None,
) -> Comparison:
    subtitle = f"{indicator.name}, {place_words}, {month_text(place.month)}"
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=subtitle,
            summary=_summary(items),
            definition=indicator.id,
        ),
        places=items,
        average=average,
        table=comparison_table(subtitle, "Place or group", indicator, items),
    )


def _headline(items: tuple[Compared, ...]) -> str:
    visible = [item for item in items if item.value is not None]
    if len(visible) < 2:
        return "Too few numbers that can be shown to compare"
    high = [item.name for item in visible if item.flag.startswith("high")]
    low = [item.name for item in visible if item.flag.startswith("low")]
    headline = findings(
        ("lower than chance explains", low), ("higher than chance explains", high)
    )
    return sentence_case(headline) or "No difference beyond chance"


def _summary(items: tuple[Compared, ...]) -> str:
    return HOW_TO_READ_FUNNEL + marked(items, Mark.SUPPRESSED, Mark.TOO_FEW)

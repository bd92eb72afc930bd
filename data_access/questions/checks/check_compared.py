"""Who has their check: practice by practice, and by deprivation, ethnicity and age?"""

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
from data_access.questions.parts.month_values import compared_value, comparison_table
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.trend_words import missing
from data_access.selection import WHOLE_PCN
from data_access.stats import funnel
from data_access.words.numbers import month_text
from data_access.words.sentences import listed

DIMENSIONS = ("deprivation", "ethnicity", "age")

_FLAGS = {
    "in": "",
    "low95": "low_95",
    "high95": "high_95",
    "low998": "low_998",
    "high998": "high_998",
}


def check_compared(context: Context, check: str) -> CheckComparisons:
    """Compare one check's uptake between practices of the PCN and groups of the place.

    Raises CareImpactError naming the files to load where the check is not held.
    """
    found = BY_ID[check]
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
        raise CareImpactError(missing(found, place))
    parts = [("practices", _practices(context, found, cells, place))]
    exact = context.viewer.exact_for(place.practice_codes)
    for dimension in DIMENSIONS:
        held = {
            cell.category: cell
            for cell in cells
            if cell.dimension == dimension and cell.practice == place.practice
        }
        items = tuple(
            compared_value(found, held[code], code, name, exact=exact)
            for code, name in GROUP_NAMES[dimension].items()
            # Nobody of that group is on the register: there is nothing to compare.
            if code in held and held[code].denominator
        )
        words = f"{place.name}, by {DIMENSION_WORDS[dimension]}"
        flagged = _flagged(found, items, held)
        compared = _comparison(found, flagged, words, place)
        parts.append((dimension, compared))
    return CheckComparisons(tuple(parts))


def _practices(
    context: Context, found: Indicator, cells: tuple[MonthCell, ...], place: Place
) -> Comparison:
    held = {cell.practice: cell for cell in cells if cell.dimension == "all"}
    items = tuple(
        compared_value(
            found,
            held.get(practice.code),
            practice.code,
            practice.name,
            exact=context.viewer.exact_for((practice.code,)),
        )
        for practice in place.practices
    )
    whole = compared_value(
        found, held.get(WHOLE_PCN), WHOLE_PCN, place.pcn_name, exact=False
    )
    return _comparison(
        found,
        _flagged(found, items, held),
        f"practices of {place.pcn_name}",
        place,
        average=whole.value,
    )


def _flagged(
    found: Indicator, items: tuple[Compared, ...], held: dict[str, MonthCell]
) -> tuple[Compared, ...]:
    """Mark what lies outside a funnel around the value of all, on exact numbers."""
    counts = {
        code: (cell.numerator, cell.denominator)
        for code, cell in held.items()
        if code in {item.code for item in items}
        and cell.denominator is not None
        and cell.denominator >= found.minimum_denominator
    }
    if len(counts) < 2:
        return items
    events, people = (np.array(part) for part in zip(*counts.values(), strict=True))
    if not events.sum() > 0:
        return items
    drawn = funnel.proportions(events, people)
    flags = dict(zip(counts, (_FLAGS[str(flag)] for flag in drawn.flag), strict=True))
    return tuple(
        # A flag beside a suppressed figure would say how high or low it is.
        replace(item, flag=flags.get(item.code, "") if item.mark is None else "")
        for item in items
    )


def _comparison(
    found: Indicator,
    items: tuple[Compared, ...],
    of_what: str,
    place: Place,
    *,
    average: float | None = None,
) -> Comparison:
    words = f"{found.name}, {of_what}, {month_text(place.month)}"
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=words,
            summary=_summary(items),
            definition=found.id,
        ),
        places=items,
        average=average,
        table=comparison_table(words, "Place or group", found, items),
    )


def _headline(items: tuple[Compared, ...]) -> str:
    shown = [item for item in items if item.value is not None]
    if len(shown) < 2:
        return "Too few numbers that can be shown to compare"
    high = [item.name for item in shown if item.flag.startswith("high")]
    low = [item.name for item in shown if item.flag.startswith("low")]
    if not high and not low:
        return "No difference beyond chance"
    parts = []
    if low:
        parts.append(f"lower than chance explains: {listed(low)}")
    if high:
        parts.append(f"higher than chance explains: {listed(high)}")
    words = "; ".join(parts)
    return words[0].upper() + words[1:]


def _summary(items: tuple[Compared, ...]) -> str:
    words = (
        "Lines show 95% confidence intervals; a shape other than a circle lies "
        "outside the 95% funnel around the value of all of them."
    )
    hidden = [item.name for item in items if item.mark is Mark.SUPPRESSED]
    few = [item.name for item in items if item.mark is Mark.TOO_FEW]
    if hidden:
        words += f" Suppressed, because numbers are small: {listed(hidden)}."
    if few:
        words += f" Too few people to compare: {listed(few)}."
    return words

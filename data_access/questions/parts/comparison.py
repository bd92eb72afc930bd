"""How do practices, or PCNs, compare, and do they differ beyond chance?"""

import pandas as pd

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.questions.parts.elsewhere import said_elsewhere
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.marks import marked
from data_access.questions.parts.place import Place
from data_access.questions.parts.practice_funnel import (
    HOW_TO_READ_FUNNEL,
    Judged,
    funnel_limits,
    judged_places,
)
from data_access.questions.parts.series import compared_at, series_of
from data_access.selection import ALL
from data_access.words.numbers import month_text
from data_access.words.sentences import findings, sentence_case


def compare_practices(
    indicator: Indicator,
    rows: pd.DataFrame,
    place: Place,
    context: Context,
    *,
    drawn: bool = True,
) -> Comparison:
    """Compare the parts of a place at its month; ``drawn`` gives the funnel too.

    ``rows`` are the indicator's rows of the monthly mart for every practice and the
    whole PCN, or for PCNs in the place of practices. Flags are of a funnel around the
    value of all of them.
    """
    by_practice = {str(code): frame for code, frame in rows.groupby("practice_code")}
    compared = tuple(
        _compared(indicator, practice.code, practice.name, by_practice, place, context)
        for practice in place.practices
    )
    whole = _whole(indicator, compared, by_practice, place, context)
    # A number of people has no common value for places of different size.
    average = None if indicator.unit == "count" else whole.value
    judged = judged_places(indicator, compared, average)
    late = place.provisional(place.month, indicator.needs) and any(
        item.value is not None for item in compared
    )
    return Comparison(
        caption=Caption(
            headline=_headline(judged),
            subtitle=f"{indicator.name}, {place.parts}, {month_text(place.month)}"
            + (" (provisional)" if late else ""),
            summary=" ".join(
                filter(
                    None,
                    (_summary(compared), said_elsewhere(place, indicator.needs)),
                )
            ),
            definition=indicator.id,
        ),
        places=judged.places,
        average=average,
        together=whole,
        table=intervals_table(
            f"{indicator.name}: {place.parts}",
            "Place",
            Column("Value", indicator.unit),
            (*judged.places, whole),
            whole="Denominator",
        ),
        funnel=funnel_limits(indicator, judged.places, average, judged.dispersion)
        if drawn
        else None,
    )


def _whole(
    indicator: Indicator,
    compared: tuple[Compared, ...],
    by_practice: dict[str, pd.DataFrame],
    place: Place,
    context: Context,
) -> Compared:
    """Return the figure of all places: their own row, or else what is shown of each."""
    name = f"All {place.part}s"
    if ALL in by_practice:
        return _figure(
            indicator,
            ALL,
            name,
            by_practice[ALL],
            place,
            exact=context.viewer.exact_for(place.practice_codes),
        )
    value, denominator = _together(indicator, compared)
    mark = None if value is not None else Mark.NO_DATA
    return Compared(ALL, name, value, denominator=denominator, mark=mark)


def _together(
    indicator: Indicator, places: tuple[Compared, ...]
) -> tuple[float | None, int | None]:
    """Return the value of all that are shown, from the figures shown of each."""
    shown = [item for item in places if item.value is not None]
    if indicator.unit == "count":
        total = sum(item.value or 0.0 for item in shown)
        return (total if len(shown) == len(places) else None), None
    people = sum(item.denominator or 0 for item in shown)
    if not people:
        return None, None
    events = sum((item.value or 0.0) * (item.denominator or 0) for item in shown)
    return events / people, people


def _compared(
    indicator: Indicator,
    code: str,
    name: str,
    by_practice: dict[str, pd.DataFrame],
    place: Place,
    context: Context,
) -> Compared:
    if code not in by_practice:
        return Compared(code, name, mark=Mark.NO_DATA)
    exact = context.viewer.exact_for((code,))
    return _figure(indicator, code, name, by_practice[code], place, exact=exact)


def _figure(
    indicator: Indicator,
    code: str,
    name: str,
    rows: pd.DataFrame,
    place: Place,
    *,
    exact: bool,
) -> Compared:
    series = series_of(indicator, rows, place, exact=exact)
    fewest = indicator.minimum_denominator
    return compared_at(indicator, series, -1, code, name, fewest=fewest)


def _headline(judged: Judged) -> str:
    if not judged.possible:
        return "Side by side"
    low = [item.name for item in judged.places if item.flag.startswith("low")]
    high = [item.name for item in judged.places if item.flag.startswith("high")]
    headline = findings(
        ("lower than chance explains", low), ("higher than chance explains", high)
    )
    return sentence_case(headline) or "No difference beyond chance"


def _summary(items: tuple[Compared, ...]) -> str:
    return HOW_TO_READ_FUNNEL + marked(
        items, Mark.SUPPRESSED, Mark.TOO_FEW, Mark.NO_DATA
    )

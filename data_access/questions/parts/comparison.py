"""How do practices or groups compare, and do they differ beyond chance?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.marks import marked
from data_access.questions.parts.place import Place
from data_access.questions.parts.practice_funnel import (
    FLAGS,
    HOW_TO_READ_FUNNEL,
    funnel_limits,
)
from data_access.questions.parts.series import Series, interval_of, series_of
from data_access.selection import ALL
from data_access.stats import funnel
from data_access.words.numbers import month_text
from data_access.words.sentences import listed


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
    value of all of them, on exact numbers, over-dispersed for rates, whose events are
    not independent.
    """
    by_practice = {str(code): frame for code, frame in rows.groupby("practice_code")}
    series = {
        practice.code: series_of(
            indicator,
            by_practice[practice.code],
            place,
            exact=context.viewer.exact_for((practice.code,)),
        )
        for practice in place.practices
        if practice.code in by_practice
    }
    names = {practice.code: practice.name for practice in place.practices}
    flags, phi = _flags(indicator, series)
    compared = _comparison(indicator, names, series, flags, place.parts, place)
    average = None
    if indicator.unit != "count":
        average = (
            series_of(indicator, by_practice[ALL], place, exact=False).shown[-1].value
            if ALL in by_practice
            else _together(compared.places)
        )
    limits = funnel_limits(indicator, compared.places, average, phi) if drawn else None
    return replace(compared, average=average, funnel=limits)


def compare_groups(
    indicator: Indicator,
    rows: pd.DataFrame,
    dimension: str,
    place: Place,
    context: Context,
) -> Comparison:
    """Compare the groups of one dimension at a place's month.

    ``rows`` are the indicator's rows of the monthly mart for the place and dimension.
    """
    at_month = rows[rows["month"] == pd.Timestamp(place.month)]
    by_category = {str(code): frame for code, frame in at_month.groupby("category")}
    exact = context.viewer.exact_for(place.practice_codes)
    series = {
        code: series_of(indicator, frame, place, exact=exact)
        for code, frame in by_category.items()
    }
    names = {
        code: name
        for code, name in GROUP_NAMES[dimension].items()
        if code in by_category
    }
    place_words = f"{place.name}, by {DIMENSION_WORDS[dimension]}"
    flags, _ = _flags(indicator, series)
    return _comparison(indicator, names, series, flags, place_words, place)


def _comparison(
    indicator: Indicator,
    names: dict[str, str],
    series: dict[str, Series],
    flags: dict[str, str],
    place_words: str,
    place: Place,
) -> Comparison:
    late = indicator.arrives_late and place.provisional(place.month)
    places = tuple(
        _compared(indicator, code, name, series, flags) for code, name in names.items()
    )
    return Comparison(
        caption=Caption(
            headline=_headline(places, flags),
            subtitle=f"{indicator.name}, {place_words}, {month_text(place.month)}"
            + (" (provisional)" if late else ""),
            summary=_summary(places),
            definition=indicator.id,
        ),
        places=places,
        average=None,
        table=_table(f"{indicator.name}: {place_words}", indicator, places),
    )


def _together(places: tuple[Compared, ...]) -> float | None:
    """Return the value of all that are shown, from the figures shown of each."""
    pairs = [
        (item.value, item.denominator)
        for item in places
        if item.value is not None and item.denominator is not None
    ]
    people = sum(denominator for _, denominator in pairs)
    if not people:
        return None
    return sum(value * denominator for value, denominator in pairs) / people


def _flags(
    indicator: Indicator, series: dict[str, Series]
) -> tuple[dict[str, str], float]:
    """Return the places outside the funnel, and how far apart all of them lie (phi)."""
    counts = {code: line.counts(-1) for code, line in series.items()}
    counts = {
        code: count
        for code, count in counts.items()
        if count[1] >= indicator.minimum_denominator
    }
    if len(counts) < 2 or indicator.unit in ("count", "ratio"):
        return {}, 1.0
    events, people, _ = (
        np.array(column) for column in zip(*counts.values(), strict=True)
    )
    if not events.sum() > 0:
        return {}, 1.0
    if indicator.unit == "percent":
        limits = funnel.proportions(events, people)
    else:
        limits = funnel.rates(events, people, limits="multiplicative")
    flags = zip(counts, limits.flag, strict=True)
    return {code: FLAGS[str(flag)] for code, flag in flags}, round(limits.phi, 1)


def _compared(
    indicator: Indicator,
    code: str,
    name: str,
    series: dict[str, Series],
    flags: dict[str, str],
) -> Compared:
    if code not in series:
        return Compared(code, name, mark=Mark.NO_DATA)
    _, denominator, _ = series[code].counts(-1)
    if indicator.unit != "count" and denominator < indicator.minimum_denominator:
        return Compared(code, name, mark=Mark.TOO_FEW)
    figure = series[code].shown[-1]
    lower, upper = interval_of(indicator, series[code], -1) or (None, None)
    return Compared(
        code=code,
        name=name,
        value=figure.value,
        lower=lower,
        upper=upper,
        denominator=figure.denominator,
        mark=figure.mark,
        # A flag next to a suppressed figure would say how high or low it is.
        flag=flags.get(code, "") if figure.mark is None else "",
    )


def _headline(items: tuple[Compared, ...], flags: dict[str, str]) -> str:
    if not flags:
        return "Side by side"
    apart = [item.name for item in items if item.flag]
    if not apart:
        return "No difference beyond chance"
    return f"Outside what chance explains: {listed(apart)}"


def _summary(items: tuple[Compared, ...]) -> str:
    return HOW_TO_READ_FUNNEL + marked(items, Mark.SUPPRESSED, Mark.NO_DATA)


def _table(caption: str, indicator: Indicator, items: tuple[Compared, ...]) -> Table:
    value = Column("Value", indicator.unit)
    return intervals_table(caption, "Place or group", value, items, whole="Denominator")

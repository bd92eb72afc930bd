"""How do practices or groups compare, beyond what chance explains?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.groups import DIMENSION_WORDS, GROUP_NAMES
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.place import Place
from data_access.questions.parts.practice_funnel import funnel_limits
from data_access.questions.parts.series import Series, interval_of, series_of
from data_access.selection import ALL
from data_access.stats import funnel
from data_access.words.numbers import month_text
from data_access.words.sentences import listed

_FLAGS = {
    "in": "",
    "low95": "low_95",
    "high95": "high_95",
    "low998": "low_998",
    "high998": "high_998",
}


def compare_practices(
    found: Indicator,
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
    held = {str(code): frame for code, frame in rows.groupby("practice_code")}
    series = {
        practice.code: series_of(
            found,
            held[practice.code],
            place,
            exact=context.viewer.exact_for((practice.code,)),
        )
        for practice in place.practices
        if practice.code in held
    }
    names = {practice.code: practice.name for practice in place.practices}
    flags, phi = _flags(found, series)
    compared = _comparison(found, names, series, flags, place.parts, place)
    average = None
    if found.unit != "count":
        average = (
            series_of(found, held[ALL], place, exact=False).shown[-1].value
            if ALL in held
            else _together(compared.places)
        )
    limits = funnel_limits(found, compared.places, average, phi) if drawn else None
    return replace(compared, average=average, funnel=limits)


def compare_groups(
    found: Indicator, rows: pd.DataFrame, dimension: str, place: Place, context: Context
) -> Comparison:
    """Compare the groups of one dimension at a place's month.

    ``rows`` are the indicator's rows of the monthly mart for the place and dimension.
    """
    at_month = rows[rows["month"] == pd.Timestamp(place.month)]
    held = {str(code): frame for code, frame in at_month.groupby("category")}
    exact = context.viewer.exact_for(place.practice_codes)
    series = {
        code: series_of(found, frame, place, exact=exact)
        for code, frame in held.items()
    }
    names = {
        code: name for code, name in GROUP_NAMES[dimension].items() if code in held
    }
    words = f"{place.name}, by {DIMENSION_WORDS[dimension]}"
    flags, _ = _flags(found, series)
    return _comparison(found, names, series, flags, words, place)


def _comparison(
    found: Indicator,
    names: dict[str, str],
    series: dict[str, Series],
    flags: dict[str, str],
    of_what: str,
    place: Place,
) -> Comparison:
    late = found.arrives_late and place.provisional(place.month)
    places = tuple(
        _compared(found, code, name, series, flags) for code, name in names.items()
    )
    return Comparison(
        caption=Caption(
            headline=_headline(places, flags),
            subtitle=f"{found.name}, {of_what}, {month_text(place.month)}"
            + (" (provisional)" if late else ""),
            summary=_summary(places),
            definition=found.id,
        ),
        places=places,
        average=None,
        table=_table(f"{found.name}: {of_what}", found, places),
    )


def _together(places: tuple[Compared, ...]) -> float | None:
    """Give the value of all that are shown, from what is shown of each."""
    held = [
        (one.value, one.denominator)
        for one in places
        if one.value is not None and one.denominator is not None
    ]
    people = sum(denominator for _, denominator in held)
    if not people:
        return None
    return sum(value * denominator for value, denominator in held) / people


def _flags(found: Indicator, series: dict[str, Series]) -> tuple[dict[str, str], float]:
    """Return the places outside the funnel, and how far apart all of them lie (phi)."""
    counts = {code: one.counts(-1) for code, one in series.items()}
    counts = {
        code: count
        for code, count in counts.items()
        if count[1] >= found.minimum_denominator
    }
    if len(counts) < 2 or found.unit in ("count", "ratio"):
        return {}, 1.0
    events, people, _ = (np.array(part) for part in zip(*counts.values(), strict=True))
    if not events.sum() > 0:
        return {}, 1.0
    if found.unit == "percent":
        drawn = funnel.proportions(events, people)
    else:
        drawn = funnel.rates(events, people, limits="multiplicative")
    flags = zip(counts, drawn.flag, strict=True)
    return {code: _FLAGS[str(flag)] for code, flag in flags}, round(drawn.phi, 1)


def _compared(
    found: Indicator,
    code: str,
    name: str,
    series: dict[str, Series],
    flags: dict[str, str],
) -> Compared:
    if code not in series:
        return Compared(code, name, None, None, None, None, Mark.NO_DATA)
    _, denominator, _ = series[code].counts(-1)
    if found.unit != "count" and denominator < found.minimum_denominator:
        return Compared(code, name, None, None, None, None, Mark.TOO_FEW)
    shown = series[code].shown[-1]
    lower, upper = interval_of(found, series[code], -1) or (None, None)
    return Compared(
        code=code,
        name=name,
        value=shown.value,
        lower=lower,
        upper=upper,
        denominator=shown.denominator,
        mark=shown.mark,
        # A flag beside a suppressed figure would say how high or low it is.
        flag=flags.get(code, "") if shown.mark is None else "",
    )


def _headline(compared: tuple[Compared, ...], flags: dict[str, str]) -> str:
    if not flags:
        return "Side by side"
    apart = [one.name for one in compared if one.flag]
    if not apart:
        return "No difference beyond chance"
    return f"Outside what chance explains: {listed(apart)}"


def _summary(compared: tuple[Compared, ...]) -> str:
    hidden = [one.name for one in compared if one.mark is Mark.SUPPRESSED]
    absent = [one.name for one in compared if one.mark is Mark.NO_DATA]
    words = "Lines show 95% confidence intervals; a shape other than a circle lies "
    words += "outside the 95% funnel around the value of all of them."
    if hidden:
        words += f" Suppressed, because numbers are small: {listed(hidden)}."
    if absent:
        words += f" No data: {listed(absent)}."
    return words


def _table(caption: str, found: Indicator, compared: tuple[Compared, ...]) -> Table:
    value = Column("Value", found.unit)
    return intervals_table(
        caption, "Place or group", value, compared, whole="Denominator"
    )

"""One indicator over time: its caption, its table and the files it needs."""

from dataclasses import replace

import pandas as pd

from data_access.answers.core import (
    Caption,
    Column,
    Mark,
    Table,
    Trend,
    TrendReport,
    as_cell,
    status,
)
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.seasons import SEASON_OF
from data_access.door import Context
from data_access.questions.parts.elsewhere import said_elsewhere
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import senders_sentence
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.state.notes import ChartNote
from data_access.words.numbers import month_text, period_text, value_text
from data_access.words.sentences import listed
from data_access.words.verdicts import reading

_UNITS = {
    "percent": "per cent",
    "per_1000": "per 1,000 registered people a month",
    "per_100": "per 100 people on the caseload",
    "ratio": "ratio",
}


def trend_report(
    indicator: Indicator,
    rows: pd.DataFrame,
    place: Place,
    context: Context,
    notes: tuple[ChartNote, ...],
) -> TrendReport | None:
    """Return a place's control chart with its caption and table; None if too short.

    ``rows`` are the indicator's rows of the monthly mart for the place. A rebase among
    ``notes`` starts new limits at its month.
    """
    exact = context.viewer.exact_for(place.practice_codes)
    series = series_of(indicator, rows, place, exact=exact)
    rebased = tuple(note.month for note in notes if note.kind == "rebase")
    trend = trend_of(indicator, series, place, rebased=rebased)
    if trend is None:
        return None
    caption = trend_caption(indicator, place, trend)
    whose = senders_sentence(rows, place, trend.months[trend.latest])
    elsewhere = said_elsewhere(place, indicator.needs)
    return TrendReport(
        caption=replace(
            caption, summary=" ".join(filter(None, (caption.summary, whose, elsewhere)))
        ),
        trend=trend,
        table=trend_table(indicator, trend),
    )


def trend_caption(indicator: Indicator, place: Place, trend: Trend) -> Caption:
    """Return the words of a trend: its latest firm month and the verdict on it."""
    return Caption(
        headline=_headline(indicator, trend),
        subtitle=_subtitle(indicator, place, trend),
        summary=_summary(indicator, trend),
        definition=indicator.id,
    )


def later_months(trend: Trend) -> str:
    """Say in a sentence why the months after the latest firm one are not the figure."""
    held = [i for i, mark in enumerate(trend.marks) if mark is not Mark.NO_DATA]
    late = [month_text(trend.months[i]) for i in held if trend.provisional[i]]
    sentences = []
    if late:
        sentences.append(
            f"{listed(late)}: provisional, because admissions and attendances arrive "
            "late."
        )
    first = held[-1] + 1 if held else len(trend.months)
    if first < len(trend.months):
        sentences.append(f"No data from {month_text(trend.months[first])}.")
    return " ".join(sentences)


def _headline(indicator: Indicator, trend: Trend) -> str:
    month, value = trend.months[trend.latest], trend.values[trend.latest]
    if value is None:
        reason = (trend.marks[trend.latest] or Mark.NO_DATA).value.lower()
        return f"{indicator.name}: {reason} in {month_text(month)}"
    number = value_text(value, indicator.unit)
    return f"{indicator.name}: {number} in {month_text(month)}, {trend.verdict.reading}"


def _subtitle(indicator: Indicator, place: Place, trend: Trend) -> str:
    unit = _UNITS.get(indicator.unit, "")
    phrases = (
        f"{indicator.name} ({unit})" if unit else indicator.name,
        place.name,
        cohort_name(place.cohort),
        period_text(trend.months[0], trend.months[-1]),
    )
    return ", ".join(phrases)


def _summary(indicator: Indicator, trend: Trend) -> str:
    sentences = [
        _usual(indicator, trend),
        trend.verdict.sentence,
        how_judged(indicator, trend),
        later_months(trend),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _usual(indicator: Indicator, trend: Trend) -> str:
    """Say where a month lies while nothing changes, if the chart has limits."""
    at = trend.latest
    low, high, mean = trend.lower[at], trend.upper[at], trend.mean[at]
    if low is None or high is None:
        return ""
    between = (
        f"between {value_text(low, indicator.unit)} and "
        f"{value_text(high, indicator.unit)}"
    )
    month = month_text(trend.months[at])
    if mean is None:
        return f"After the month before, {month} would usually lie {between}."
    if trend.season:
        return f"At this time of year, {month} would usually lie {between}."
    average = value_text(mean, indicator.unit)
    # After a change many of the months lie outside limits that are of all of them.
    moved = trend.verdict.changed or not _mostly_inside(trend)
    usual = "while nothing changes, months" if moved else "months usually"
    return f"The monthly average is {average}; {usual} lie {between}."


def _mostly_inside(trend: Trend) -> bool:
    """Say whether at least half of the months that have limits lie within them."""
    lines = zip(trend.values, trend.lower, trend.upper, strict=True)
    inside = [
        low <= value <= high
        for value, low, high in lines
        if value is not None and low is not None and high is not None
    ]
    return 2 * sum(inside) >= len(inside)


def how_judged(indicator: Indicator, trend: Trend) -> str:
    """Say by what a trend is judged, where that is not its values as they are."""
    if indicator.rolling:
        return (
            "Neighbouring months share nearly all of their window, so each is judged "
            "against the same month a year before, and a jump that stays is looked for."
        )
    england = SEASON_OF.get(indicator.id)
    if england and trend.season == england.label:
        return england.sentence
    if trend.season:
        return f"The season is estimated from {trend.season}."
    if indicator.kind == "stock" and trend.steps:
        return (
            f"Months before {listed([month_text(day) for day in trend.steps])} are "
            "judged by themselves: they are the start of the service, or a note says "
            "why."
        )
    return ""


def trend_table(indicator: Indicator, trend: Trend) -> Table:
    """Return a trend as a table, with the lines that it has."""
    lines = [
        (name, line)
        for name, line in (
            ("A year before", trend.year_before),
            ("Average", trend.mean),
            ("Lower limit", trend.lower),
            ("Upper limit", trend.upper),
        )
        if any(level is not None for level in line)
    ]
    columns = (
        Column("Month", "month"),
        Column("Value", indicator.unit),
        *(Column(name, indicator.unit) for name, _ in lines),
        Column("Reading"),
        Column("Status"),
    )
    rows = tuple(
        (
            day,
            trend.cell(day),
            *(as_cell(line[i]) for _, line in lines),
            reading(trend.signs[i]),
            status(trend.marks[i], provisional=trend.provisional[i]),
        )
        for i, day in enumerate(trend.months)
    )
    return Table(f"{indicator.name} by month", columns, rows)

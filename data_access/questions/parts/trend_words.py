"""One indicator over time: its caption, its table and the files it needs."""

import pandas as pd

from data_access.answers.core import (
    Caption,
    Column,
    Mark,
    Table,
    Trend,
    TrendReport,
    as_cell,
)
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.questions.parts.place import Place
from data_access.questions.parts.series import Series, series_of, trend_of
from data_access.state.notes import ChartNote
from data_access.words.numbers import month_text, period_text, value_text
from data_access.words.sentences import assurance_sentence, listed, variation_sentence

_VERDICTS = {
    "common_cause": "no more than usual variation",
    "improvement_high": "improving, more than chance",
    "improvement_low": "improving, more than chance",
    "concern_high": "getting worse, more than chance",
    "concern_low": "getting worse, more than chance",
    "neutral_high": "higher than before, more than chance",
    "neutral_low": "lower than before, more than chance",
}
_READINGS = {
    "common_cause": "usual variation",
    "improvement": "improvement",
    "concern": "concern",
    "neutral_high": "higher",
    "neutral_low": "lower",
}
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
    return TrendReport(
        caption=Caption(
            headline=_headline(indicator, series, trend),
            subtitle=_subtitle(indicator, place, trend),
            summary=_summary(indicator, series, trend),
            definition=indicator.id,
        ),
        trend=trend,
        table=_table(indicator, trend),
    )


def missing(indicator: Indicator, place: Place) -> str:
    """Return a sentence that names the files an indicator needs."""
    files = listed([f"{need}.csv" for need in indicator.needs])
    return (
        f"{indicator.name} cannot be shown for {place.name}: it needs {files}, with at "
        f"least {max(indicator.lookback_months, 2)} months of history."
    )


def _headline(indicator: Indicator, series: Series, trend: Trend) -> str:
    last = series.months[-1]
    figure = series.shown[-1]
    if figure.value is None:
        reason = (figure.mark or Mark.NO_DATA).value.lower()
        return f"{indicator.name}: {reason} in {month_text(last)}"
    verdict = _VERDICTS.get(trend.variation or "", "too few months to tell")
    value = value_text(figure.value, indicator.unit)
    if trend.provisional[-1]:
        verdict = f"provisional; {verdict} to {month_text(series.judged or last)}"
    return f"{indicator.name}: {value} in {month_text(last)}, {verdict}"


def _subtitle(indicator: Indicator, place: Place, trend: Trend) -> str:
    unit = _UNITS.get(indicator.unit, "")
    phrases = (
        f"{indicator.name} ({unit})" if unit else indicator.name,
        place.name,
        cohort_name(place.cohort),
        period_text(trend.months[0], trend.months[-1]),
    )
    return ", ".join(phrases)


def _summary(indicator: Indicator, series: Series, trend: Trend) -> str:
    sentences = []
    low, high, mean = trend.lower[-1], trend.upper[-1], trend.mean[-1]
    if low is not None and high is not None and mean is not None:
        sentences.append(
            f"The monthly average is {value_text(mean, indicator.unit)}; months "
            f"usually lie between {value_text(max(low, 0.0), indicator.unit)} and "
            f"{value_text(high, indicator.unit)}."
        )
    sentences += [variation_sentence(trend, series.judged), assurance_sentence(trend)]
    if indicator.rolling:
        sentences.append(
            "Neighbouring months share most of their window, so a change is "
            "reported only if the figure also differs from a year before."
        )
    provisional = [
        month_text(day)
        for day, late in zip(trend.months, trend.provisional, strict=True)
        if late
    ]
    if provisional:
        sentences.append(
            f"{listed(provisional)}: provisional, because admissions and attendances "
            "arrive late."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def _table(indicator: Indicator, trend: Trend) -> Table:
    unit = indicator.unit
    columns = (
        Column("Month", "month"),
        Column("Value", unit),
        Column("Average", unit),
        Column("Lower limit", unit),
        Column("Upper limit", unit),
        Column("Reading"),
        Column("Status"),
    )

    rows = tuple(
        (
            day,
            as_cell(trend.values[i], trend.marks[i]),
            as_cell(trend.mean[i]),
            as_cell(trend.lower[i]),
            as_cell(trend.upper[i]),
            _READINGS.get(trend.label[i], "not judged"),
            "provisional" if trend.provisional[i] else "final",
        )
        for i, day in enumerate(trend.months)
    )
    return Table(f"{indicator.name} by month", columns, rows)

"""What changed this month, and is it more than chance?"""

import pandas as pd

from data_access.answers.core import Card, MonthReport, Trend
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import INDICATORS
from data_access.door import Context
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.series import Series, interval_of, series_of, trend_of
from data_access.words.numbers import month_text
from data_access.words.sentences import assurance_sentence, variation_sentence

_EXCEPTIONS = ("concern_high", "concern_low", "improvement_high", "improvement_low")


def this_month(context: Context) -> MonthReport:
    """Report every headline indicator of a place: exceptions first, then by theme."""
    headline = [indicator for indicator in INDICATORS if indicator.headline]
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        rows = indicator_rows(
            connection,
            indicators=[indicator.id for indicator in headline],
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            last=place.month,
        )
    exact = context.viewer.exact_for(place.practice_codes)
    by_indicator = dict(list(rows.groupby("indicator")))
    cards = [
        _card(indicator, by_indicator[indicator.id], place, exact=exact)
        for indicator in headline
        if indicator.id in by_indicator
    ]
    cards_of_month = [card for card in cards if card is not None]
    cards_of_month.sort(key=lambda card: (not card.exception, _concern_last(card)))
    return MonthReport(
        place=place.name,
        cohort=cohort_name(place.cohort),
        month=place.month,
        headline=_headline(cards_of_month, place),
        cards=tuple(cards_of_month),
        provisional_from=place.provisional_from,
    )


def _card(
    indicator: Indicator, rows: pd.DataFrame, place: Place, *, exact: bool
) -> Card | None:
    series = series_of(indicator, rows, place, exact=exact)
    trend = trend_of(indicator, series, place)
    if trend is None:
        return None
    last = len(series.months) - 1
    figure = series.shown[last]
    limits = interval_of(indicator, series, last)
    return Card(
        indicator=indicator.id,
        name=indicator.name,
        theme=indicator.theme,
        value=figure.value,
        lower=limits[0] if limits else None,
        upper=limits[1] if limits else None,
        mark=figure.mark,
        month=place.month,
        provisional=trend.provisional[last],
        sentence=_sentence(series, trend),
        exception=trend.variation in _EXCEPTIONS,
        direction=indicator.improvement,
        trend=trend,
    )


def _sentence(series: Series, trend: Trend) -> str:
    sentences = [variation_sentence(trend, series.judged), assurance_sentence(trend)]
    if series.judged and series.judged < series.months[-1]:
        sentences.append(
            f"Judged up to {month_text(series.judged)}; later months are "
            "provisional or not loaded."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def _concern_last(card: Card) -> int:
    """Put what got worse before what improved."""
    return 0 if (card.trend.variation or "").startswith("concern") else 1


def _headline(cards: list[Card], place: Place) -> str:
    worse = [c for c in cards if (c.trend.variation or "").startswith("concern")]
    better = [c for c in cards if (c.trend.variation or "").startswith("improvement")]
    other = [c for c in cards if (c.trend.variation or "").startswith("neutral")]
    young = [c for c in cards if c.trend.variation is None]
    steady = len(cards) - len(worse) - len(better) - len(other) - len(young)
    if not cards:
        return f"{place.name}: nothing to show for {month_text(place.month)}"
    phrases = []
    if worse:
        phrases.append(f"{len(worse)} getting worse")
    if better:
        phrases.append(f"{len(better)} improving")
    if other:
        phrases.append(f"{len(other)} changed, neither better nor worse")
    if steady:
        phrases.append(f"{steady} no more than usual variation")
    if young:
        phrases.append(f"{len(young)} with too few months to tell")
    return f"{month_text(place.month)}: {', '.join(phrases)}"

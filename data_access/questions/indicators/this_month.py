"""What changed this month, and is it more than chance?"""

from collections import Counter

import pandas as pd

from data_access.answers.core import Card, MonthReport
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import HEADLINES
from data_access.door import Context
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.elsewhere import said_elsewhere
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.senders import senders_sentence
from data_access.questions.parts.series import interval_of, series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.trend_words import later_months
from data_access.words.numbers import month_text


def this_month(context: Context) -> MonthReport:
    """Report every headline indicator of a place, in the order of the verdicts."""
    with context.evidence.connect() as connection:
        place = find_place(context, connection, neighbourhoods=True)
        rows = indicator_rows(
            connection,
            indicators=[indicator.id for indicator in HEADLINES],
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            last=place.month,
        )
    exact = context.viewer.exact_for(place.practice_codes)
    by_indicator = dict(list(rows.groupby("indicator")))
    found = (
        _card(indicator, by_indicator[indicator.id], place, exact=exact)
        for indicator in HEADLINES
        if indicator.id in by_indicator
    )
    cards = sorted(
        (card for card in found if card is not None),
        key=lambda card: card.verdict.order,
    )
    return MonthReport(
        place=place.name,
        cohort=cohort_name(place.cohort),
        month=place.month,
        headline=_headline(cards, place),
        cards=tuple(cards),
        provisional=tuple(
            sorted(
                {
                    month
                    for card in cards
                    for month, late in zip(
                        card.trend.months, card.trend.provisional, strict=True
                    )
                    if late
                }
            )
        ),
    )


def _card(
    indicator: Indicator, rows: pd.DataFrame, place: Place, *, exact: bool
) -> Card | None:
    series = series_of(indicator, rows, place, exact=exact)
    trend = trend_of(indicator, series, place)
    if trend is None:
        return None
    at = trend.latest
    limits = interval_of(indicator, series, at)
    return Card(
        indicator=indicator.id,
        name=indicator.name,
        theme=indicator.theme,
        value=trend.values[at],
        lower=limits[0] if limits else None,
        upper=limits[1] if limits else None,
        mark=trend.marks[at],
        month=trend.months[at],
        later=" ".join(
            filter(
                None,
                (
                    later_months(trend),
                    senders_sentence(rows, place, trend.months[at]),
                    said_elsewhere(place, indicator.needs),
                ),
            )
        ),
        trend=trend,
    )


def _headline(cards: list[Card], place: Place) -> str:
    if not cards:
        return f"{place.name}: nothing to show for {month_text(place.month)}"
    counts = Counter(card.verdict.reading for card in cards)
    phrases = [f"{number} {words}" for words, number in counts.items()]
    return f"{month_text(place.month)}: {', '.join(phrases)}"

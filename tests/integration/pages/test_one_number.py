"""A figure is one text wherever a reader meets it: card, headline, table and hover."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from components.cards import indicator_card
from components.charts.trend import trend_chart
from data_access.answers.core import Card, Trend, TrendReport
from data_access.catalogue.indicators import INDICATORS
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.indicators.this_month import this_month
from data_access.questions.outcomes.outcomes_readmission import outcomes_readmission
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer
from data_access.words.numbers import cell_text, month_text

FEWEST = 15  # headline indicators that the demo fills
WORDS = {
    "per_100": " per 100",
    "per_1000": " per 1,000",
    "per_10000": " per 10,000",
    "days": " days",
}


@pytest.fixture(params=list(Role))
def context(request, demo_home: Path) -> Context:
    practices = ("P1", "P2", "P3") if request.param is not Role.BOARD else ()
    viewer = Viewer(request.param, practices)
    return Context(Evidence(demo_home), Selection(), viewer)


def reports(context: Context) -> Iterator[tuple[str, TrendReport]]:
    for found in INDICATORS:
        try:
            yield found.id, indicator_trend(context, found.id)
        except CareImpactError:
            continue


def hovers(trend: Trend) -> dict[str, str]:
    """Return what the chart says of each month with a value."""
    lines = [
        text.split("<br>")
        for trace in trend_chart(trend)["data"]
        for text in trace.get("text") or ()
        if "<br>" in text
    ]
    return {month: value for month, value, *_ in lines}


def cells(report: TrendReport) -> dict[date, str]:
    """Return what the table says of each month, with the words of its unit."""
    kind = report.table.columns[1].kind
    after = WORDS.get(report.trend.unit, "")
    return {row[0]: cell_text(row[1], kind) + after for row in report.table.rows}  # type: ignore[misc]  # a month by construction


def value_of(card: Card) -> str:
    number, words = indicator_card(card, "/").children[1].children[0].children
    return number + words.children


def test_headline_table_and_chart_say_the_same_of_every_indicator(context) -> None:
    seen = 0
    for id_, report in reports(context):
        trend, written, pointed = report.trend, cells(report), hovers(report.trend)
        shown = [i for i, value in enumerate(trend.values) if value is not None]
        for i in shown:
            month = trend.months[i]
            assert pointed[f"<b>{month_text(month)}</b>"] == written[month], id_
        last = trend.months[trend.latest]
        if trend.values[trend.latest] is not None:
            seen += 1
            said = f": {written[last]} in {month_text(last)}, "
            assert said in report.caption.headline, id_
    assert seen >= FEWEST


def test_every_card_says_what_the_headline_of_its_trend_says(context) -> None:
    trends = dict(reports(context))
    cards = [card for card in this_month(context).cards if card.value is not None]
    for card in cards:
        said = f": {value_of(card)} in {month_text(card.month)}, "
        assert said in trends[card.indicator].caption.headline, card.indicator
    assert len(cards) >= FEWEST


def test_readmission_s_headline_is_of_the_latest_firm_month(demo_home: Path) -> None:
    viewer = Viewer(Role.PCN_MANAGER, ("X90101", "X90102", "X90103", "X90104"))
    report = outcomes_readmission(Context(Evidence(demo_home), Selection(), viewer))
    months, at = report.trend.months, report.trend.latest
    assert report.trend.provisional[-1]
    assert not report.trend.provisional[at]
    assert f"the year to {month_text(months[at])}" in report.caption.headline
    assert cells(report)[months[at]] in report.caption.headline

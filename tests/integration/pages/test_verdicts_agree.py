"""A figure has one verdict on every page, in every file and for every reader."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.homes.answered import door_of

from data_access.answers.core import PanelsReport, Trend, TrendReport
from data_access.catalogue.checks import CHECKS
from data_access.cli.figures import _words
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.record import Figure, ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer
from data_access.words.verdicts import reading

SELECTIONS = ("", "month=2026-03", "practice=X90102", "month=2025-06&cohort=diabetes")


@pytest.fixture(params=list(Role))
def viewer(request: pytest.FixtureRequest, demo_home: Path) -> Viewer:
    return viewer_as(door_of(demo_home), request.param)


def asked(home: Path, viewer: Viewer, query: str) -> Request:
    pairs = dict(pair.split("=") for pair in query.split("&") if pair)
    return Request(door_of(home), viewer, Selection.from_query(pairs), pairs)


def draws_trends(figure: Figure) -> bool:
    return any(chart.kind in ("trend", "panels") for chart in figure.charts)


def shown(request: Request) -> Iterator[ShownFigure]:
    """Yield every figure of the registry that this reader can have here.

    Beyond the first selection only those that draw trends: no other has any.
    """
    for figure in FIGURES.values():
        if request.query and not draws_trends(figure):
            continue
        try:
            yield show(figure, request)
        except CareImpactError:
            continue


def trends_of(report: object) -> list[Trend]:
    if isinstance(report, TrendReport):
        return [report.trend]
    if isinstance(report, PanelsReport):
        return [trend for _, trend in report.panels]
    return []


def held_to_its_limits(trend: Trend) -> int:
    """Assert that no month outside is called usual; return how many have limits."""
    top = 100.0 if trend.unit == "percent" else float("inf")
    limited = 0
    for value, low, high, sign in zip(
        trend.values, trend.lower, trend.upper, trend.signs, strict=True
    ):
        if low is None or high is None:
            continue
        limited += 1
        assert 0 <= low <= high <= top
        assert sign != "none" or value is None or low <= value <= high
    return limited


@pytest.mark.parametrize("query", SELECTIONS)
def test_no_figure_calls_a_month_outside_its_limits_usual(
    demo_home: Path, viewer: Viewer, query: str
) -> None:
    seen: Counter[str] = Counter()
    for figure in shown(asked(demo_home, viewer, query)):
        for trend in trends_of(figure.report):
            assert draws_trends(figure.figure)
            seen["trends"] += 1
            seen["limited"] += held_to_its_limits(trend) > 0
            verdict = trend.verdict
            assert verdict.reading == reading(trend.signs[trend.latest])
            assert (verdict.sign == "too_small") == (
                trend.values[trend.latest] is None and verdict.sign != "no_data"
            )
        if isinstance(figure.report, TrendReport):
            sentence = figure.report.trend.verdict.sentence
            plain = plain_figure(figure)
            assert plain["verdict"] == sentence
            assert plain["answer"]["trend"]["verdict"]["sentence"] == sentence
            assert sentence in _words(figure)
            seen["sentences"] += 1
    assert seen["trends"] > 40
    assert seen["limited"] > 5 or "cohort" in query, "small numbers have no limits"
    assert seen["sentences"] > 20


def test_cards_charts_panels_and_overviews_have_one_verdict(
    demo_home: Path, viewer: Viewer
) -> None:
    context = Context(Evidence(demo_home), Selection(), viewer)
    cards = this_month(context).cards
    for card in cards:
        report = indicator_trend(context, card.indicator)
        assert card.verdict == report.trend.verdict
        assert card.verdict.reading in report.caption.headline or card.value is None
        assert sum(c.verdict.reading == card.verdict.reading for c in cards) > 0
    overview = check_overview(context)
    for item, row in zip(overview.places, overview.table.rows, strict=True):
        if item.mark is None:
            verdict = indicator_trend(context, item.code).trend.verdict
            assert row[-1] == verdict.reading, item.code
    assert [item.code for item in overview.places] == list(CHECKS)
    for card in cards[:4]:
        whole = indicator(context, card.indicator)
        panels = dict(whole.practice_trends.panels) if whole.practice_trends else {}
        names = {one.name: one.code for one in whole.practices.places}
        for name, trend in panels.items():
            alone = Context(context.evidence, Selection(practice=names[name]), viewer)
            report = indicator_trend(alone, card.indicator)
            assert report.trend.verdict == trend.verdict

"""The blocks of the health checks page, each a question of its own."""

from collections.abc import Callable
from functools import partial

from dash import html
from dash.development.base_component import Component

from components import notices
from components.charts.bars import bars_chart
from components.charts.compared import compared_chart
from components.charts.lines import Series, lines_chart
from components.charts.trend import trend_chart
from components.charts.year_end import year_end_chart
from data_access.answers.core import Comparison
from data_access.errors import CareImpactError
from data_access.questions.checks.check_compared import check_compared
from data_access.questions.checks.check_context import check_context
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.checks.check_parts import check_parts
from data_access.questions.checks.check_places import check_places
from data_access.questions.checks.check_year_end import check_year_end
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from pages._ask import ask
from pages._notes import chart_notes
from pages._page_figure import page_figure

Block = Callable[[Selection, str], Component]

_figure = partial(page_figure, "health-checks")


def block_of(block: Block, selection: Selection, check: str) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection, check)
    except NotPermittedError as reason:
        place = Selection(month=selection.month, pcn=selection.pcn).to_query()
        way_out = ("All practices", f"/health-checks?{place}&check={check}".strip("&"))
        return notices.not_permitted(str(reason), way_out=way_out)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def overview(selection: Selection, _: str) -> Component:
    """Show every check of the place beside the others."""
    report = ask(check_overview, selection)
    figure = compared_chart(report.places, "percent")
    return _figure("overview", report.caption, figure, report.table, selection)


def uptake(selection: Selection, check: str) -> Component:
    """Show uptake by month, with new limits where the check's own page has them."""
    notes = chart_notes(selection, check)
    report = ask(indicator_trend, selection, indicator_id=check, notes=notes)
    figure = trend_chart(report.trend)
    return _figure(f"{check}/trend", report.caption, figure, report.table, selection)


def year_end(selection: Selection, check: str) -> Component:
    """Show the year so far, and where it is likely to end."""
    report = ask(check_year_end, selection, check=check)
    return _figure(
        f"{check}/year",
        report.caption,
        year_end_chart(report.path),
        report.table,
        selection,
    )


def parts(selection: Selection, check: str) -> Component:
    """Show each part of a check that has several."""
    return _bars(f"{check}/parts", ask(check_parts, selection, check=check), selection)


def places(selection: Selection, check: str) -> Component:
    """Show where checks were done."""
    report = ask(check_places, selection, check=check)
    return _bars(f"{check}/places", report, selection)


def context(selection: Selection, check: str) -> Component:
    """Show the place beside published uptake."""
    report = ask(check_context, selection, check=check)
    lines = [Series(line.name, line.values) for line in report.lines]
    figure = lines_chart(report.dates, lines, report.unit, from_zero=True)
    return _figure(f"{check}/context", report.caption, figure, report.table, selection)


def compared(selection: Selection, check: str) -> Component:
    """Show practices, then groups, side by side."""
    report = ask(check_compared, selection, check=check)
    return html.Div(
        [
            _figure(
                f"{check}/{name}",
                part.caption,
                compared_chart(
                    part.places,
                    "percent",
                    reference=None
                    if part.average is None
                    else ("All practices", part.average),
                ),
                part.table,
                selection,
            )
            for name, part in report.parts
        ],
        className="figure-pairs",
    )


def _bars(name: str, report: Comparison, selection: Selection) -> Component:
    figure = bars_chart(report.places, "percent")
    return _figure(name, report.caption, figure, report.table, selection)

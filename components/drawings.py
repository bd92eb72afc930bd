"""Draw each kind of chart for the browser: a report in, a picture out."""

from collections.abc import Callable, Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components import indicator_grid as grids
from components import small_multiples as panels
from components.charts.bars import bars_chart
from components.charts.before_after import before_after_chart
from components.charts.change import change_chart
from components.charts.compared import compared_chart
from components.charts.elapsed import elapsed_chart
from components.charts.event_path import event_path_chart
from components.charts.expected_observed import expected_observed_chart
from components.charts.flow import flow_chart
from components.charts.forest import forest_chart
from components.charts.funnel import funnel_chart
from components.charts.gap_trend import gap_trend_chart
from components.charts.grouped import Group, grouped_chart
from components.charts.lines import Series, lines_chart
from components.charts.love_plot import love_plot_chart
from components.charts.map import map_chart
from components.charts.pressure import pressure_chart
from components.charts.slope import slope_chart
from components.charts.standings import standings_chart
from components.charts.studies import studies_chart
from components.charts.target_path import target_path_chart
from components.charts.trend import trend_chart
from components.charts.upset import upset_chart
from components.charts.waiting import waiting_chart
from components.theme import Drawing
from components.worklist import worklist_grid
from data_access.answers.cohorts import WorklistReport
from data_access.answers.core import Unit
from data_access.figures.digits import few_digits
from data_access.figures.record import Chart, Kind, ShownFigure

Picture = Drawing | Component

# How to read the pictures that plotly does not draw; charts have their own text.
READINGS: Mapping[Kind, str] = {
    "grid": grids.HOW_TO_READ,
    "panels": panels.HOW_TO_READ,
}
_FEW_TICKS = 4  # £150,000 is wide on a phone


def picture(chart: Chart, answer: ShownFigure) -> Picture:
    """Draw a chart of a figure: a plain dict for plotly, or a component."""
    if chart.kind == "grid":
        return grids.indicator_grid(answer.report, answer.query)  # type: ignore[arg-type]
    if chart.kind == "worklist":
        return _worklist(answer)
    drawn = DRAWN_BY[chart.kind](chart, answer.report)
    return _with_few_digits(drawn) if answer.few_digits else drawn


def _worklist(answer: ShownFigure) -> Component:
    report, id_ = answer.report, f"{answer.figure.id}-grid"
    if not isinstance(report, WorklistReport):
        return worklist_grid(report.table, id=id_)
    return worklist_grid(
        report.table,
        id=id_,
        keys=report.keys,
        revisions=report.revisions,
        states=report.states,
    )


def _with_few_digits(drawn: Picture) -> Picture:
    """Return a picture whose places, which a browser is sent, have three digits."""
    if isinstance(drawn, dict):
        layout = {
            name: given if name == "template" else few_digits(given)
            for name, given in drawn["layout"].items()
        }
        return {**drawn, "data": few_digits(drawn["data"]), "layout": layout}
    for part in drawn._traverse():
        if isinstance(part, dcc.Graph):
            part.figure = _with_few_digits(part.figure)
    return drawn


def _unit(chart: Chart, report: Any) -> Unit:
    unit: Unit = chart.unit or report.unit
    return unit


def _rows(chart: Chart, report: Any) -> Any:
    return getattr(report, chart.rows)


def _compared(chart: Chart, report: Any) -> Picture:
    line = chart.line
    if chart.average and report.average is not None:
        line = (chart.average, report.average)
    return compared_chart(_rows(chart, report), _unit(chart, report), reference=line)


def _bars(chart: Chart, report: Any) -> Picture:
    return bars_chart(_rows(chart, report), _unit(chart, report))


def _bars_or_points(chart: Chart, report: Any) -> Picture:
    rows, unit = _rows(chart, report), _unit(chart, report)
    if any((row.lower or 0.0) < 0 for row in rows):
        drawing = compared_chart(rows, unit, reference=("None", 0.0))
    else:
        drawing = bars_chart(rows, unit)
    if unit == "gbp":
        drawing["layout"]["xaxis"]["nticks"] = _FEW_TICKS
    return drawing


def _lines(chart: Chart, report: Any) -> Picture:
    series = [Series(line.name, line.values) for line in report.lines]
    return lines_chart(report.dates, series, _unit(chart, report), from_zero=True)


def _grouped(chart: Chart, report: Any) -> Picture:
    groups = [Group(name, items) for name, items in report.groups]
    return grouped_chart(groups, report.series, _unit(chart, report))


def _funnel(chart: Chart, report: Any) -> Picture:
    limits = getattr(report, "funnel", None) or report.limits
    unit = _unit(chart, report)
    return funnel_chart(report.places, limits, unit, denominator=chart.axis)


def _forest(chart: Chart, report: Any) -> Picture:
    texts = {"too_few": chart.too_few, "title": chart.axis}
    return forest_chart(
        report.rows, **{name: text for name, text in texts.items() if text}
    )


def _facts(_: Chart, report: Any) -> Picture:
    terms = [
        item for name, text in report.facts for item in (html.Dt(name), html.Dd(text))
    ]
    return html.Dl(terms, className="definition")


DRAWN_BY: Mapping[Kind, Callable[[Chart, Any], Picture]] = {
    "bars": _bars,
    "bars_or_points": _bars_or_points,
    "before_after": lambda chart, report: before_after_chart(_rows(chart, report)),
    "change": lambda chart, report: change_chart(_rows(chart, report)),
    "compared": _compared,
    "elapsed": lambda _, report: elapsed_chart(report.curve),
    "event_path": lambda _, report: event_path_chart(report.points),
    "expected_observed": lambda _, report: expected_observed_chart(report.series),
    "facts": _facts,
    "flow": lambda _, report: flow_chart(report.nodes, report.links),
    "forest": _forest,
    "funnel": _funnel,
    "gap_trend": lambda _, report: gap_trend_chart(
        report.months, report.gaps, report.unit
    ),
    "grouped": _grouped,
    "lines": _lines,
    "love_plot": lambda _, report: love_plot_chart(report.rows),
    "map": lambda _, report: map_chart(report.areas, report.bands, report.unit),
    "panels": lambda chart, report: panels.small_multiples(_rows(chart, report)),
    "pressure": lambda _, report: pressure_chart(report.path),
    "slope": lambda _, report: slope_chart(
        report.fifths, report.places, report.line, report.unit
    ),
    "standings": lambda _, report: standings_chart(
        report.rows, "This PCN", "Its peers"
    ),
    "studies": lambda _, report: studies_chart(report.rows),
    "target_path": lambda _, report: target_path_chart(report.path),
    "trend": lambda _, report: trend_chart(report.trend),
    "upset": lambda _, report: upset_chart(report.registers, report.overlaps),
    "waiting": lambda _, report: waiting_chart(report.curve),
}

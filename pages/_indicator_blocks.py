"""The figures of an indicator's page: over time, by practice, by group."""

from dash import html
from dash.development.base_component import Component

from components.charts.compared import compared_chart
from components.charts.funnel import funnel_chart
from components.charts.trend import trend_chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.note_form import note_list
from components.small_multiples import HOW_TO_READ, small_multiples
from data_access.answers.core import Comparison, IndicatorReport, TrendReport
from data_access.selection import Selection


def trend(
    report: IndicatorReport, over_time: TrendReport, selection: Selection
) -> list[Component]:
    """Show the indicator over time, with what was noted about it."""
    figure = captioned_figure(
        over_time.caption,
        trend_chart(over_time.trend),
        over_time.table,
        id="indicator-trend",
        csv_href=_csv(report, "trend", selection),
        definition_href="#definition",
    )
    return [figure, *note_list(report.notes)]


def practices(report: IndicatorReport, selection: Selection) -> list[Component]:
    """Show practices side by side, by their size, and over time."""
    compared = report.practices
    pair = [_compared(report, "practices", compared, selection)]
    if compared.funnel is not None:
        pair.append(
            captioned_figure(
                compared.caption,
                funnel_chart(
                    compared.places,
                    compared.funnel,
                    report.unit,
                    denominator="People in the denominator",
                ),
                compared.table,
                id="indicator-funnel",
                csv_href=_csv(report, "practices", selection),
                definition_href="#definition",
                heading=html.H3,
            )
        )
    parts: list[Component] = [html.Div(pair, className="figure-pairs")]
    trends = report.practice_trends
    if trends is not None:
        parts.append(
            captioned_figure(
                trends.caption,
                small_multiples(trends.panels),
                trends.table,
                id="indicator-practice-trends",
                csv_href=_csv(report, "practice-trends", selection),
                definition_href="#definition",
                how_to_read=HOW_TO_READ,
                heading=html.H3,
            )
        )
    return parts


def groups(report: IndicatorReport, selection: Selection) -> Component:
    """Show the groups of each dimension side by side."""
    return html.Div(
        [_compared(report, *part, selection) for part in report.groups],
        className="figure-pairs",
    )


def _compared(
    report: IndicatorReport, part: str, compared: Comparison, selection: Selection
) -> Component:
    average = compared.average
    return captioned_figure(
        compared.caption,
        compared_chart(
            compared.places,
            report.unit,
            reference=None if average is None else ("All practices", average),
        ),
        compared.table,
        id=f"indicator-{part}",
        csv_href=_csv(report, part, selection),
        definition_href="#definition",
        heading=html.H3,
    )


def _csv(report: IndicatorReport, part: str, selection: Selection) -> str:
    return csv_href(f"indicator/{report.definition.id}/{part}", selection)

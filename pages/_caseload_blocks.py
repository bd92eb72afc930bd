"""The blocks of the caseload page, each a question of its own."""

from dash.development.base_component import Component

from components import notices
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.figures.trend import trend_figure
from data_access.questions.indicator import indicator
from data_access.selection import Selection
from pages._ask import ask
from pages._notes import chart_notes


def trend(id_: str, selection: Selection) -> Component:
    """Show one indicator by month, as its own page does."""
    notes = chart_notes(selection, id_)
    report = ask(indicator, selection, indicator_id=id_, notes=notes)
    if report.trend is None:
        return notices.empty(report.missing)
    return captioned_figure(
        report.caption,
        trend_figure(report.trend),
        report.trend_table,
        id=f"caseload-{id_}",
        csv_href=csv_href(f"indicator/{id_}/trend", selection),
    )

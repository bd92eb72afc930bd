"""The blocks of the impact page that are about money: tables, with their words."""

from dash import html
from dash.development.base_component import Component

from components.downloads import csv_href
from components.tables import data_table
from data_access.answers.core import Caption, Table
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.impact.impact_value import impact_value
from data_access.selection import Selection
from pages._ask import ask


def value(selection: Selection) -> Component:
    """Show opportunity value beside cost."""
    report = ask(impact_value, selection)
    return _words(report.caption, report.table, "value", selection)


def check_cost(selection: Selection) -> Component:
    """Show what each extra completed check cost."""
    report = ask(impact_check_cost, selection)
    return _words(report.caption, report.table, "check-cost", selection)


def _words(
    caption: Caption, table: Table, name: str, selection: Selection
) -> Component:
    """Show what is best said as a table, with its words and its download."""
    href = csv_href(f"impact/{name}", selection)
    return html.Div(
        [
            html.H3(caption.headline),
            html.P(caption.subtitle, className="figure-subtitle"),
            data_table(table, id=f"impact-{name}"),
            html.P(caption.summary),
            html.P(
                [
                    html.A("Download CSV", href=href, download=""),
                    f" Reference {caption.reference.id}.",
                ],
                className="figure-reference",
            ),
        ]
    )

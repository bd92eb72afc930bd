"""The tables of the local extract: what each has, with a template to fill in."""

from dash import dcc, html, register_page
from dash.development.base_component import Component

from components.tables import data_table
from data_access.answers.extract import ExtractTable
from data_access.operations.extract_tables import extract_tables
from pages._templates import template_href

_FOR_WHOM = (
    ". Whoever writes files for it finds here what each table has, and a template: a "
    "CSV file with the header and one made-up row. Put your rows in place of that row, "
    "and leave out columns that you do not have."
)

register_page(
    __name__,
    path="/data/tables",
    name="Tables of the extract",
    title="Tables of the extract | Care Impact",
)


def layout(**_: str) -> html.Div:
    """List the tables, those that are required first."""
    tables = sorted(extract_tables(), key=lambda table: not table.required)
    return html.Div(
        [
            html.H1("Tables of the extract"),
            html.P(
                [
                    "Exports of any form are recognised on the page ",
                    dcc.Link("Data", href="/data"),
                    _FOR_WHOM,
                ],
                className="lead",
            ),
            *(part for table in tables for part in _described(table)),
        ],
        className="extract-tables",
    )


def _described(table: ExtractTable) -> tuple[Component, ...]:
    return (
        html.H2(table.name, id=f"table-{table.name}"),
        html.P(table.about),
        html.P(
            html.A(
                f"Download the template of {table.name}", href=template_href(table.name)
            )
        ),
        data_table(table.columns, id=f"tables-{table.name}"),
    )

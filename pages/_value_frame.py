"""What every block of the value page is set in."""

from collections.abc import Callable

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.downloads import csv_href
from components.figure_frame import METHODS, captioned_figure
from components.tables import data_table
from components.theme import Drawing
from data_access.answers.core import Caption, Table
from data_access.choices.arrs_case import CaseChoices
from data_access.errors import CareImpactError
from data_access.selection import Selection

Block = Callable[[Selection, CaseChoices], Component]


def block_of(block: Block, selection: Selection, choices: CaseChoices) -> Component:
    """Fill a block, or say in a sentence which file would fill it."""
    try:
        return block(selection, choices)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def href_of(name: str, selection: Selection, choices: CaseChoices) -> str:
    """Give the address of a table's CSV for a selection and the case's choices."""
    return joined(csv_href(f"value/{name}", selection), choices.to_query())


def joined(address: str, query: str) -> str:
    """Add a query to an address that may have one."""
    if not query:
        return address
    return f"{address}{'&' if '?' in address else '?'}{query}"


def figured(
    name: str,
    caption: Caption,
    figure: Drawing,
    table: Table,
    *,
    href: str,
    how_to_read: str,
) -> Component:
    """Set a figure with its words, its table and its download."""
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"value-{name}",
        csv_href=href,
        how_to_read=how_to_read,
        heading=html.H3,
    )


def worded(
    name: str, caption: Caption, table: Table, *, href: str, how_to_read: str
) -> Component:
    """Set what is best said as a table: its finding, its rows and its download."""
    return html.Div(
        [
            html.H3(caption.headline, className="figure-headline"),
            html.P(caption.subtitle, className="figure-subtitle"),
            data_table(table, id=f"value-{name}"),
            html.P(caption.summary),
            html.Details([html.Summary("How to read this table"), html.P(how_to_read)]),
            html.Ul(
                [
                    html.Li(html.A("Download CSV", href=href, download="")),
                    html.Li(dcc.Link("Definition", href=METHODS + caption.definition)),
                    html.Li(["Reference ", html.Code(caption.reference.id)]),
                ],
                className="figure-sources",
            ),
        ],
        className="figure-frame",
        id=f"value-{name}-frame",
    )

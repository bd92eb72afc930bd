"""A figure of a page, in its frame, under the name of its download."""

from dash import html
from dash.development.base_component import Component

from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.theme import Drawing
from data_access.answers.core import Caption, Table
from data_access.selection import Selection


def page_figure(
    page: str,
    name: str,
    caption: Caption,
    figure: Drawing | Component,
    table: Table,
    selection: Selection,
    how_to_read: str | None = None,
) -> Component:
    """Set a figure with its words, its table and its download.

    ``page`` and ``name`` make its id and the address of the download.
    """
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"{page}-{name.replace('/', '-')}",
        csv_href=csv_href(f"{page}/{name}", selection),
        how_to_read=how_to_read,
        heading=html.H3,
    )

"""A chart with everything that lets it be trusted, and read without being seen."""

from dash import dcc, html
from dash.development.base_component import Component

from components.chart import chart
from components.tables import data_table
from components.theme import Figure
from data_access.answers import Caption, Table

METHODS = "/methods/"


def captioned_figure(
    caption: Caption,
    figure: Figure | Component,
    table: Table,
    *,
    id: str,  # noqa: A002 - what Dash calls it
    csv_href: str,
    definition_href: str | None = None,
    how_to_read: str | None = None,
    heading: type[html.H2] | type[html.H3] = html.H2,
    height: int | None = None,
) -> html.Figure:
    """Show the finding, the measure, the chart, its text, its table and its source.

    ``figure`` is a plain dict, or a component that is itself the picture.
    ``csv_href`` is a download made from the same answer. ``definition_href`` is where
    the definition is shown; without it, the methods page named in the caption.
    """
    return html.Figure(
        [
            _caption(caption, id, heading),
            chart(figure, id=id, alt=caption.headline, height=height)
            if isinstance(figure, dict)
            else figure,
            html.P(caption.summary, id=f"{id}-summary", className="figure-summary"),
            *_folded("How to read this chart", how_to_read),
            html.Details(
                [html.Summary("Data table"), data_table(table, id=f"{id}-table")]
            ),
            _sources(caption, csv_href, definition_href),
        ],
        id=id,
        className="figure-frame",
        **{
            "aria-labelledby": f"{id}-headline",
            "aria-describedby": f"{id}-summary",
        },
    )


def _caption(
    caption: Caption,
    id: str,  # noqa: A002 - what Dash calls it
    heading: type[html.H2] | type[html.H3],
) -> html.Figcaption:
    return html.Figcaption(
        [
            heading(caption.headline, id=f"{id}-headline", className="figure-headline"),
            html.P(caption.subtitle, className="figure-subtitle"),
        ]
    )


def _folded(title: str, text: str | None) -> list[html.Details]:
    if text is None:
        return []
    return [html.Details([html.Summary(title), html.P(text)])]


def _sources(caption: Caption, csv_href: str, definition_href: str | None) -> html.Ul:
    reference = caption.reference
    href = definition_href or METHODS + caption.definition
    # A place on this page needs no router, and dcc.Link would not scroll to it.
    link = html.A if href.startswith("#") else dcc.Link
    return html.Ul(
        [
            html.Li(html.A("Download CSV", href=csv_href, download="")),
            html.Li(link("Definition", href=href)),
            html.Li(
                ["Reference ", html.Code(reference.id)],
                title=f"Data version {reference.data_version}, "
                f"definition {reference.definition}, code {reference.code_version}",
            ),
        ],
        className="figure-sources",
    )

"""A chart with everything that lets it be trusted, and read without being seen."""

from dash import dcc, html
from dash.development.base_component import Component

from components.chart import chart
from components.tables import data_table
from components.terms import linked
from components.theme import Drawing
from data_access.answers.core import Caption, Table

METHODS = "/methods/"


def captioned_figure(
    caption: Caption,
    figure: Drawing | Component,
    table: Table,
    *,
    id: str,  # noqa: A002 - what Dash calls it
    csv_href: str,
    definition_href: str | None = None,
    how_to_read: str | None = None,
    heading: type[html.H2] | type[html.H3] | type[html.H4] = html.H2,
    height: int | None = None,
) -> html.Figure:
    """Show the finding, the measure, the chart, its text, its table and its source.

    ``figure`` is a plain dict, or a component that is itself the picture; charts say
    how they are read, unless ``how_to_read`` says it better for this one.
    ``csv_href`` is a download made from the same answer. ``definition_href`` is where
    the definition is shown; without it, the methods page named in the caption.
    """
    drawn: Component = (
        chart(figure, id=id, alt=caption.headline, height=height)
        if isinstance(figure, dict)
        else figure
    )
    return html.Figure(
        [
            _caption(caption, id, heading),
            drawn,
            html.P(
                linked(caption.summary),
                id=f"{id}-summary",
                className="figure-summary",
            ),
            html.Details(
                [
                    html.Summary("How to read this chart"),
                    html.P(linked(how_to_read or _reading(drawn))),
                ]
            ),
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
    heading: type[html.H2] | type[html.H3] | type[html.H4],
) -> html.Figcaption:
    return html.Figcaption(
        [
            heading(caption.headline, id=f"{id}-headline", className="figure-headline"),
            html.P(caption.subtitle, className="figure-subtitle"),
        ]
    )


def _reading(drawn: Component) -> str:
    """Find how the first chart is read; a picture without one must be told."""
    for part in drawn._traverse():
        if isinstance(part, dcc.Graph):
            return str(part.figure["layout"]["meta"]["how_to_read"])
    raise ValueError("a picture that is no chart needs how_to_read")


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

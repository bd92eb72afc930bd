"""A figure with its caption, summary, table, definition, download and reference."""

from dash import dcc, html
from dash.development.base_component import Component

from components.chart import chart as drawn_chart
from components.drawings import READINGS, picture
from components.tables import data_table
from components.terms import linked
from data_access.answers.core import Reference
from data_access.figures.record import Chart, ShownFigure

METHODS = "/methods/"

Heading = type[html.H2] | type[html.H3] | type[html.H4]


def figure_frame(
    answer: ShownFigure,
    *,
    heading: Heading = html.H2,
    definition_href: str | None = None,
) -> html.Figure:
    """Show a figure in its frame, with its charts."""
    pictures = [_picture(chart, answer) for chart in answer.figure.charts]
    return frame(answer, pictures, heading=heading, definition_href=definition_href)


def frame(
    answer: ShownFigure,
    pictures: list[Component],
    *,
    heading: Heading = html.H2,
    definition_href: str | None = None,
) -> html.Figure:
    """Show the finding, the measure, the charts, their text, the table and the source.

    ``definition_href`` is the place of the definition; the default is the methods page
    that the caption names.
    """
    figure, report, id_ = answer.figure, answer.report, answer.figure.id
    caption = report.caption
    # Without a chart the table is in view, and a worklist is its own table.
    tabular = not pictures or figure.charts[:1] == (Chart("worklist"),)
    table = data_table(report.table, id=f"{id_}-table")
    body = pictures or ([table] if report.table.rows else [html.Div()])
    return html.Figure(
        [
            html.Figcaption(
                [
                    heading(
                        caption.headline,
                        id=f"{id_}-headline",
                        className="figure-headline",
                    ),
                    html.P(caption.subtitle, className="figure-subtitle"),
                ]
            ),
            html.Div(body, className="figure-pairs") if len(body) > 1 else body[0],
            html.P(
                linked(caption.summary),
                id=f"{id_}-summary",
                className="figure-summary",
            ),
            *_reading(answer, pictures, "table" if tabular else "chart"),
            None if tabular else _folded("Data table", table),
            _sources(answer, definition_href or METHODS + caption.definition),
        ],
        id=id_,
        className="figure-frame",
        **{
            "aria-labelledby": f"{id_}-headline",
            "aria-describedby": f"{id_}-summary",
        },
    )


def _picture(chart: Chart, answer: ShownFigure) -> Component:
    content = picture(chart, answer)
    if not isinstance(content, dict):
        return content
    id_ = "-".join(part for part in (answer.figure.id, chart.name) if part)
    return drawn_chart(content, id=id_, alt=chart.alt or answer.report.caption.headline)


def _reading(
    answer: ShownFigure, pictures: list[Component], what: str
) -> list[html.Details]:
    text = answer.figure.how_to_read or next(
        (READINGS[c.kind] for c in answer.figure.charts if c.kind in READINGS), ""
    )
    for component in [] if text else html.Div(pictures)._traverse():
        if isinstance(component, dcc.Graph):
            text = str(component.figure["layout"]["meta"]["how_to_read"])
            break
    if text:
        return [_folded(f"How to read this {what}", html.P(linked(text)))]
    return []


def _folded(title: str, content: Component) -> html.Details:
    return html.Details([html.Summary(title), content])


def _sources(answer: ShownFigure, definition_href: str) -> html.Ul:
    # A place on this page needs no router, and dcc.Link would not scroll to it.
    link = html.A if definition_href.startswith("#") else dcc.Link
    href = answer.figure.csv(answer.query)
    return html.Ul(
        [
            html.Li(html.A("Download CSV", href=href, download="")),
            html.Li(link("Definition", href=definition_href)),
            reference_item(answer.reference),
        ],
        className="figure-sources",
    )


def reference_item(reference: Reference) -> html.Li:
    """Show a reference, with its data version and code as a tooltip."""
    return html.Li(
        ["Reference ", html.Code(reference.id)],
        title=f"Data version {reference.data_version}, code {reference.code}",
    )

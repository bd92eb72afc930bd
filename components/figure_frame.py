"""A figure with everything that lets it be trusted, and read without being seen."""

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
    shown: ShownFigure,
    *,
    heading: Heading = html.H2,
    definition_href: str | None = None,
) -> html.Figure:
    """Show the finding, the measure, the charts, their text, the table and the source.

    ``definition_href`` is where the definition is shown; without it, the methods page
    that the caption names.
    """
    figure, report, id_ = shown.figure, shown.report, shown.figure.id
    caption = report.caption
    pictures = [_drawn(chart, shown) for chart in figure.charts]
    # What is best said as a table has it in view, and a worklist is its own table.
    tabular = all(chart.kind == "worklist" for chart in figure.charts)
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
            *_reading(shown, pictures, "table" if tabular else "chart"),
            None if tabular else _folded("Data table", table),
            _sources(shown, definition_href or METHODS + caption.definition),
        ],
        id=id_,
        className="figure-frame",
        **{
            "aria-labelledby": f"{id_}-headline",
            "aria-describedby": f"{id_}-summary",
        },
    )


def _drawn(chart: Chart, shown: ShownFigure) -> Component:
    drawn = picture(chart, shown)
    if not isinstance(drawn, dict):
        return drawn
    id_ = "-".join(part for part in (shown.figure.id, chart.name) if part)
    return drawn_chart(drawn, id=id_, alt=chart.alt or shown.report.caption.headline)


def _reading(
    shown: ShownFigure, pictures: list[Component], what: str
) -> list[html.Details]:
    text = shown.figure.how_to_read or next(
        (READINGS[one.kind] for one in shown.figure.charts if one.kind in READINGS), ""
    )
    for part in [] if text else html.Div(pictures)._traverse():
        if isinstance(part, dcc.Graph):
            text = str(part.figure["layout"]["meta"]["how_to_read"])
            break
    if text:
        return [_folded(f"How to read this {what}", html.P(linked(text)))]
    return []


def _folded(title: str, content: Component) -> html.Details:
    return html.Details([html.Summary(title), content])


def _sources(shown: ShownFigure, definition_href: str) -> html.Ul:
    # A place on this page needs no router, and dcc.Link would not scroll to it.
    link = html.A if definition_href.startswith("#") else dcc.Link
    href = shown.figure.csv(shown.query)
    return html.Ul(
        [
            html.Li(html.A("Download CSV", href=href, download="")),
            html.Li(link("Definition", href=definition_href)),
            reference_item(shown.reference),
        ],
        className="figure-sources",
    )


def reference_item(reference: Reference) -> html.Li:
    """Show a reference, with what it stands for where a pointer rests on it."""
    return html.Li(
        ["Reference ", html.Code(reference.id)],
        title=f"Data version {reference.data_version}, code {reference.code}",
    )

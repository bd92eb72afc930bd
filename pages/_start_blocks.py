"""The blocks of the page on where to begin, each a question of its own."""

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.charts.bars import bars_chart
from components.downloads import csv_href
from components.figure_frame import METHODS, captioned_figure
from components.tables import data_table
from data_access.answers.start import StartReport
from data_access.errors import CareImpactError
from data_access.questions.start.start_files import start_files
from data_access.questions.start.start_local import start_local
from data_access.questions.start.start_published import start_published
from data_access.selection import Selection
from pages._ask import ask

CLASSES_TOLD = 3  # the table has all
_READ = (
    "Each bar is how many checks a first coordinator could help to complete in a year, "
    "its line from the least to the most. Rows with the same letter cannot be told "
    "apart from the largest of that letter: their order is by deprivation, no league "
    "table. Every row of a later letter clearly has less. A row of one check can stand "
    "before a longer bar of another: how many are completed may differ between checks."
)


def own(selection: Selection) -> Component:
    """Show the ranking from what the PCN has loaded."""
    place = Selection(month=selection.month, pcn=selection.pcn)
    try:
        report = ask(start_local, place)
    except CareImpactError as problem:
        return notices.empty(str(problem), way_out=("Load files", "/data"))
    seen = html.P(
        [
            "Who was last in contact when, person by person, is for direct care: ",
            dcc.Link("Cohorts and worklists", href="/cohorts?contact=never"),
            ".",
        ]
    )
    return _ranking("own", report, place, seen)


def published(selection: Selection) -> Component:
    """Show the ranking of a real PCN from published files alone."""
    place = Selection(area=selection.area)
    try:
        report = ask(start_published, place)
    except CareImpactError as problem:
        return notices.empty(str(problem))
    return _ranking("published", report, place)


def files(selection: Selection) -> Component:
    """Show what a new PCN collects first, and why."""
    place = Selection(pcn=selection.pcn)
    report = ask(start_files, place)
    caption = report.caption
    return html.Div(
        [
            html.H3(caption.headline, className="figure-headline"),
            html.P(caption.subtitle, className="figure-subtitle"),
            data_table(report.table, id="start-files-table"),
            html.P(
                [caption.summary, " ", dcc.Link("Load them here", href="/data"), "."]
            ),
            html.Ul(
                [
                    html.Li(
                        html.A(
                            "Download CSV",
                            href=csv_href("start/files", place),
                            download="",
                        )
                    ),
                    html.Li(dcc.Link("Definition", href=METHODS + caption.definition)),
                    html.Li(["Reference ", html.Code(caption.reference.id)]),
                ],
                className="figure-sources",
            ),
        ],
        className="figure-frame",
    )


def _ranking(
    name: str, report: StartReport, selection: Selection, *more: Component
) -> Component:
    drawn = captioned_figure(
        report.caption,
        bars_chart(report.items, "count"),
        report.table,
        id=f"start-{name}-ranking",
        csv_href=csv_href(f"start/{name}", selection),
        how_to_read=_READ,
        heading=html.H3,
    )
    left = [html.P(f"The chart has the first {len(report.items)}; the table all.")]
    told: list[Component] = left if report.more else []
    for one in report.classes[:CLASSES_TOLD]:
        told += [html.H4(one.title), html.Ul([html.Li(why) for why in one.reasons])]
    if report.context:
        told += [
            html.H4("What else is known of these cohorts"),
            html.Ul([html.Li(one) for one in report.context]),
        ]
    if report.missing:
        told += [
            html.H4("What is not in the ranking"),
            html.Ul([html.Li(one) for one in report.missing]),
        ]
    reasons = html.Div([*told, *more], className="panel start-reasons")
    return html.Div([drawn, reasons], className="figure-stack")

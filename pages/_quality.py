"""The parts of the page Data that are not figures: place, finding, needs and loads."""

import dash
from dash import html
from dash.development.base_component import Component

from components import filter_bar, notices
from components.tables import data_table
from data_access.answers.core import Table
from data_access.errors import CareImpactError
from data_access.figures.show import Request
from data_access.operations.load_history import load_history
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.quality.data_quality import data_quality
from data_access.selection import Selection
from pages._ask import Query, ask, home, nothing_is_loaded, told
from pages._needs import needs_table
from pages._reader import may_load
from pages._uploads import NOT_PERMITTED


def nothing_yet() -> Component | None:
    """Say that nothing has been loaded, where that is so."""
    if not nothing_is_loaded():
        return None
    return notices.empty("Nothing has been loaded yet.")


def places(query: Query) -> Component | None:
    """Return the choice of a PCN, or why there is none."""
    if nothing_is_loaded():
        return None
    try:
        selection = Selection.from_query(query)
        options = ask(filter_options, selection)
    except CareImpactError as problem:
        return notices.empty(told(problem))
    return filter_bar.filter_bar(options, selection, ("pcn",))


def finding(request: Request) -> Component:
    """Show which files end early, and which months may still change."""
    report = request.ask(data_quality)
    parts: list[Component] = [html.P(report.headline, className="finding")]
    if report.elsewhere:
        parts.append(html.P(report.elsewhere))
    if report.provisional:
        parts.append(notices.provisional(report.provisional))
    return html.Div(parts, className="figure-stack")


def needs(request: Request) -> Component:
    """List every page with the files that it needs, has and lacks."""
    report = request.ask(data_quality)
    return panel(
        "What each page needs",
        needs_table(dash.page_registry, report.files, report.published),
        "needs",
    )


def loads(_: Request) -> Component:
    """List who loaded what, for readers who may load."""
    title = "Who loaded what, and when"
    if not may_load():
        refusal = notices.not_permitted(NOT_PERMITTED, way_out=("This month", "/"))
        return html.Section([html.H3(title), refusal], className="panel")
    history = load_history(home())
    tables = (
        panel(title, history.versions, "versions"),
        panel("The last load, file by file", history.files, "files"),
        html.Section(
            [html.H3("People who opted out"), html.P(history.opt_outs)],
            className="panel",
        ),
    )
    return html.Div(tables, className="figure-stack")


def panel(title: str, table: Table, id_: str) -> Component:
    """Show a table that answers no question, such as the history of loads."""
    content = data_table(table, id=f"quality-{id_}") if table.rows else None
    return html.Section([html.H3(title), content], className="panel")

"""What the page of data says of the data held."""

from collections.abc import Iterator

import dash
from dash import html
from dash.development.base_component import Component
from flask import current_app

from components import notices
from components.tables import data_table
from data_access.answers.core import Table
from data_access.answers.quality import HubComparison, QualityReport
from data_access.errors import CareImpactError
from data_access.operations.load_history import load_history
from data_access.questions.quality.data_quality import data_quality
from data_access.questions.quality.hub_reconciler import hub_reconciler
from data_access.selection import Selection
from data_access.settings import Settings
from data_access.words.numbers import month_text
from pages._ask import ask
from pages._needs import needs_table
from pages._reader import SETTINGS
from pages._uploads import NOT_PERMITTED, may_load


def quality(selection: Selection) -> Component:
    """Show freshness, completeness, codes, files and the loads."""
    report = ask(data_quality, selection)
    return html.Div([*_held(report), *_loads(), _reference(report)])


def _held(report: QualityReport) -> Iterator[Component]:
    yield html.P(report.headline, className="finding")
    if report.provisional_from and report.last_month:
        months = [report.provisional_from, report.last_month]
        yield notices.provisional(" to ".join(dict.fromkeys(map(month_text, months))))
    yield _panel("How recent each file is", report.freshness, "freshness")
    yield _panel(
        "How complete each field is", report.completeness, "fields", lead=report.sparse
    )
    yield _panel(
        "Codes not understood",
        report.codes,
        "codes",
        nothing="Every value held is on a list known here. Values that could not be "
        "kept were put aside at the load.",
    )
    yield _panel(
        "What each page needs",
        needs_table(dash.page_registry, report.files, report.published),
        "needs",
    )
    yield _panel(
        "Published files",
        report.joins,
        "joins",
        nothing="No published files are loaded: run `care-impact load-open FOLDER`.",
    )


def hub(selection: Selection) -> Component:
    """Show checks done at a hub, or beside those of the sub-ICB, and what is missed."""
    try:
        report = ask(hub_reconciler, selection)
    except CareImpactError as problem:
        return notices.empty(str(problem))
    return html.Div(
        [
            _comparison("Checks at a hub", report.learning_disability, "hub-ld"),
            _comparison(
                "SMI checks and their sub-ICB", report.severe_mental_illness, "hub-smi"
            ),
        ]
    )


def _comparison(title: str, found: HubComparison, id_: str) -> Component:
    if found.missing:
        return _section(title, html.P(found.finding), notices.empty(found.missing))
    return _section(
        title, html.P(found.finding), data_table(found.table, id=f"quality-{id_}")
    )


def _loads() -> Iterator[Component]:
    title = "Who loaded what, and when"
    if not may_load():
        way_out = ("This month", "/")
        yield _section(title, notices.not_permitted(NOT_PERMITTED, way_out=way_out))
        return
    settings: Settings = current_app.extensions[SETTINGS]
    history = load_history(settings.home)
    yield _panel(title, history.versions, "versions")
    yield _panel("The last load, file by file", history.files, "files")


def _panel(
    title: str, table: Table, id_: str, *, lead: str = "", nothing: str = ""
) -> Component:
    shown = data_table(table, id=f"quality-{id_}") if table.rows else html.P(nothing)
    return _section(title, html.P(lead) if lead else None, shown)


def _section(title: str, *parts: Component | None) -> Component:
    return html.Section([html.H3(title), *parts], className="panel")


def _reference(report: QualityReport) -> Component:
    return html.P(f"Reference {report.reference.id}", className="figure-reference")

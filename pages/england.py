"""England: any real PCN beside its ICB and England, from published files."""

from collections.abc import Callable

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from components import notices
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.figures.grouped import Group, grouped_figure
from components.figures.lines import Series, lines_figure
from components.figures.trend import trend_figure
from components.filter_bar import filter_select
from data_access.answers import LinesReport
from data_access.errors import CareImpactError
from data_access.questions.england_admissions import england_admissions
from data_access.questions.england_checks import england_checks
from data_access.questions.england_places import england_places
from data_access.questions.england_registers import england_registers
from data_access.questions.england_workforce import england_workforce
from data_access.selection import Selection
from pages._ask import Query, ask, filled

register_page(
    __name__,
    path="/england",
    name="England",
    title="England | Care Impact",
    nav="England",
    order=80,
)

_LICENCE = (
    "Contains public sector information licensed under the Open Government Licence "
    "v3.0. Published figures are not suppressed here: they are public already."
)


def layout(**query: str) -> html.Div:
    """Lay out the England page for the PCN in the URL."""
    try:
        control = _control(Selection.from_query(query))
    except CareImpactError as problem:
        control = notices.error(str(problem), way_out=("England", "/england"))
    return html.Div(
        [
            html.H1("England"),
            html.P(
                "Any PCN beside its ICB and England, from published figures alone.",
                className="lead",
            ),
            control,
            html.Div(id="england-content"),
            html.P(_LICENCE, className="figure-reference"),
        ]
    )


def _control(selection: Selection) -> Component:
    try:
        places = ask(england_places, Selection())
    except CareImpactError as nothing_loaded:
        return notices.empty(str(nothing_loaded))
    return html.Section(
        filter_select(
            "area", "PCN in England", places.options, selection.area or places.chosen
        ),
        className="filter-bar",
        **{"aria-label": "What is shown"},
    )


@callback(
    Output("england-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the page for the PCN in the URL."""
    return filled(query, _content)


def _content(selection: Selection) -> Component:
    ask(england_places, selection)  # what is wrong with the PCN is said once
    blocks = (_workforce, _checks, _registers, _admissions)
    return html.Div([_block(block, selection) for block in blocks])


def _block(block: Callable[[Selection], Component], selection: Selection) -> Component:
    # Each block needs its own published file; one that is absent says which.
    try:
        return block(selection)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def _workforce(selection: Selection) -> Component:
    return _lines(ask(england_workforce, selection), selection, "workforce")


def _checks(selection: Selection) -> Component:
    return _lines(ask(england_checks, selection), selection, "checks")


def _lines(report: LinesReport, selection: Selection, name: str) -> Component:
    return captioned_figure(
        report.caption,
        lines_figure(
            report.dates,
            [Series(line.name, line.values) for line in report.lines],
            report.unit,
            from_zero=True,
        ),
        report.table,
        id=f"england-{name}",
        csv_href=csv_href(f"england/{name}", selection),
        definition_href="/methods",
    )


def _registers(selection: Selection) -> Component:
    report = ask(england_registers, selection)
    return captioned_figure(
        report.caption,
        grouped_figure(
            [Group(name, items) for name, items in report.groups],
            report.series,
            report.unit,
        ),
        report.table,
        id="england-registers",
        csv_href=csv_href("england/registers", selection),
        definition_href="/methods/intervals",
    )


def _admissions(selection: Selection) -> Component:
    report = ask(england_admissions, selection)
    return captioned_figure(
        report.caption,
        trend_figure(report.trend),
        report.table,
        id="england-admissions",
        csv_href=csv_href("england/admissions", selection),
        definition_href="/methods/spc",
    )

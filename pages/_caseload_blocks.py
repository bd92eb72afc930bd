"""The blocks of the caseload page, each a question of its own."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components import notices
from components.chart import chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.figures.bars import bars_figure
from components.figures.compared import compared_figure
from components.figures.elapsed import elapsed_figure
from components.figures.lines import Series, lines_figure
from components.figures.pressure import pressure_figure
from components.figures.trend import trend_figure
from components.theme import Figure
from data_access.answers import Caption, LinesReport, Table
from data_access.errors import CareImpactError
from data_access.questions.caseload_compared import caseload_compared
from data_access.questions.caseload_flow import caseload_flow
from data_access.questions.caseload_load import caseload_load
from data_access.questions.caseload_pressure import caseload_pressure
from data_access.questions.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload_wait import caseload_wait
from data_access.questions.contact_modes import contact_modes
from data_access.questions.direct_care import NotPermittedError
from data_access.questions.indicator_trend import indicator_trend
from data_access.selection import Selection
from pages._ask import ask
from pages._notes import chart_notes

Block = Callable[[Selection], Component]

_READ_PRESSURE = (
    "Filled points are past months, hollow ones the middle forecast for the choice; "
    "the shaded fan holds 95% of the futures simulated. The dotted line is the "
    "forecast with nothing changed."
)


def block_of(block: Block, selection: Selection) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection)
    except NotPermittedError as reason:
        place = Selection(selection.month, selection.pcn, cohort=selection.cohort)
        way_out = ("All practices", f"/caseload?{place.to_query()}")
        return notices.not_permitted(str(reason), way_out=way_out)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def trend(id_: str) -> Block:
    """Show one indicator by month, with new limits where its own page has them."""

    def block(selection: Selection) -> Component:
        notes = chart_notes(selection, id_)
        report = ask(indicator_trend, selection, indicator_id=id_, notes=notes)
        figure = trend_figure(report.trend)
        return _figure(f"trend/{id_}", report.caption, figure, report.table, selection)

    return block


def pressure(choice: str) -> Block:
    """Show what a choice would do to the work, beside the other choices."""

    def block(selection: Selection) -> Component:
        report = ask(caseload_pressure, _whole(selection), choice=choice)
        both = html.Div(
            [
                chart(
                    pressure_figure(report.path),
                    id="caseload-pressure-path",
                    alt=report.caption.headline,
                ),
                chart(
                    compared_figure(report.choices, "ratio"),
                    id="caseload-pressure-choices",
                    alt="Each choice beside the others, with its 95% limits",
                ),
            ],
            className="figure-pairs",
        )
        return _figure(
            f"pressure/{choice}",
            report.caption,
            both,
            report.table,
            _whole(selection),
            how_to_read=_READ_PRESSURE,
        )

    return block


def load(selection: Selection) -> Component:
    """Show open cases for each coordinator, plain and weighted."""
    return _lines("load", ask(caseload_load, _whole(selection)), _whole(selection))


def flow(selection: Selection) -> Component:
    """Show people starting and finishing."""
    return _lines("flow", ask(caseload_flow, selection), selection)


def people(by: str) -> Block:
    """Show people on the caseload in one way of telling them apart."""

    def block(selection: Selection) -> Component:
        report = ask(caseload_compared, selection, by=by)
        figure = bars_figure(report.places, "count")
        return _figure(f"people/{by}", report.caption, figure, report.table, selection)

    return block


def stay(selection: Selection) -> Component:
    """Show how long cases stay open."""
    report = ask(caseload_stay, selection)
    figure = elapsed_figure(report.curve)
    return _figure("stay", report.caption, figure, report.table, selection)


def stay_by(by: str) -> Block:
    """Show the median length of stay of practices or cohorts."""

    def block(selection: Selection) -> Component:
        report = ask(caseload_stay_by, selection, by=by)
        figure = compared_figure(report.places, "days")
        return _figure(f"stay/{by}", report.caption, figure, report.table, selection)

    return block


def modes(selection: Selection) -> Component:
    """Show contacts by mode."""
    report = ask(contact_modes, selection)
    figure = bars_figure(report.places, "count")
    return _figure("modes", report.caption, figure, report.table, selection)


def wait(selection: Selection) -> Component:
    """Show how long until a first contact."""
    report = ask(caseload_wait, selection)
    figure = elapsed_figure(report.curve)
    return _figure("wait", report.caption, figure, report.table, selection)


def _whole(selection: Selection) -> Selection:
    """Give the PCN alone: what is of it is asked once for all of its practices."""
    return Selection(month=selection.month, pcn=selection.pcn)


def _lines(name: str, report: LinesReport, selection: Selection) -> Component:
    lines = [Series(line.name, line.values) for line in report.lines]
    figure = lines_figure(report.dates, lines, report.unit, from_zero=True)
    return _figure(name, report.caption, figure, report.table, selection)


def _figure(
    name: str,
    caption: Caption,
    figure: Figure | Component,
    table: Table,
    selection: Selection,
    how_to_read: str | None = None,
) -> Component:
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"caseload-{name.replace('/', '-')}",
        csv_href=csv_href(f"caseload/{name}", selection),
        how_to_read=how_to_read,
        heading=html.H3,
    )

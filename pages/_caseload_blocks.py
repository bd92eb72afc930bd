"""The blocks of the caseload page, each a question of its own."""

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.charts.bars import bars_chart
from components.charts.compared import compared_chart
from components.charts.elapsed import elapsed_chart
from components.charts.pressure import pressure_chart
from components.charts.trend import trend_chart
from data_access.questions.caseload.caseload_compared import caseload_compared
from data_access.questions.caseload.caseload_flow import caseload_flow
from data_access.questions.caseload.caseload_load import caseload_load
from data_access.questions.caseload.caseload_pressure import caseload_pressure
from data_access.questions.caseload.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload.caseload_wait import caseload_wait
from data_access.questions.caseload.contact_modes import contact_modes
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.selection import Selection
from pages._ask import ask
from pages._caseload_frame import Block, figured, lined, whole
from pages._notes import chart_notes


def trend(id_: str) -> Block:
    """Show one indicator by month, with new limits where its own page has them."""

    def block(selection: Selection) -> Component:
        notes = chart_notes(selection, id_)
        report = ask(indicator_trend, selection, indicator_id=id_, notes=notes)
        figure = trend_chart(report.trend)
        return figured(f"trend/{id_}", report.caption, figure, report.table, selection)

    return block


def pressure(choice: str) -> Block:
    """Show what a choice would do to the work, beside the other choices."""

    def block(selection: Selection) -> Component:
        report = ask(caseload_pressure, whole(selection), choice=choice)
        both = html.Div(
            [
                chart(
                    pressure_chart(report.path),
                    id="caseload-pressure-path",
                    alt=report.caption.headline,
                ),
                chart(
                    compared_chart(report.choices, "ratio"),
                    id="caseload-pressure-choices",
                    alt="Each choice beside the others, with its 95% limits",
                ),
            ],
            className="figure-pairs",
        )
        return figured(
            f"pressure/{choice}",
            report.caption,
            both,
            report.table,
            whole(selection),
        )

    return block


def load(selection: Selection) -> Component:
    """Show open cases for each coordinator, plain and weighted."""
    return lined("load", ask(caseload_load, whole(selection)), whole(selection))


def flow(selection: Selection) -> Component:
    """Show people starting and finishing."""
    return lined("flow", ask(caseload_flow, selection), selection)


def people(by: str) -> Block:
    """Show people on the caseload in one way of telling them apart."""

    def block(selection: Selection) -> Component:
        report = ask(caseload_compared, selection, by=by)
        figure = bars_chart(report.places, "count")
        return figured(f"people/{by}", report.caption, figure, report.table, selection)

    return block


def stay(selection: Selection) -> Component:
    """Show how long cases stay open."""
    report = ask(caseload_stay, selection)
    figure = elapsed_chart(report.curve)
    return figured("stay", report.caption, figure, report.table, selection)


def stay_by(by: str) -> Block:
    """Show the median length of stay of practices or cohorts."""

    def block(selection: Selection) -> Component:
        report = ask(caseload_stay_by, selection, by=by)
        figure = compared_chart(report.places, "days")
        return figured(f"stay/{by}", report.caption, figure, report.table, selection)

    return block


def modes(selection: Selection) -> Component:
    """Show contacts by mode."""
    report = ask(contact_modes, selection)
    figure = bars_chart(report.places, "count")
    return figured("modes", report.caption, figure, report.table, selection)


def wait(selection: Selection) -> Component:
    """Show how long until a first contact."""
    report = ask(caseload_wait, selection)
    figure = elapsed_chart(report.curve)
    return figured("wait", report.caption, figure, report.table, selection)

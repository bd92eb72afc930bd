"""The blocks of the England page, each a question of its own."""

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.charts.bars import bars_chart
from components.charts.grouped import Group, grouped_chart
from components.charts.lines import Series, lines_chart
from components.charts.map import map_chart
from components.charts.standings import standings_chart
from components.charts.trend import trend_chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.theme import Drawing
from data_access.answers.core import GroupedReport, LinesReport, TrendReport
from data_access.answers.england import MapReport, PeersReport
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_beside_peers import england_beside_peers
from data_access.questions.england.england_checks import (
    england_checks,
    england_ld_checks,
)
from data_access.questions.england.england_map import england_map
from data_access.questions.england.england_peers import england_peers
from data_access.questions.england.england_registers import england_registers
from data_access.questions.england.england_returns import england_returns
from data_access.questions.england.england_workforce import england_workforce
from data_access.selection import Selection
from pages._ask import ask

Report = GroupedReport | LinesReport | MapReport | PeersReport | TrendReport

_READ_BESIDE = (
    "In the first chart each row is one measure: the diamond is this PCN, the circles "
    "its peers, the dashed line the average PCN in England, and one step is one "
    "standard deviation of all PCNs. The second has care coordinators alone, per "
    "10,000 patients: this PCN, its peers from the nearest, then England."
)


def workforce(selection: Selection) -> Component:
    """Show care coordinators since 2020, for PCN, ICB and England."""
    return _lines("workforce", ask(england_workforce, selection), selection)


def returns(selection: Selection) -> Component:
    """Name the PCNs of the ICB that filed no return."""
    return _lines("returns", ask(england_returns, selection), selection)


def checks(selection: Selection) -> Component:
    """Show SMI checks of the sub-ICB and of England."""
    return _lines("checks", ask(england_checks, selection), selection)


def ld_checks(selection: Selection) -> Component:
    """Show LD checks of the sub-ICB and of England."""
    return _lines("ld-checks", ask(england_ld_checks, selection), selection)


def peers(selection: Selection) -> Component:
    """Show the PCNs most like this one."""
    report = ask(england_peers, selection)
    figure = standings_chart(report.rows, "This PCN", "Its peers")
    return _figured("peers", report, figure, selection)


def beside_peers(selection: Selection) -> Component:
    """Show what this PCN has beside its peers."""
    report = ask(england_beside_peers, selection)
    both = html.Div(
        [
            chart(
                standings_chart(report.rows, "This PCN", "Its peers"),
                id="england-beside-peers-all",
                alt=report.caption.headline,
            ),
            chart(
                bars_chart(report.places, "per_10000"),
                id="england-beside-peers-staff",
                alt="Care coordinators per 10,000 patients of this PCN and its peers",
            ),
        ],
        className="figure-pairs",
    )
    return _figured("beside-peers", report, both, selection, _READ_BESIDE)


def on_map(selection: Selection) -> Component:
    """Show coordinators of every ICB on a map."""
    report = ask(england_map, selection)
    figure = map_chart(report.areas, report.bands, report.unit)
    return _figured("map", report, figure, selection)


def registers(selection: Selection) -> Component:
    """Show registers and deprivation of PCN, ICB and England."""
    report = ask(england_registers, selection)
    groups = [Group(name, items) for name, items in report.groups]
    figure = grouped_chart(groups, report.series, report.unit)
    return _figured("registers", report, figure, selection)


def admissions(selection: Selection) -> Component:
    """Show emergency admissions of the ICB as a control chart."""
    report = ask(england_admissions, selection)
    figure = trend_chart(report.trend)
    return _figured("admissions", report, figure, selection)


def _lines(name: str, report: LinesReport, selection: Selection) -> Component:
    lines = [Series(line.name, line.values) for line in report.lines]
    figure = lines_chart(report.dates, lines, report.unit, from_zero=True)
    return _figured(name, report, figure, selection)


def _figured(
    name: str,
    report: Report,
    figure: Drawing | Component,
    selection: Selection,
    how_to_read: str | None = None,
) -> Component:
    return captioned_figure(
        report.caption,
        figure,
        report.table,
        id=f"england-{name}",
        csv_href=csv_href(f"england/{name}", selection),
        how_to_read=how_to_read,
    )

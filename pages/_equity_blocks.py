"""The blocks of the equity page, each a question of its own."""

from dash.development.base_component import Component

from components.charts.compared import compared_chart
from components.charts.forest import forest_chart
from components.charts.gap_trend import gap_trend_chart
from components.charts.grouped import Group, grouped_chart
from components.charts.slope import slope_chart
from data_access.questions.equity.equity_gaps import equity_gaps
from data_access.questions.equity.equity_measure import MEASURES
from data_access.questions.equity.equity_missing import equity_missing
from data_access.questions.equity.equity_pcns import equity_pcns
from data_access.questions.equity.equity_registers import equity_registers
from data_access.questions.equity.equity_slope import equity_slope
from data_access.questions.equity.equity_trend import equity_trend
from data_access.selection import Selection
from pages._ask import ask
from pages._equity_frame import Block, figured

_READ_GAPS = (
    "Each point is how much higher (right of the line) or lower (left) a group's "
    "figure is than that of everybody else together, with 95% limits."
)
_READ_PCNS = (
    "Each point is one PCN's slope index with its 95% limits; the line is no gap. "
    "They stand in order of name."
)
_READ_MISSING = (
    "Two points a row: the group's share of all who could be counted, and its share of "
    "those who are. Where the second lies left of the first, people may be missing."
)
_READ_REGISTERS = (
    "Each row is a register. Left of the line at 1 it holds a smaller share of people "
    "than what it stands beside, right of it a larger one; lines show 95% limits."
)


def slope(measure: str) -> Block:
    """Show the fifths of deprivation and the line through them."""

    def block(selection: Selection) -> Component:
        report = ask(equity_slope, selection, measure=measure)
        return figured(
            f"slope/{measure}",
            report.caption,
            slope_chart(report.fifths, report.places, report.line, report.unit),
            report.table,
            selection,
        )

    return block


def trend(measure: str) -> Block:
    """Show the slope index over time."""

    def block(selection: Selection) -> Component:
        report = ask(equity_trend, selection, measure=measure)
        return figured(
            f"trend/{measure}",
            report.caption,
            gap_trend_chart(report.months, report.gaps, report.unit),
            report.table,
            selection,
        )

    return block


def gaps(measure: str, by: str) -> Block:
    """Show each group less all others."""

    def block(selection: Selection) -> Component:
        report = ask(equity_gaps, selection, measure=measure, by=by)
        figure = compared_chart(
            report.places,
            MEASURES[measure].gap_unit,
            reference=("No difference", 0.0),
        )
        return figured(
            f"gaps/{measure}/{by}",
            report.caption,
            figure,
            report.table,
            selection,
            how_to_read=_READ_GAPS,
        )

    return block


def pcns(measure: str) -> Block:
    """Show the slope index of each PCN."""

    def block(selection: Selection) -> Component:
        report = ask(equity_pcns, selection, measure=measure)
        figure = compared_chart(
            report.places, MEASURES[measure].gap_unit, reference=("No gap", 0.0)
        )
        return figured(
            f"pcns/{measure}",
            report.caption,
            figure,
            report.table,
            selection,
            how_to_read=_READ_PCNS,
        )

    return block


def missing(missing_from: str, by: str) -> Block:
    """Show each group's share of those counted beside its share of all."""

    def block(selection: Selection) -> Component:
        report = ask(equity_missing, selection, missing_from=missing_from, by=by)
        groups = [Group(title, items) for title, items in report.groups]
        return figured(
            f"missing/{missing_from}/{by}",
            report.caption,
            grouped_chart(groups, report.series, report.unit),
            report.table,
            selection,
            how_to_read=_READ_MISSING,
        )

    return block


def registers(beside: str) -> Block:
    """Show how large each register is, beside England or by deprivation."""

    def block(selection: Selection) -> Component:
        report = ask(equity_registers, selection, beside=beside)
        return figured(
            f"registers/{beside}",
            report.caption,
            forest_chart(
                report.rows,
                too_few="Suppressed",
                title="Ratio of shares (under 1: smaller)",
            ),
            report.table,
            selection,
            how_to_read=_READ_REGISTERS,
        )

    return block

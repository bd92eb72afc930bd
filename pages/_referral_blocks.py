"""The blocks of the referrals page, each a question of its own."""

from dash import html
from dash.development.base_component import Component

from components.charts.bars import bars_chart
from components.charts.compared import compared_chart
from components.charts.flow import flow_chart
from components.charts.forest import forest_chart
from components.charts.grouped import Group, grouped_chart
from components.small_multiples import HOW_TO_READ, small_multiples
from data_access.questions.referrals.referral_change import referral_change
from data_access.questions.referrals.referral_decisions import referral_decisions
from data_access.questions.referrals.referral_flow import referral_flow
from data_access.questions.referrals.referral_reach import referral_reach
from data_access.questions.referrals.referral_returns import referral_returns
from data_access.questions.referrals.referral_routes import referral_routes
from data_access.selection import Selection
from pages._ask import ask
from pages._referral_frame import Block, referral_figure


def flow(selection: Selection) -> Component:
    """Show where referrals come from, where they go, and how they end."""
    report = ask(referral_flow, selection)
    return referral_figure(
        "flow",
        report.caption,
        flow_chart(report.nodes, report.links),
        report.table,
        selection,
    )


def decisions(selection: Selection) -> Component:
    """Show what was declined and what was not appropriate, by source."""
    report = ask(referral_decisions, selection)
    groups = [Group(name, items) for name, items in report.groups]
    figure = grouped_chart(groups, report.series, "percent")
    return referral_figure("decisions", report.caption, figure, report.table, selection)


def returns(selection: Selection) -> Component:
    """Show who is sent back, and which way."""
    report = ask(referral_returns, selection)
    figure = bars_chart(report.items, "percent")
    return referral_figure("returns", report.caption, figure, report.table, selection)


def change(selection: Selection) -> Component:
    """Show each route over the year before."""
    report = ask(referral_change, selection)
    figure = forest_chart(
        report.rows,
        too_few="Too few to compare",
        title="Ratio: right of 1 is more than the year before",
    )
    return referral_figure("change", report.caption, figure, report.table, selection)


def both_routes(selection: Selection) -> Component:
    """Show each route, in and on, month by month."""
    return html.Div(
        [_routes(direction, selection) for direction in ("in", "out")],
        className="figure-stack",
    )


def _routes(direction: str, selection: Selection) -> Component:
    report = ask(referral_routes, selection, direction=direction)
    panels = small_multiples(report.routes)
    name = f"routes/{direction}"
    return referral_figure(
        name, report.caption, panels, report.table, selection, HOW_TO_READ
    )


def reach(part: str) -> Block:
    """Show which practices, groups or registers referral does not reach."""

    def block(selection: Selection) -> Component:
        report = ask(referral_reach, selection, part=part)
        average = report.average
        reference = None if average is None else ("All practices", average)
        figure = compared_chart(report.places, "percent", reference=reference)
        return referral_figure(
            f"reach/{part}", report.caption, figure, report.table, selection
        )

    return block

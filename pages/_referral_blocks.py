"""The blocks of the referrals page, each a question of its own."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components import notices
from components.chart import chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.figures.bars import bars_figure
from components.figures.compared import compared_figure
from components.figures.flow import flow_figure
from components.figures.forest import forest_figure
from components.figures.grouped import Group, grouped_figure
from components.figures.waiting import waiting_figure
from components.small_multiples import small_multiples
from components.theme import Figure
from data_access.answers import Caption, Table
from data_access.errors import CareImpactError
from data_access.questions.direct_care import NotPermittedError
from data_access.questions.referral_change import referral_change
from data_access.questions.referral_decisions import referral_decisions
from data_access.questions.referral_flow import referral_flow
from data_access.questions.referral_reach import referral_reach
from data_access.questions.referral_returns import referral_returns
from data_access.questions.referral_routes import referral_routes
from data_access.questions.referral_waits import referral_waits
from data_access.selection import Selection
from pages._ask import ask

Block = Callable[[Selection], Component]


def block_of(block: Block, selection: Selection) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection)
    except NotPermittedError as reason:
        way_out = ("All practices", _without_practice(selection))
        return notices.not_permitted(str(reason), way_out=way_out)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def _without_practice(selection: Selection) -> str:
    query = Selection(month=selection.month, pcn=selection.pcn).to_query()
    return f"/referrals?{query}"


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
        id=f"referrals-{name.replace('/', '-')}",
        csv_href=csv_href(f"referrals/{name}", selection),
        how_to_read=how_to_read,
        heading=html.H3,
    )


def flow(selection: Selection) -> Component:
    """Show where referrals come from, where they go, and how they end."""
    report = ask(referral_flow, selection)
    return _figure(
        "flow",
        report.caption,
        flow_figure(report.nodes, report.links),
        report.table,
        selection,
        "Read from left to right. Each ribbon is as wide as there are referrals that "
        "way; a dark bar is a source, the coordinators, a destination or an ending.",
    )


def waits(selection: Selection) -> Component:
    """Show how long people wait, and how many still do."""
    report = ask(referral_waits, selection)
    terms = [
        part for name, words in report.facts for part in (html.Dt(name), html.Dd(words))
    ]
    return html.Div(
        [
            _figure(
                "waits",
                report.caption,
                html.Div(
                    [
                        chart(
                            waiting_figure(report.curve),
                            id="referrals-waits",
                            alt=report.caption.headline,
                        ),
                        html.Dl(terms, className="definition"),
                    ]
                ),
                report.table,
                selection,
            ),
            _figure(
                "waits/routes",
                report.routes_caption,
                compared_figure(report.routes, "percent"),
                report.routes_table,
                selection,
            ),
        ],
        className="figure-pairs",
    )


def decisions(selection: Selection) -> Component:
    """Show what was declined and what was not appropriate, by source."""
    report = ask(referral_decisions, selection)
    groups = [Group(name, items) for name, items in report.groups]
    figure = grouped_figure(groups, report.series, "percent")
    return _figure("decisions", report.caption, figure, report.table, selection)


def returns(selection: Selection) -> Component:
    """Show who is sent back, and which way."""
    report = ask(referral_returns, selection)
    figure = bars_figure(report.items, "percent")
    return _figure("returns", report.caption, figure, report.table, selection)


def change(selection: Selection) -> Component:
    """Show each route over the year before."""
    report = ask(referral_change, selection)
    figure = forest_figure(
        report.rows,
        too_few="Too few to compare",
        title="Ratio: right of 1 is more than the year before",
    )
    return _figure("change", report.caption, figure, report.table, selection)


def routes(direction: str) -> Block:
    """Show each route one way, month by month."""

    def block(selection: Selection) -> Component:
        report = ask(referral_routes, selection, direction=direction)
        panels = small_multiples(report.routes)
        name = f"routes/{direction}"
        return _figure(name, report.caption, panels, report.table, selection)

    return block


def reach(part: str) -> Block:
    """Show which practices, groups or registers referral does not reach."""

    def block(selection: Selection) -> Component:
        report = ask(referral_reach, selection, part=part)
        average = report.average
        reference = None if average is None else ("All practices", average)
        figure = compared_figure(report.places, "percent", reference=reference)
        return _figure(f"reach/{part}", report.caption, figure, report.table, selection)

    return block

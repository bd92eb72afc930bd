"""Admissions avoided: the estimate, how sure it is, and everything behind it."""

from collections.abc import Callable
from typing import cast

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component

from components import notices
from components.chart import chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.figures.before_after import before_after_figure
from components.figures.event_path import event_path_figure
from components.figures.expected_observed import expected_observed_figure
from components.figures.forest import forest_figure
from components.figures.love_plot import love_plot_figure
from components.impact_summary import folded, picking_table, summary
from components.tables import data_table
from components.theme import Figure
from data_access.answers import Caption, Table
from data_access.errors import CareImpactError
from data_access.impact_answers import RatiosReport
from data_access.questions.impact import impact
from data_access.questions.impact_balance import impact_balance
from data_access.questions.impact_flow import impact_flow
from data_access.questions.impact_groups import impact_groups
from data_access.questions.impact_months import impact_months
from data_access.questions.impact_outcomes import impact_outcomes
from data_access.questions.impact_path import impact_path
from data_access.questions.impact_picking import impact_picking
from data_access.questions.impact_sensitivity import impact_sensitivity
from data_access.selection import Selection
from pages._ask import Query, ask, filled, framed

register_page(__name__, path="/impact", name="Impact", nav="Impact", order=20)

Block = Callable[[Selection], Component]


def layout(**query: str) -> html.Div:
    """Lay out the impact page for the URL's selection."""
    return framed(
        "impact",
        "Impact on emergency admissions",
        query,
        shown=("month", "pcn"),
        lead="Expected less observed, against like people who had not started.",
    )


@callback(
    Output("impact-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the page for the selection in the URL."""
    return filled(query, _content)


def _content(selection: Selection) -> Component:
    report = ask(impact, selection)
    parts: list[Component] = [summary(report), _block(_months, selection)]
    if report.before_after is not None:
        parts.append(
            folded(
                "What a before-and-after would have said",
                dcc.Markdown(
                    "A before-and-after counts what would have happened anyway. It is "
                    "**not evidence of impact** and is shown so that nobody has to "
                    "work it out alone."
                ),
                _plain("naive", before_after_figure(report.before_after)),
                _block(_picking, selection),
            )
        )
    parts += [
        folded(
            "Checks of the comparison", data_table(report.checks, id="impact-checks")
        ),
        folded("Who is in the estimate", _block(_flow, selection)),
        folded("Were the groups alike?", _block(_balance, selection)),
        folded("Month by month around the start", _block(_path, selection)),
        folded("With one choice changed", _block(_sensitivity, selection)),
        folded("Other outcomes and negative controls", _block(_outcomes, selection)),
        folded(
            "By cohort, practice and route",
            *(
                _block(_group(one), selection)
                for one in ("cohort", "practice", "route")
            ),
        ),
        html.P(
            [
                f"Reference {report.reference.id}. ",
                dcc.Link("How it is estimated", href="/methods/admissions-avoided"),
            ],
            className="figure-reference",
        ),
    ]
    return html.Div(parts)


def _block(block: Block, selection: Selection) -> Component:
    try:
        return block(selection)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def _plain(name: str, figure: Figure) -> Component:
    return chart(figure, id=f"impact-{name}", alt="The naive change taken apart")


def _figure(
    name: str, caption: Caption, figure: Figure, table: Table, selection: Selection
) -> Component:
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"impact-{name.replace('/', '-')}",
        csv_href=csv_href(f"impact/{name}", selection),
        heading=html.H3,
    )


def _months(selection: Selection) -> Component:
    report = ask(impact_months, selection)
    figure = expected_observed_figure(report.series)
    return _figure("months", report.caption, figure, report.table, selection)


def _picking(selection: Selection) -> Component:
    return picking_table(ask(impact_picking, selection))


def _flow(selection: Selection) -> Component:
    report = ask(impact_flow, selection)
    return html.Div(
        [
            html.P(report.caption.headline, className="figure-headline"),
            html.P(report.caption.summary),
            data_table(report.table, id="impact-flow"),
        ]
    )


def _balance(selection: Selection) -> Component:
    report = ask(impact_balance, selection)
    figure = love_plot_figure(report.rows)
    return _figure("balance", report.caption, figure, report.table, selection)


def _path(selection: Selection) -> Component:
    report = ask(impact_path, selection)
    figure = event_path_figure(report.points)
    return _figure("path", report.caption, figure, report.table, selection)


def _sensitivity(selection: Selection) -> Component:
    return _ratios("sensitivity", ask(impact_sensitivity, selection), selection)


def _outcomes(selection: Selection) -> Component:
    return _ratios("outcomes", ask(impact_outcomes, selection), selection)


def _group(slice_: str) -> Block:
    def block(selection: Selection) -> Component:
        report = cast(RatiosReport, ask(impact_groups, selection, slice_=slice_))
        return _ratios(f"groups/{slice_}", report, selection)

    return block


def _ratios(name: str, report: RatiosReport, selection: Selection) -> Component:
    figure = forest_figure(report.rows)
    return _figure(name, report.caption, figure, report.table, selection)

"""The blocks of the impact page, each a question of its own."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components import notices
from components.chart import chart
from components.charts.before_after import before_after_chart
from components.charts.event_path import event_path_chart
from components.charts.expected_observed import expected_observed_chart
from components.charts.forest import forest_chart
from components.charts.funnel import funnel_chart
from components.charts.love_plot import love_plot_chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.impact_summary import picking_table
from components.tables import data_table
from components.theme import Drawing
from data_access.answers.core import Caption, Table
from data_access.answers.impact import RatiosReport
from data_access.errors import CareImpactError
from data_access.questions.impact.impact_balance import impact_balance
from data_access.questions.impact.impact_flow import impact_flow
from data_access.questions.impact.impact_groups import impact_groups
from data_access.questions.impact.impact_months import impact_months
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.questions.impact.impact_path import impact_path
from data_access.questions.impact.impact_pcns import impact_pcns
from data_access.questions.impact.impact_picking import impact_picking
from data_access.questions.impact.impact_sensitivity import impact_sensitivity
from data_access.questions.impact.matched import NobodyMatchedError
from data_access.selection import Selection
from pages._ask import ask

Block = Callable[[Selection], Component]


def block_of(block: Block, selection: Selection) -> Component:
    """Fill a block, or say in a sentence which file would fill it."""
    try:
        return block(selection)
    except NobodyMatchedError:
        raise  # it is said once, of the whole page
    except CareImpactError as problem:
        return notices.empty(str(problem))


def picked(least: int, selection: Selection) -> Component:
    """Take the naive change of those with so many admissions before apart."""
    report = ask(impact_picking, selection)
    step = report.steps[least]
    parts: list[Component] = [html.P(step.sentence, className="figure-summary")]
    if step.change is not None:
        drawn = before_after_chart(step.change)
        parts.insert(0, chart(drawn, id="impact-naive", alt=step.sentence))
    return html.Div([*parts, picking_table(report)])


def _figure(
    name: str, caption: Caption, figure: Drawing, table: Table, selection: Selection
) -> Component:
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"impact-{name.replace('/', '-')}",
        csv_href=csv_href(f"impact/{name}", selection),
        heading=html.H3,
    )


def months(selection: Selection) -> Component:
    """Show observed and expected admissions added up by month."""
    report = ask(impact_months, selection)
    figure = expected_observed_chart(report.series)
    return _figure("months", report.caption, figure, report.table, selection)


def flow(selection: Selection) -> Component:
    """Show who was lost at each step."""
    report = ask(impact_flow, selection)
    return html.Div(
        [
            html.P(report.caption.headline, className="figure-headline"),
            html.P(report.caption.summary),
            data_table(report.table, id="impact-flow"),
        ]
    )


def balance(selection: Selection) -> Component:
    """Show how alike the groups were."""
    report = ask(impact_balance, selection)
    figure = love_plot_chart(report.rows)
    return _figure("balance", report.caption, figure, report.table, selection)


def path(selection: Selection) -> Component:
    """Show the months around the start."""
    report = ask(impact_path, selection)
    figure = event_path_chart(report.points)
    return _figure("path", report.caption, figure, report.table, selection)


def sensitivity(selection: Selection) -> Component:
    """Show the estimate with one choice changed."""
    return _ratios("sensitivity", ask(impact_sensitivity, selection), selection)


def outcomes(selection: Selection) -> Component:
    """Show the other outcomes and the negative controls."""
    return _ratios("outcomes", ask(impact_outcomes, selection), selection)


def pcns(selection: Selection) -> Component:
    """Show every PCN beside the others, with their summary and their funnel."""
    report = ask(impact_pcns, selection)
    forest = forest_chart(report.rows)
    funnel = funnel_chart(
        report.places, report.limits, "ratio", denominator="Precision (1 / variance)"
    )
    return html.Div(
        [
            _figure("pcns", report.caption, forest, report.table, selection),
            chart(funnel, id="impact-pcns-funnel", alt="Funnel of rate ratios of PCNs"),
        ]
    )


def group(slice_: str) -> Block:
    """Show one way of grouping those who started."""

    def block(selection: Selection) -> Component:
        report = ask(impact_groups, selection, slice_=slice_)
        return _ratios(f"groups/{slice_}", report, selection)

    return block


def _ratios(name: str, report: RatiosReport, selection: Selection) -> Component:
    figure = forest_chart(report.rows)
    return _figure(name, report.caption, figure, report.table, selection)

"""The blocks of the outcomes page, each a question of its own."""

from dash import html
from dash.development.base_component import Component

from components.charts.forest import forest_chart
from components.charts.trend import trend_chart
from components.small_multiples import HOW_TO_READ, small_multiples
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.outcomes.outcomes_activity import outcomes_activity
from data_access.questions.outcomes.outcomes_activity_months import (
    outcomes_activity_months,
)
from data_access.questions.outcomes.outcomes_appointments import outcomes_appointments
from data_access.questions.outcomes.outcomes_budgets import outcomes_budgets
from data_access.questions.outcomes.outcomes_change import outcomes_change
from data_access.questions.outcomes.outcomes_completion import outcomes_completion
from data_access.questions.outcomes.outcomes_gains import outcomes_gains
from data_access.questions.outcomes.outcomes_levels import outcomes_levels
from data_access.questions.outcomes.outcomes_plans import outcomes_plans
from data_access.questions.outcomes.outcomes_readmission import outcomes_readmission
from data_access.selection import Selection
from pages._ask import ask
from pages._notes import chart_notes
from pages._outcome_frame import Block, barred, changed, figured, grouped, more


def plans(selection: Selection) -> Component:
    """Show how many have a plan, and what became of plans."""
    return html.Div(
        [
            barred("plans", ask(outcomes_plans, selection), "percent", selection),
            more("Plans by practice and group", "/indicator/care_plan", selection),
        ]
    )


def trend(id_: str) -> Block:
    """Show one indicator by month, with new limits where its own page has them."""

    def block(selection: Selection) -> Component:
        notes = chart_notes(selection, id_)
        report = ask(indicator_trend, selection, indicator_id=id_, notes=notes)
        figure = trend_chart(report.trend)
        return figured(f"trend/{id_}", report.caption, figure, report.table, selection)

    return block


def change(family: str) -> Block:
    """Show how the same people's scores changed."""

    def block(selection: Selection) -> Component:
        report = ask(outcomes_change, selection, family=family)
        return changed(f"change/{family}", report, selection)

    return block


def completion(selection: Selection) -> Component:
    """Show how many of those who started the change is of."""
    return grouped("completion", ask(outcomes_completion, selection), selection)


def gains(selection: Selection) -> Component:
    """Show who gained, and who lost as much."""
    return grouped("gains", ask(outcomes_gains, selection), selection)


def levels(measure: str) -> Block:
    """Show at which level the same people were at both times."""

    def block(selection: Selection) -> Component:
        report = ask(outcomes_levels, selection, measure=measure)
        return grouped(f"levels/{measure}", report, selection)

    return block


def activity(selection: Selection) -> Component:
    """Show what was done in the month."""
    return barred("activity", ask(outcomes_activity, selection), "count", selection)


def activity_months(selection: Selection) -> Component:
    """Show each activity month by month, on one scale."""
    report = ask(outcomes_activity_months, selection)
    return figured(
        "activity/months",
        report.caption,
        small_multiples(report.panels),
        report.table,
        selection,
        HOW_TO_READ,
    )


def budgets(selection: Selection) -> Component:
    """Show how many are supported with, and referred for, a personal health budget."""
    return barred("budgets", ask(outcomes_budgets, selection), "count", selection)


def readmission(selection: Selection) -> Component:
    """Show readmission of people on the caseload."""
    report = ask(outcomes_readmission, selection)
    figure = trend_chart(report.trend)
    return html.Div(
        [
            figured("readmission", report.caption, figure, report.table, selection),
            more(
                "Readmission by practice and group",
                "/indicator/readmission",
                selection,
            ),
        ]
    )


def appointments(selection: Selection) -> Component:
    """Show GP appointments against those of like people, for the whole PCN."""
    place = Selection(pcn=selection.pcn)
    report = ask(outcomes_appointments, place)
    figure = forest_chart(report.rows)
    return html.Div(
        [
            figured("appointments", report.caption, figure, report.table, place),
            more("The estimate and its checks", "/impact", place),
        ]
    )

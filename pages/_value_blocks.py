"""The blocks of the value page, each a question of its own."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components import notices
from components.charts.bars import bars_chart
from components.charts.compared import compared_chart
from components.charts.lines import Series, lines_chart
from components.theme import Drawing
from data_access.answers.core import Compared, Unit
from data_access.choices.arrs_case import CaseChoices
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.value.value_case import value_case
from data_access.questions.value.value_claims import value_claims
from data_access.questions.value.value_processes import value_processes
from data_access.questions.value.value_worth import value_worth
from data_access.selection import Selection
from pages._ask import ask
from pages._value_frame import figured, href_of, worded

_READ_CASE = (
    "Each bar is pounds a year. The second and third add up to the first: what ARRS "
    "repays, and what is left for the PCN."
)
_READ_CLAIMS = (
    "Where the actual cost runs above the claim, the PCN pays the difference. The cap "
    "is drawn for the case's year alone, and a month without a figure leaves a gap."
)
_READ_WORTH = (
    "The line through the first row is the range that the 95% interval and the unit "
    "costs allow. Where it holds zero, no value can be claimed."
)
_READ_NEEDED = (
    "The first row is the estimate with its 95% interval. The others are how many "
    "admissions cost as much as the posts, at each unit cost: a yardstick, not a count."
)
_READ_EXTRA = (
    "The number is of checks beyond those of like people, the line its 95% interval. "
    "Where all of the line lies above zero, checks were extra by more than chance."
)
_READ_PROCESSES = (
    "Each row is a finding of another page, in its words, favourable or not; the last "
    "column says whether it was counted, or compared with like people."
)
_FEW = 4


def _from_zero(items: Sequence[Compared], unit: Unit) -> Drawing:
    """Draw bars; where a limit lies below zero, which no bar can show, points."""
    below = any((item.lower or 0.0) < 0 for item in items)
    drawn = (
        compared_chart(items, unit, reference=("None", 0.0))
        if below
        else bars_chart(items, unit)
    )
    if unit == "gbp":
        drawn["layout"]["xaxis"]["nticks"] = _FEW  # £150,000 is wide on a phone
    return drawn


def case(selection: Selection, choices: CaseChoices) -> Component:
    """Show a year of the posts chosen: cost, claim and the rest."""
    report = ask(value_case, selection, choices=choices)
    unsure = [
        notices.notice("provisional", "Not confirmed", one) for one in report.warnings
    ]
    drawn = figured(
        "case",
        report.caption,
        _from_zero(report.parts, "gbp"),
        report.table,
        href=href_of("case", selection, choices),
        how_to_read=_READ_CASE,
    )
    return html.Div([*unsure, drawn], className="figure-stack")


def claims(selection: Selection, choices: CaseChoices) -> Component:
    """Show what the posts cost beside what was claimed, by month."""
    report = ask(value_claims, selection, choices=choices)
    lines = [Series(line.name, line.values) for line in report.lines]
    return figured(
        "claims",
        report.caption,
        lines_chart(report.dates, lines, report.unit, from_zero=True),
        report.table,
        href=href_of("claims", selection, choices),
        how_to_read=_READ_CLAIMS,
    )


def worth(selection: Selection, choices: CaseChoices) -> Component:
    """Show opportunity value beside cost, then the break-even beside the estimate."""
    report = ask(value_worth, selection)
    pair = [
        figured(
            "worth",
            report.value.caption,
            _from_zero(report.value.places, "gbp"),
            report.value.table,
            href=href_of("worth", selection, choices),
            how_to_read=_READ_WORTH,
        ),
        figured(
            "needed",
            report.needed.caption,
            _from_zero(report.needed.places, "count"),
            report.needed.table,
            href=href_of("needed", selection, choices),
            how_to_read=_READ_NEEDED,
        ),
    ]
    return html.Div(pair, className="figure-pairs")


def checks(selection: Selection, choices: CaseChoices) -> Component:
    """Show how many checks were extra, and what each cost."""
    report = ask(impact_check_cost, selection)
    limits = (report.extra_low, report.extra_high)
    extra = Compared(
        "extra", "Extra completed checks", report.extra, *limits, None, None
    )
    return figured(
        "checks",
        report.caption,
        _from_zero([extra], "count"),
        report.table,
        href=href_of("checks", selection, choices),
        how_to_read=_READ_EXTRA,
    )


def processes(selection: Selection, choices: CaseChoices) -> Component:
    """Show what was done, each in its own words, and what is not held."""
    report = ask(value_processes, selection)
    told = worded(
        "processes",
        report.caption,
        report.table,
        href=href_of("processes", selection, choices),
        how_to_read=_READ_PROCESSES,
    )
    lacking = [notices.empty(one) for one in report.lacking]
    return html.Div([told, *lacking], className="figure-stack")

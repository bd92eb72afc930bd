"""The blocks of the cohorts page, each a question of its own."""

from collections.abc import Callable
from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.charts.compared import compared_chart
from components.charts.grouped import Group, grouped_chart
from components.charts.upset import upset_chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.terms import linked
from components.theme import Drawing
from components.worklist import worklist_grid
from data_access.answers.cohorts import CohortReport
from data_access.answers.core import Caption, Table
from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.questions.cohorts.cohort_overlap import cohort_overlap
from data_access.questions.cohorts.cohort_practices import cohort_practices
from data_access.questions.cohorts.worklist import worklist
from data_access.selection import Selection
from pages._ask import ask

Block = Callable[[Selection, CohortRules], Component]


def block_of(block: Block, selection: Selection, rules: CohortRules) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection, rules)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def _href(name: str, selection: Selection, rules: CohortRules) -> str:
    href = csv_href(f"cohorts/{name}", selection)
    if rules.empty:
        return href
    return f"{href}{'&' if '?' in href else '?'}{rules.to_query()}"


def _figure(
    name: str,
    caption: Caption,
    figure: Drawing,
    table: Table,
    selection: Selection,
    rules: CohortRules,
) -> Component:
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"cohorts-{name}",
        csv_href=_href(name, selection, rules),
        heading=html.H3,
    )


def beside(report: CohortReport, selection: Selection, rules: CohortRules) -> Component:
    """Show needs and gaps beside everybody else's."""
    parts = (
        ("needs", report.needs_caption, report.needs, report.needs_table),
        ("gaps", report.gaps_caption, report.gaps, report.gaps_table),
    )
    return html.Div(
        [
            _figure(
                name,
                caption,
                grouped_chart(
                    [Group(one, items) for one, items in pairs],
                    report.series,
                    "percent",
                ),
                table,
                selection,
                rules,
            )
            for name, caption, pairs, table in parts
        ],
        className="figure-pairs",
    )


def overlap(selection: Selection, rules: CohortRules) -> Component:
    """Show which registers people share."""
    report = ask(cohort_overlap, selection, rules=rules)
    figure = upset_chart(report.registers, report.overlaps)
    return _figure("overlap", report.caption, figure, report.table, selection, rules)


def practices(selection: Selection, rules: CohortRules) -> Component:
    """Show the cohort by practice, each leading to its own people."""
    report = ask(cohort_practices, selection, rules=rules)
    figure = compared_chart(report.items, "percent")
    shown = _figure("practices", report.caption, figure, report.table, selection, rules)
    links = [
        html.Li(
            dcc.Link(
                f"Only {item.name}",
                href=_within(replace(selection, practice=code), rules),
            )
        )
        for item, code in zip(report.items, report.codes, strict=True)
    ]
    shown.children.append(html.Ul(links, className="drill-list"))
    return shown


def _within(selection: Selection, rules: CohortRules) -> str:
    parts = (selection.to_query(), rules.to_query())
    return "?" + "&".join(part for part in parts if part)


def people(selection: Selection, rules: CohortRules) -> Component:
    """Show who should be seen next; nobody before a rule says who is in."""
    if rules.empty:
        return notices.empty("Choose who is in the cohort to see its worklist.")
    report = ask(worklist, selection, rules=rules)
    caption = report.caption
    return html.Div(
        [
            html.H3(caption.headline, className="figure-headline"),
            html.P(caption.subtitle, className="figure-subtitle"),
            html.P(linked(caption.summary), className="figure-summary"),
            worklist_grid(report.table, id="cohorts-worklist"),
            html.Ul(
                [
                    html.Li(
                        html.A(
                            "Download CSV",
                            href=_href("worklist", selection, rules),
                            download="",
                        )
                    ),
                    html.Li(["Reference ", html.Code(caption.reference.id)]),
                ],
                className="figure-sources",
            ),
        ],
        className="figure-frame",
    )

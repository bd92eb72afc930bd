"""Cohorts: who is in a cohort, what they need, and whom to see next."""

from dataclasses import replace

from dash import (
    Input,
    Output,
    State,
    callback,
    ctx,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component

from components import notices
from components.cohort_form import rule_controls, save_form
from components.worklist_form import worklist_said
from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.figures import cohorts as figures
from data_access.figures.show import Request, show
from data_access.operations import saved_cohorts
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from data_access.words.sentences import listed
from pages._ask import Query, ask, home, request_for
from pages._page import CONTENT, Page, Part, Region, Row, Section
from pages._saved_cohorts import pcn_of, saved
from pages._worklist import worklist_work

_REGISTERS = Section(
    "Registers and practices", (Row((figures.OVERLAP, figures.PRACTICES)),)
)


def _content(request: Request) -> tuple[Part, ...]:
    rules = CohortRules.from_query(request.query)
    try:
        choices = request.ask(cohort_choices)
    except NotPermittedError as reason:
        return (notices.not_permitted(str(reason), way_out=("This month", "/")),)
    report = request.ask(cohort_report, rules=rules)
    parts: list[Part] = [html.P(report.sentence, className="finding")]
    if choices.lacking:
        lacking = f"Not loaded, so not known: {listed([*choices.lacking])}."
        parts.append(notices.empty(lacking))
    if choices.incomplete:
        parts.append(notices.incomplete(choices.incomplete))
    if rules.empty:
        return (*parts, saved, _REGISTERS)
    if not report.size:
        return (*parts, notices.empty("Nobody meets all these rules: remove one."))
    return (
        *parts,
        Section("Whom to see next", (worklist_work, worklist_said(), figures.WORKLIST)),
        Section("Needs and gaps", (Row((figures.NEEDS, figures.GAPS)),)),
        _REGISTERS,
        _practice_links,
        saved,
    )


def _practice_links(request: Request) -> Component:
    """Link each practice to its own people in the cohort."""
    practices = show(figures.PRACTICES, request)
    rules = CohortRules.from_query(request.query).to_query()

    def href(code: str) -> str:
        place = replace(request.selection, practice=code).to_query()
        return "?" + "&".join(part for part in (place, rules) if part)

    links = [
        html.Li(dcc.Link(f"Only {item.name}", href=href(code)))
        for item, code in zip(
            practices.report.items, practices.report.codes, strict=True
        )
    ]
    return html.Ul(links, className="drill-list")


PAGE = Page(
    "cohorts",
    "/cohorts",
    "Cohorts and worklists",
    "Choose a group of people, see what they need, and whom to see next.",
    filters=("pcn", "practice"),
    regions=(Region(CONTENT, _content, inputs=(Input("cohorts-saved", "data"),)),),
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with the rules for a reader who may use them."""
    page = PAGE.layout(**query)
    controls = _controls(query)
    page.children.insert(-1, controls)
    form = html.Div(save_form("cohorts"), hidden=controls is None)
    page.children += [form, dcc.Store(id="cohorts-saved")]
    return page


def _controls(query: Query) -> Component | None:
    try:
        rules = CohortRules.from_query(query)
    except CareImpactError:
        rules = CohortRules()  # the content says what is wrong
    try:
        choices = ask(cohort_choices, Selection.from_query({"pcn": query.get("pcn")}))
    except CareImpactError:
        return None  # the content says why
    return rule_controls(choices.registers, rules)


PAGE.register_page(__name__, nav="Cohorts", order=18, layout=layout)


@callback(
    Output("cohorts-saved", "data"),
    Output("cohorts-save-result", "children"),
    Input("cohorts-save-add", "n_clicks"),
    Input("cohorts-save-remove", "n_clicks"),
    State("cohorts-save-name", "value"),
    State("cohorts-save-author", "value"),
    State("selection", "data"),
    prevent_initial_call=True,
)
def change(
    added: int | None,
    removed: int | None,
    name: str | None,
    author: str | None,
    query: Query | None,
) -> tuple[object, str]:
    """Save or remove a cohort, and return a sentence about it."""
    try:
        pcn = pcn_of(request_for(query or {}))
        if ctx.triggered_id == "cohorts-save-remove":
            result = saved_cohorts.remove_cohort(home(), pcn, name or "")
        else:
            rules = CohortRules.from_query(query or {})
            result = saved_cohorts.save_cohort(
                home(), pcn, name or "", rules, author or ""
            )
    except CareImpactError as problem:
        return no_update, str(problem)
    return (added or 0) + (removed or 0), result

"""Cohorts: who is in one, what they need, and whom to see next."""

from dash import (
    Input,
    Output,
    State,
    callback,
    ctx,
    dcc,
    html,
    no_update,
    register_page,
)
from dash.development.base_component import Component

from components import notices
from components.cohort_form import rule_controls, save_form
from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from data_access.words.sentences import listed
from pages import _cohort_blocks as blocks
from pages import _saved_cohorts as kept
from pages._ask import Query, ask, filled, framed

register_page(
    __name__,
    path="/cohorts",
    name="Cohorts",
    title="Cohorts | Care Impact",
    nav="Cohorts",
    order=18,
)


def layout(**query: str) -> html.Div:
    """Lay out the page; the rules are shown to those who may use them."""
    page = framed(
        "cohorts",
        "Cohorts and worklists",
        query,
        shown=("pcn", "practice"),
        lead="Put a group together, see what they need, and whom to see next.",
    )
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


@callback(
    Output("cohorts-content", "children"),
    Input("selection", "data"),
    Input("cohorts-saved", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None, _: int | None) -> Component:
    """Fill the page for the rules in the URL, and again after one is saved."""
    return filled(query, lambda selection: _content(selection, query or {}))


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
    """Save or remove a cohort, and say so or why not."""
    try:
        selection = Selection.from_query(query or {})
        if ctx.triggered_id == "cohorts-save-remove":
            said = kept.remove(selection, name)
        else:
            rules = CohortRules.from_query(query or {})
            said = kept.save(selection, rules, name, author)
    except CareImpactError as problem:
        return no_update, str(problem)
    return (added or 0) + (removed or 0), said


def _content(selection: Selection, query: Query) -> Component:
    rules = CohortRules.from_query(query)
    try:
        choices = ask(cohort_choices, selection)
    except NotPermittedError as reason:
        way_out = ("The month, by cohort", "/")
        return html.Div(notices.not_permitted(str(reason), way_out=way_out))
    report = ask(cohort_report, selection, rules=rules)
    parts: list[Component] = [html.P(report.sentence, className="finding")]
    if choices.lacking:
        parts.append(
            notices.empty(
                f"Not loaded, and so not known: {listed([*choices.lacking])}."
            )
        )
    if rules.empty:
        parts.append(kept.saved(selection))
    elif not report.size:
        parts.append(notices.empty("Nobody meets all these rules: take one away."))
        return html.Div(parts)
    else:
        parts += [
            html.H2("Whom to see next"),
            blocks.block_of(blocks.people, selection, rules),
            html.H2("Needs and gaps"),
            blocks.beside(report, selection, rules),
        ]
    parts += [
        html.H2("Registers and practices"),
        html.Div(
            [
                blocks.block_of(block, selection, rules)
                for block in (blocks.overlap, blocks.practices)
            ],
            className="figure-pairs",
        ),
    ]
    if not rules.empty:
        parts.append(kept.saved(selection))
    return html.Div(parts)

"""Lots: draw who of a cohort starts when, see who starts next, and what it showed."""

from datetime import date

from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from components import notices
from components.cohort_form import rule_controls
from components.lots_form import draw_form, step_controls
from data_access.choices.lots_wanted import LotsWanted
from data_access.errors import CareImpactError
from data_access.figures import lots as figures
from data_access.figures.show import Request
from data_access.operations.draws import draw
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.lots.lots_plan import lots_plan
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from pages._ask import Query, ask, home, request_for
from pages._page import Page, Part, Region, Section
from pages._saved_cohorts import saved


def _plan(request: Request) -> tuple[Part, ...]:
    try:
        request.ask(cohort_choices)
    except NotPermittedError as reason:
        return (notices.not_permitted(str(reason), way_out=("This month", "/")),)
    return (Section("A new draw", (figures.PLAN,)), saved)


def _drawn(request: Request) -> tuple[Part, ...]:
    request.ask(cohort_choices)  # for others the first region says for whom it is
    if not request.draws():
        return ()
    return (
        Section("Who starts when", (figures.LIST,)),
        Section("What it has shown", (figures.ESTIMATE, figures.FOLLOWED)),
    )


_AFTER_A_DRAW = (Input("lots-made", "data"),)

PAGE = Page(
    "lots",
    "/lots",
    "Start by lot",
    "Where more people wait than can start, a lot decides who starts when: it is fair, "
    "and it shows whether the service works.",
    filters=("pcn", "practice"),
    regions=(
        Region("new", _plan, inputs=_AFTER_A_DRAW),
        Region("drawn", _drawn, inputs=_AFTER_A_DRAW),
    ),
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with the rules and the form for a reader who may draw."""
    page = PAGE.layout(**query)
    controls = _controls(query)
    page.children.insert(-1, controls)
    form = html.Div(draw_form("lots"), hidden=controls is None)
    page.children[-1].children.insert(1, form)
    page.children.append(dcc.Store(id="lots-made"))
    return page


def _controls(query: Query) -> Component | None:
    try:
        choices = ask(cohort_choices, Selection.from_query({"pcn": query.get("pcn")}))
    except CareImpactError:
        return None  # the content says why
    try:
        wanted = LotsWanted.from_query(query)
    except CareImpactError:
        wanted = LotsWanted.from_query({})  # the content says what is wrong
    return html.Div(
        [
            rule_controls(choices.registers, wanted.rules),
            step_controls(wanted),
        ]
    )


PAGE.register_page(__name__, nav="Start by lot", order=19, layout=layout)


@callback(
    Output("lots-made", "data"),
    Output("lots-draw-result", "children"),
    Input("lots-draw", "n_clicks"),
    State("lots-draw-author", "value"),
    State("selection", "data"),
    prevent_initial_call=True,
)
def draw_now(
    clicks: int | None, author: str | None, query: Query | None
) -> tuple[object, str]:
    """Draw lots for the cohort in the address, and return a sentence about it."""
    try:
        request = request_for(query or {})
        plan = request.ask(
            lots_plan, wanted=LotsWanted.from_query(query or {}), draws=request.draws()
        )
        result = draw(home(), plan, author or "", date.today())
    except CareImpactError as problem:
        return no_update, str(problem)
    return clicks, result

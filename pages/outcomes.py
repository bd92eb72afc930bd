"""Outcomes: plans, people's own scores, what was done, readmission and GP use."""

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component

from data_access.selection import Selection
from pages import _outcome_blocks as blocks
from pages._ask import Query, filled, filled_below, framed
from pages._outcome_frame import section
from pages._pcns import of_indicators, pcns_side_by_side

register_page(
    __name__,
    path="/outcomes",
    name="Outcomes",
    title="Outcomes | Care Impact",
    nav="Outcomes",
    order=30,
)

_PCNS = pcns_side_by_side("outcomes", of_indicators("care_plan", "readmission"))


def layout(**query: str) -> html.Div:
    """Lay out the page for the URL's selection."""
    page = framed(
        "outcomes",
        "Outcomes for people on the caseload",
        query,
        lead="Plans, what people say of themselves, what was done, readmission and GP "
        "appointments. Only the last has a comparison group.",
        regions=("planned", "scores", "done", "use"),
    )
    page.children.append(_PCNS)
    return page


@callback(
    Output("outcomes-planned", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_planned(query: Query | None) -> Component:
    """Show plans in place, reviewed, declined and at closing."""
    return filled(query, _plans)


@callback(
    Output("outcomes-scores", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_scores(query: Query | None) -> Component:
    """Show the change of people scored twice, and how many that is."""
    return filled_below(query, _scores)


@callback(
    Output("outcomes-done", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_done(query: Query | None) -> Component:
    """Show what was done, team meetings and personal health budgets."""
    return filled_below(query, _activity)


@callback(
    Output("outcomes-use", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_use(query: Query | None) -> Component:
    """Show readmission, and GP appointments against like people."""
    return filled_below(query, _use)


def _plans(selection: Selection) -> Component:
    return section(
        "Care plans",
        selection,
        (blocks.plans, blocks.trend("plan_at_close")),
    )


def _scores(selection: Selection) -> Component:
    shown = section(
        "What people say of themselves",
        selection,
        (blocks.completion,),
        (blocks.change("pam"), blocks.levels("pam")),
        (blocks.change("ons4"), blocks.gains),
    )
    method = dcc.Link("How scores are paired and judged", href="/methods/outcomes")
    return html.Div([shown, html.P(method)])


def _activity(selection: Selection) -> Component:
    return section(
        "What was done",
        selection,
        (blocks.activity_months,),
        (blocks.activity, blocks.budgets),
        (blocks.trend("mdt_discussed"),),
    )


def _use(selection: Selection) -> Component:
    return section(
        "Hospital and GP",
        selection,
        (blocks.readmission, blocks.appointments),
    )

"""Value: what the posts cost, what may be claimed, and what can be said of worth."""

from collections.abc import Callable

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from data_access.choices.arrs_case import CaseChoices
from data_access.errors import CareImpactError
from data_access.questions.value.value_case import value_options
from data_access.selection import Selection
from pages import _value_blocks as blocks
from pages._ask import Query, ask, filled, filled_below, framed
from pages._pcns import pcns_side_by_side
from pages._value_form import case_controls
from pages._value_frame import Block, block_of
from pages._value_paper import PRINT, paper, print_link
from pages._value_pcns import pcns

register_page(
    __name__,
    path="/value",
    name="Value",
    title="Value | Care Impact",
    nav="Value",
    order=25,
)

Content = Callable[[Selection, CaseChoices], Component]


def layout(**query: str) -> html.Div:
    """Lay out the page for the URL's selection and the case in it."""
    page = framed(
        "value",
        "Value and cost",
        query,
        shown=("pcn",),
        lead="What the posts cost, what may be claimed for them, and what can be said "
        "of their worth. Value is opportunity value, never cash.",
        regions=("post", "estimate", "done"),
    )
    if query.get("view") != PRINT:
        page.children.insert(-1, _controls(query))
        page.children.append(_PCNS)
    return page


_PCNS = pcns_side_by_side("value", pcns)


def _controls(query: Query) -> Component | None:
    try:
        options = ask(value_options, Selection())
    except CareImpactError:
        return None  # the content says why
    return case_controls(options, query)


@callback(
    Output("value-post", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the case for the choices in the URL, or the whole of it as on paper."""
    if (query or {}).get("view") == PRINT:
        return filled(query, _chosen(query, paper))
    return filled(query, _chosen(query, _case))


@callback(
    Output("value-estimate", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_worth(query: Query | None) -> Component:
    """Fill what is said of admissions; the printed case has its own words for it."""
    return _below(query, _worth)


@callback(
    Output("value-done", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_done(query: Query | None) -> Component:
    """Fill what was done: checks, and time to a first contact."""
    return _below(query, _done)


def _below(query: Query | None, content: Content) -> Component:
    """Fill a region that no choice changes, so that a wrong one is said once."""
    if (query or {}).get("view") == PRINT:
        return html.Div()
    return filled_below(query, lambda place: content(_whole(place), CaseChoices()))


def _chosen(query: Query | None, content: Content) -> Callable[[Selection], Component]:
    """Give what fills a region, the case's choices being read where it is filled."""
    return lambda selection: content(
        _whole(selection), CaseChoices.from_query(query or {})
    )


def _whole(selection: Selection) -> Selection:
    return Selection(pcn=selection.pcn)


def _case(selection: Selection, choices: CaseChoices) -> Component:
    return _stacked(
        "The ARRS case",
        selection,
        choices,
        (blocks.case, blocks.claims),
        print_link(selection, choices),
    )


def _worth(selection: Selection, choices: CaseChoices) -> Component:
    return _stacked("Cost beside value", selection, choices, (blocks.worth,))


def _done(selection: Selection, choices: CaseChoices) -> Component:
    title = "What was done for it"
    return _stacked(title, selection, choices, (blocks.checks, blocks.processes))


def _stacked(
    title: str,
    selection: Selection,
    choices: CaseChoices,
    held: tuple[Block, ...],
    *more: Component,
) -> Component:
    filled_in = [block_of(one, selection, choices) for one in held]
    return html.Div([html.H2(title), *more, *filled_in], className="figure-stack")

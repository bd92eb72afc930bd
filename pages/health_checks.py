"""Health checks: how many have theirs, who does not, and what the year will come to."""

from collections.abc import Callable
from dataclasses import replace

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from components.filter_bar import filter_select
from data_access.answers.core import Option
from data_access.catalogue.checks import CHECKS, PARTS
from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError
from data_access.selection import Selection
from pages import _health_check_blocks as blocks
from pages._ask import Query, filled, filled_below, framed
from pages._pcns import pcns_on, pcns_side_by_side

register_page(
    __name__,
    path="/health-checks",
    name="Health checks",
    title="Health checks | Care Impact",
    nav="Health checks",
    order=12,
)

_FIRST = CHECKS[0]


def layout(check: str = _FIRST, **query: str) -> html.Div:
    """Lay out the page for the URL's selection and check."""
    page = framed(
        "health-checks",
        "Health checks",
        query,
        shown=("month", "pcn", "practice"),
        lead="Who has had their check, who has not, and what the year will come to.",
        regions=("every", "one"),
    )
    options = tuple(Option(id_, BY_ID[id_].name) for id_ in CHECKS)
    choice = filter_select("check", "Health check", options, check)
    page.children.insert(-1, html.Section(choice, className="filter-bar"))
    page.children.append(_PCNS)
    return page


def _pcns(selection: Selection, query: Query) -> list[Component]:
    check = query.get("check") or _FIRST
    # A check that is not known is said above.
    return [pcns_on(replace(selection, cohort="all"), check)] if check in CHECKS else []


_PCNS = pcns_side_by_side("health-checks", _pcns)


@callback(
    Output("health-checks-every", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_every(query: Query | None) -> Component:
    """Show every check, and the year and the months of the one in the URL."""

    def content(selection: Selection, check: str) -> Component:
        block = _blocks(selection, check)
        return html.Div(
            [
                html.H2("Every check"),
                block(blocks.overview),
                html.H2(BY_ID[check].name),
                block(blocks.year_end),
                block(blocks.uptake),
            ]
        )

    return filled(query, lambda selection: content(selection, _chosen(query)))


@callback(
    Output("health-checks-one", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_one(query: Query | None) -> Component:
    """Show the parts, the places and the people of the check in the URL."""

    def content(selection: Selection) -> Component:
        try:
            check = _chosen(query)
        except CareImpactError:
            return html.Div()  # said above, once
        block = _blocks(selection, check)
        pair = [block(blocks.places), block(blocks.context)]
        if check in PARTS:
            pair.insert(0, block(blocks.parts))
        return html.Div(
            [
                html.Div(pair, className="figure-pairs"),
                html.H2("Who has theirs"),
                block(blocks.compared),
            ]
        )

    return filled_below(query, content)


def _chosen(query: Query | None) -> str:
    check = str((query or {}).get("check") or _FIRST)
    if check not in CHECKS:
        raise CareImpactError(
            "There is no health check of that name; choose one in the list."
        )
    return check


def _blocks(selection: Selection, check: str) -> Callable[[blocks.Block], Component]:
    # A check has its own register, so a cohort chosen on another page is not for here.
    place = replace(selection, cohort="all")
    return lambda one: blocks.block_of(one, place, check)

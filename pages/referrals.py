"""Referrals: both ways, how long people wait, who comes back and who is not reached."""

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from data_access.questions.referrals.referral_reach import PARTS
from data_access.selection import Selection
from pages import _referral_blocks as blocks
from pages._ask import Query, filled, filled_below, framed
from pages._pcns import of_indicators, pcns_side_by_side
from pages._referral_frame import Block, block_of
from pages._referral_waits import waits

register_page(
    __name__,
    path="/referrals",
    name="Referrals",
    title="Referrals | Care Impact",
    nav="Referrals",
    order=16,
)

_PCNS = pcns_side_by_side(
    "referrals", of_indicators("referral_reach", "referrals_accepted", "first_contact")
)


def layout(**query: str) -> html.Div:
    """Lay out the referrals page for the URL's selection."""
    page = framed(
        "referrals",
        "Referrals both ways",
        query,
        shown=("month", "pcn", "practice"),
        lead="Who refers, to whom and what came of it, over twelve months.",
        regions=("both-ways", "ends", "reached"),
    )
    page.children.append(_PCNS)
    return page


@callback(
    Output("referrals-both-ways", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_both_ways(query: Query | None) -> Component:
    """Show where people come from and go to, and how long they wait."""
    return filled(
        query,
        lambda selection: html.Div(
            [
                html.H2("Where people come from and go to"),
                block_of(blocks.flow, selection),
                html.H2("How long they wait"),
                block_of(waits, selection),
            ]
        ),
    )


@callback(
    Output("referrals-ends", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_ends(query: Query | None) -> Component:
    """Show what becomes of referrals, and how routes change."""
    return filled_below(
        query,
        lambda selection: html.Div(
            [
                html.H2("What is refused, and who is sent back"),
                _row(selection, blocks.decisions, blocks.returns),
                html.H2("How routes change"),
                _row(selection, blocks.change, blocks.both_routes),
            ]
        ),
    )


@callback(
    Output("referrals-reached", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_reached(query: Query | None) -> Component:
    """Show whom referral does not reach."""
    return filled_below(
        query,
        lambda selection: html.Div(
            [
                html.H2("Whom referral does not reach"),
                _row(selection, *(blocks.reach(part) for part in PARTS)),
            ]
        ),
    )


def _row(selection: Selection, *shown: Block) -> Component:
    parts = [block_of(block, selection) for block in shown]
    return html.Div(parts, className="figure-pairs")

"""Admissions avoided: the estimate, how sure it is, and everything behind it."""

from collections.abc import Mapping

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component

from components.impact_summary import folded, picking_slider, summary
from components.tables import data_table
from data_access.questions.impact.impact import impact
from data_access.questions.impact.matched import NobodyMatchedError
from data_access.selection import Selection
from pages import _impact_blocks as blocks
from pages import _impact_value as money
from pages._ask import Query, ask, filled, filled_below, framed
from pages._impact_blocks import Block

register_page(
    __name__,
    path="/impact",
    name="Impact",
    title="Impact | Care Impact",
    nav="Impact",
    order=20,
)

# What is folded away behind the estimate, by the region that is filled with it.
_BEHIND: Mapping[str, Mapping[str, tuple[Block, ...]]] = {
    "checked": {
        "Who is in the estimate": (blocks.flow,),
        "Were the groups alike?": (blocks.balance,),
        "Month by month around the start": (blocks.path,),
    },
    "varied": {
        "With one choice changed": (blocks.sensitivity,),
        "Other outcomes and negative controls": (blocks.outcomes,),
    },
    "divided": {
        "By cohort, practice and route": tuple(
            blocks.group(one) for one in ("cohort", "practice", "route")
        ),
        "Across PCNs": (blocks.pcns,),
    },
    "worth": {"Value beside cost": (money.value, money.check_cost)},
}


def layout(**query: str) -> html.Div:
    """Lay out the impact page for the URL's selection."""
    return html.Div(
        [
            framed(
                "impact",
                "Impact on emergency admissions",
                query,
                shown=("pcn",),
                lead="Expected less observed, against like people who had not started.",
                regions=("estimate", *_BEHIND),
            ),
            folded(
                "What a before-and-after would have said, by how people are picked",
                dcc.Markdown(
                    "A before-and-after counts what would have happened anyway. It is "
                    "**not evidence of impact** and is shown so that nobody has to "
                    "work it out alone."
                ),
                picking_slider(),
            ),
        ]
    )


@callback(
    Output("impact-estimate", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_estimate(query: Query | None) -> Component:
    """Say what was found, for the PCN in the URL."""
    return filled(query, lambda selection: _estimate(_whole(selection)))


def _fold_up(region: str, parts: Mapping[str, tuple[Block, ...]]) -> None:
    @callback(
        Output(f"impact-{region}", "children"),
        Input("selection", "data"),
        prevent_initial_call=True,
    )
    def show_folded(query: Query | None) -> Component:
        return filled_below(query, lambda selection: _folded(parts, selection))


for _region, _parts in _BEHIND.items():
    _fold_up(_region, _parts)


@callback(
    Output("impact-picked", "children"),
    Input("impact-picked-least", "value"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_picked(least: str | int, query: Query | None) -> Component:
    """Take the naive change of those picked apart, as the slider stands."""
    return filled_below(
        query, lambda selection: blocks.picked(int(least), _whole(selection))
    )


def _whole(selection: Selection) -> Selection:
    """Give the PCN alone: the estimate is of all of it, over the whole study."""
    return Selection(pcn=selection.pcn)


def _estimate(selection: Selection) -> Component:
    report = ask(impact, selection)
    reference = f"Reference {report.reference.id}. "
    method = dcc.Link("How it is estimated", href="/methods/admissions-avoided")
    return html.Div(
        [
            summary(report),
            html.P([reference, method], className="figure-reference"),
            blocks.block_of(blocks.months, selection),
            folded(
                "Checks of the comparison",
                data_table(report.checks, id="impact-checks"),
            ),
        ]
    )


def _folded(parts: Mapping[str, tuple[Block, ...]], selection: Selection) -> Component:
    whole = _whole(selection)
    try:
        shown = [
            folded(title, *(blocks.block_of(block, whole) for block in several))
            for title, several in parts.items()
        ]
    except NobodyMatchedError:
        return html.Div()  # said above, once
    return html.Div(shown)

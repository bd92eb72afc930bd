"""Admissions avoided: the estimate, how sure it is, and everything behind it."""

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component

from components.impact_summary import folded, picking_slider, summary
from components.tables import data_table
from data_access.questions.impact import impact
from data_access.selection import Selection
from pages import _impact_blocks as blocks
from pages import _impact_value as money
from pages._ask import Query, ask, filled, framed

register_page(
    __name__,
    path="/impact",
    name="Impact",
    title="Impact | Care Impact",
    nav="Impact",
    order=20,
)


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
    Output("impact-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the page for the selection in the URL."""
    return filled(query, _content)


@callback(
    Output("impact-picked", "children"),
    Input("impact-picked-least", "value"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_picked(least: str | int, query: Query | None) -> Component:
    """Take the naive change of those picked apart, as the slider stands."""
    return filled(query, lambda selection: blocks.picked(int(least), selection))


def _content(selection: Selection) -> Component:
    report = ask(impact, selection)
    parts: list[Component] = [
        summary(report),
        blocks.block_of(blocks.months, selection),
    ]
    parts += [
        folded(
            "Checks of the comparison", data_table(report.checks, id="impact-checks")
        ),
        folded("Who is in the estimate", blocks.block_of(blocks.flow, selection)),
        folded("Were the groups alike?", blocks.block_of(blocks.balance, selection)),
        folded(
            "Month by month around the start", blocks.block_of(blocks.path, selection)
        ),
        folded(
            "With one choice changed", blocks.block_of(blocks.sensitivity, selection)
        ),
        folded(
            "Other outcomes and negative controls",
            blocks.block_of(blocks.outcomes, selection),
        ),
        folded(
            "By cohort, practice and route",
            *(
                blocks.block_of(blocks.group(one), selection)
                for one in ("cohort", "practice", "route")
            ),
        ),
        folded(
            "Value beside cost",
            blocks.block_of(money.value, selection),
            blocks.block_of(money.check_cost, selection),
        ),
        folded("Across PCNs", blocks.block_of(blocks.pcns, selection)),
        html.P(
            [
                f"Reference {report.reference.id}. ",
                dcc.Link("How it is estimated", href="/methods/admissions-avoided"),
            ],
            className="figure-reference",
        ),
    ]
    return html.Div(parts)

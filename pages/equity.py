"""Equity: who gets less, by how much, and who is not there to be counted."""

from collections.abc import Callable

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component

from components.filter_bar import filter_select
from data_access.answers.core import Option
from data_access.questions.equity import equity_gaps, equity_missing
from data_access.questions.equity.equity_measure import MEASURES, find_measure
from data_access.questions.equity.equity_registers import BESIDE
from data_access.selection import ALL, Selection
from pages import _equity_blocks as blocks
from pages._ask import Query, filled, filled_below, framed
from pages._equity_frame import block_of, section
from pages._pcns import pcns_side_by_side

register_page(
    __name__,
    path="/equity",
    name="Equity",
    title="Equity | Care Impact",
    nav="Equity",
    order=40,
)

_FIRST = next(iter(MEASURES))


def _measure(query: Query | None) -> str:
    return str((query or {}).get("measure") or _FIRST)


def _pcns(selection: Selection, query: Query) -> list[Component]:
    measure = _measure(query)
    if measure not in MEASURES:
        return []
    return [block_of(blocks.pcns(measure), selection, measure)]


_PCNS = pcns_side_by_side("equity", _pcns)


def layout(measure: str = _FIRST, **query: str) -> html.Div:
    """Lay out the page for the URL's selection and measure."""
    page = framed(
        "equity",
        "Equity",
        query,
        lead="Who gets less, by how much, whether that is more than chance, and who is "
        "not there to be counted.",
        regions=("deprivation", "time", "groups", "missing"),
    )
    options = tuple(Option(name, one.indicator.name) for name, one in MEASURES.items())
    choice = filter_select("measure", "Measure", options, measure)
    page.children.insert(-1, html.Section(choice, className="filter-bar"))
    page.children.append(_PCNS)
    return page


@callback(
    Output("equity-deprivation", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Show the measure by deprivation."""
    measure = _measure(query)
    return filled(query, lambda selection: _deprivation(selection, measure))


def _deprivation(selection: Selection, measure: str) -> Component:
    find_measure(measure)
    return section(
        "By deprivation",
        block_of(blocks.slope(measure), selection, measure),
    )


def _below(
    query: Query | None, content: Callable[[Selection, str], Component]
) -> Component:
    """Fill a region below the first, which has said it where there is no measure."""
    measure = _measure(query)
    if measure not in MEASURES:
        return html.Div()
    return filled_below(query, lambda selection: content(selection, measure))


@callback(
    Output("equity-time", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_time(query: Query | None) -> Component:
    """Show whether the gap has changed."""
    return _below(query, _time)


def _time(selection: Selection, measure: str) -> Component:
    return block_of(blocks.trend(measure), selection, measure)


@callback(
    Output("equity-groups", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_groups(query: Query | None) -> Component:
    """Show each group beside the rest."""
    return _below(query, _groups)


def _groups(selection: Selection, measure: str) -> Component:
    drawn = [
        block_of(blocks.gaps(measure, by), selection, measure)
        for by in equity_gaps.WAYS
    ]
    pairs = html.Div(drawn, className="figure-pairs")
    return section("Each group beside the rest", pairs)


@callback(
    Output("equity-missing", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_missing(query: Query | None) -> Component:
    """Show who is missing from the registers and the caseload."""
    return _below(query, _missing)


def _missing(selection: Selection, measure: str) -> Component:
    registers = [
        block_of(blocks.registers(beside), selection, measure) for beside in BESIDE
    ]
    drawn = [
        block_of(blocks.missing(missing_from, by), selection, measure)
        for missing_from in reversed(equity_missing.FROM)
        for by in equity_missing.WAYS
        # Without a register there is nothing to be missing from.
        if missing_from == "caseload" or selection.cohort != ALL
    ]
    return section(
        "Who is missing",
        html.Div([*registers, *drawn], className="figure-pairs"),
    )

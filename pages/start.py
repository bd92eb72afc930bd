"""Where to begin: which cohort of which practice has most to gain, and what to load."""

from collections.abc import Callable

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component

from components import notices
from components.filter_bar import filter_select
from data_access.answers.core import FilterOptions
from data_access.errors import CareImpactError
from data_access.questions.england.england_places import england_places
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from pages import _start_blocks as blocks
from pages._ask import Query, ask, filled

register_page(
    __name__,
    path="/start",
    name="Where to begin",
    title="Where to begin | Care Impact",
    nav="Where to begin",
    order=70,
)

_REGIONS = ("own", "published", "files")


def layout(**query: str) -> html.Div:
    """Lay out the page; it needs neither local nor published files to be of use."""
    regions = [
        dcc.Loading(html.Div(id=f"start-{one}"), delay_show=300) for one in _REGIONS
    ]
    return html.Div(
        [
            html.H1("Where to begin"),
            html.P(
                "Which cohort of which practice a first coordinator could do most for, "
                "and what cannot be told apart.",
                className="lead",
            ),
            _controls(query),
            html.Div(regions, id="start-content"),
        ]
    )


def _controls(query: Query) -> Component:
    try:
        selection = Selection.from_query(query)
    except CareImpactError as problem:
        return notices.error(str(problem), way_out=("Where to begin", "/start"))
    held = _held()
    own = held and (selection.pcn or held.pcn)
    offered = [
        held and filter_select("pcn", "Your PCN", held.pcns, own),
        _english_pcns(selection, own),
    ]
    return html.Section(
        [one for one in offered if one is not None],
        className="filter-bar",
        **{"aria-label": "What is shown"},
    )


def _held() -> FilterOptions | None:
    try:
        return ask(filter_options, Selection())
    except CareImpactError:
        return None  # the region says what to load


def _english_pcns(selection: Selection, own: str | None) -> Component | None:
    """Offer every PCN of England; one's own to begin with, where it is published."""
    try:
        places = ask(england_places, Selection())
    except CareImpactError:
        return None  # the region says what to load
    published = own in {option.value for option in places.options}
    chosen = selection.area or (own if published else places.chosen)
    return filter_select("area", "PCN in England", places.options, chosen)


@callback(
    Output("start-own", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the ranking from what the PCN has loaded."""
    return _filled(query, "From your own extract", blocks.own)


@callback(
    Output("start-published", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_published(query: Query | None) -> Component:
    """Fill the ranking of a real PCN from published files."""
    return _filled(query, "From published figures", blocks.published)


@callback(
    Output("start-files", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show_files(query: Query | None) -> Component:
    """Fill what to collect first."""
    return _filled(query, "What to collect first", blocks.files)


def _filled(
    query: Query | None, title: str, block: Callable[[Selection], Component]
) -> Component:
    try:
        Selection.from_query(query or {})
    except CareImpactError:
        return html.Div()  # said once, where the controls stand
    return filled(
        query,
        lambda selection: html.Div(
            [html.H2(title), block(selection)], className="figure-stack"
        ),
    )

"""England: any real PCN beside its ICB, its peers and England, from published files."""

from collections.abc import Callable, Mapping

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component

from components import notices
from components.filter_bar import filter_select
from data_access.errors import CareImpactError
from data_access.questions.england.england_places import england_chosen, england_places
from data_access.selection import Selection
from pages import _england_blocks as blocks
from pages._ask import Query, ask, filled
from pages._england_files import files_to_get

register_page(
    __name__,
    path="/england",
    name="England",
    title="England | Care Impact",
    nav="England",
    order=80,
)

_LICENCE = (
    "Contains public sector information licensed under the Open Government Licence "
    "v3.0; boundaries contain OS data © Crown copyright and database right. Published "
    "figures are not suppressed here: they are public already."
)
Block = Callable[[Selection], Component]

# Each is filled by a callback of its own, so that what stands first is read while the
# rest is worked out.
_REGIONS: Mapping[str, Block] = {
    "content": blocks.workforce,
    "filed": blocks.returns,
    "on-map": blocks.on_map,
    "alike": blocks.peers,
    "beside": blocks.beside_peers,
    "checked": blocks.checks,
    "ld-checked": blocks.ld_checks,
    "people": blocks.registers,
    "of-icb": blocks.admissions,
}


def layout(**query: str) -> html.Div:
    """Lay out the England page for the PCN in the URL."""
    try:
        control = _control(Selection.from_query(query))
    except CareImpactError as problem:
        control = notices.error(str(problem), way_out=("England", "/england"))
    return html.Div(
        [
            html.H1("England"),
            html.P(
                "Any PCN beside its ICB, the PCNs most like it and England, from "
                "published figures alone.",
                className="lead",
            ),
            control,
            *(
                dcc.Loading(html.Div(id=f"england-{name}"), delay_show=300)
                for name in _REGIONS
            ),
            html.P(_LICENCE, className="figure-reference"),
        ]
    )


def _control(selection: Selection) -> Component:
    try:
        places = ask(england_places, Selection())
    except CareImpactError as nothing_loaded:
        return html.Div([notices.empty(str(nothing_loaded)), files_to_get()])
    return html.Div(
        [
            html.Section(
                filter_select(
                    "area",
                    "PCN in England",
                    places.options,
                    selection.area or places.chosen,
                ),
                className="filter-bar",
                **{"aria-label": "What is shown"},
            ),
            html.Details(
                [html.Summary("The published files behind this page"), files_to_get()]
            ),
        ]
    )


@callback(
    Output("england-content", "children"),
    Input("selection", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None) -> Component:
    """Fill the first region for the PCN in the URL, or say why it cannot be."""

    def content(selection: Selection) -> Component:
        ask(england_chosen, selection)  # what is wrong with the PCN is said once
        return _region("content", selection)

    return filled(query, content)


def _fill(name: str) -> None:
    @callback(
        Output(f"england-{name}", "children"),
        Input("selection", "data"),
        prevent_initial_call=True,
    )
    def show_below(query: Query | None) -> Component:
        """Fill a region below the first, which has said what is wrong with all."""
        try:
            ask(england_chosen, Selection.from_query(query or {}))
        except CareImpactError:
            return html.Div()
        return filled(query, lambda selection: _region(name, selection))


for _name in tuple(_REGIONS)[1:]:
    _fill(_name)


def _region(name: str, selection: Selection) -> Component:
    # Each block needs its own published file; one that is absent says which.
    try:
        return _REGIONS[name](selection)
    except CareImpactError as problem:
        return notices.empty(str(problem))

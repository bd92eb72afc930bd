"""One indicator: its trend, its practices, its definition."""

from dash import Input, Output, State, callback, dcc, html, no_update, register_page
from dash.development.base_component import Component

from components import notices
from components.definition import definition_list
from components.note_form import note_form
from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.indicator_sql import indicator_sql
from data_access.selection import Selection
from pages import _indicator_blocks as blocks
from pages._ask import Query, ask, filled, framed
from pages._notes import add_chart_note, chart_notes
from pages._pcns import pcns_on, pcns_side_by_side
from pages._stories import beside_chart


def _name(indicator_id: str = "") -> str:
    return BY_ID[indicator_id].name if indicator_id in BY_ID else "Indicator"


register_page(
    __name__,
    path_template="/indicator/<indicator_id>",
    title=lambda **path: f"{_name(**path)} | Care Impact",
    name="Indicator",
    order=10,
)


def layout(indicator_id: str = "", **query: str) -> html.Div:
    """Lay out one indicator's page for the URL's selection."""
    return html.Div(
        [
            dcc.Store(id="indicator-id", data=indicator_id),
            dcc.Store(id="indicator-noted"),
            framed("indicator", _name(indicator_id), query),
            _PCNS,
            note_form("indicator"),
        ]
    )


_PCNS = pcns_side_by_side(
    "indicator",
    lambda selection, _, indicator_id: [pcns_on(selection, indicator_id)],
    State("indicator-id", "data"),
)


@callback(
    Output("indicator-content", "children"),
    Input("selection", "data"),
    Input("indicator-noted", "data"),
    State("indicator-id", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None, _: int | None, indicator_id: str) -> Component:
    """Fill the page for the selection in the URL, and again after a note."""
    return filled(query, lambda selection: _content(selection, indicator_id))


@callback(
    Output("indicator-noted", "data"),
    Output("indicator-note-result", "children"),
    Input("indicator-note-add", "n_clicks"),
    State("indicator-note-month", "value"),
    State("indicator-note-kind", "value"),
    State("indicator-note-text", "value"),
    State("indicator-note-author", "value"),
    State("selection", "data"),
    State("indicator-id", "data"),
    prevent_initial_call=True,
)
def note(
    clicks: int,
    month: str | None,
    kind: str,
    text: str | None,
    author: str | None,
    query: Query | None,
    indicator_id: str,
) -> tuple[object, str]:
    """Keep a note, and say that it is kept or why not."""
    try:
        place = Selection.from_query(query or {})
        add_chart_note(place, indicator_id, month, kind, text, author)
    except CareImpactError as problem:
        return no_update, str(problem)
    return clicks, "The note is kept."


def _content(selection: Selection, indicator_id: str) -> Component:
    notes = chart_notes(selection, indicator_id)
    report = ask(indicator, selection, indicator_id=indicator_id, notes=notes)
    parts: list[Component] = []
    if report.definition.caveat:
        parts.append(
            notices.notice("empty", "Read with care", report.definition.caveat)
        )
    if report.over_time is None:
        parts.append(notices.empty(report.missing))
    else:
        parts += blocks.trend(report, report.over_time, selection)
        parts += beside_chart(selection, indicator_id)
        parts += [html.H2("Practices"), *blocks.practices(report, selection)]
        if report.groups:
            parts += [html.H2("Groups of people"), blocks.groups(report, selection)]
    steps = ask(indicator_sql, selection, indicator_id=indicator_id)
    parts.append(definition_list(report.definition, steps))
    return html.Div(parts)

"""One indicator: its trend, its practices, its definition."""

from dataclasses import replace

from dash import Input, Output, State, callback, dcc, html, no_update, register_page

from components import notices
from components.definition import definition_list
from components.note_form import note_form, note_list
from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError
from data_access.figures import indicators as figures
from data_access.figures.show import Request
from data_access.operations.notes import ChartNotes
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.indicator_sql import indicator_sql
from pages._ask import Query, request_for
from pages._page import CONTENT, Page, Part, Region, Row, Section
from pages._pcns import pcns_on
from pages._stories import chart_stories

_ID = "indicator-id"
_ANY = (("", ""),)  # a note, for a page that nobody reads


def _parts(request: Request) -> tuple[Part, ...]:
    id_ = str(request.query[_ID])
    report = request.ask(indicator, indicator_id=id_, notes=request.notes(id_))
    definition = report.definition
    steps = request.ask(indicator_sql, indicator_id=id_)
    warnings: list[Part] = []
    if definition.caveat:
        notice = notices.notice("empty", "Read with care", definition.caveat)
        warnings.append(notice)
    body: tuple[Part, ...] = (notices.empty(report.missing),)
    if report.over_time is not None:
        body = (
            figures.TREND[id_],
            *note_list(
                "indicator",
                [
                    (str(note.number), text)
                    for note, text in zip(request.notes(id_), report.notes, strict=True)
                ],
                removable=_notes(request, id_).may_change,
            ),
            *chart_stories(request, id_),
            Section(
                "Practices",
                (
                    Row((figures.PRACTICES[id_], figures.FUNNEL[id_])),
                    figures.PRACTICE_TRENDS[id_],
                ),
            ),
            Section("Groups of people", (Row(figures.GROUPS[id_]),)),
        )
    return (*warnings, *body, definition_list(definition, steps))


def _notes(request: Request, id_: str) -> ChartNotes:
    options = request.ask(filter_options)
    return ChartNotes(
        request.door.evidence.home,
        options.pcn,
        [practice.value for practice in options.practices],
        id_,
        request.viewer,
    )


def _may_note(query: Query, id_: str) -> bool:
    try:
        return _notes(request_for(query), id_).may_change
    except CareImpactError:
        return False


def _pcns(request: Request) -> tuple[Part, ...]:
    id_ = str(request.query[_ID])
    return pcns_on(id_) if id_ in BY_ID else ()


def _name(indicator_id: str = "") -> str:
    return BY_ID[indicator_id].name if indicator_id in BY_ID else "Indicator"


PAGE = Page(
    "indicator",
    "/indicator",
    "Indicator",
    lead="",
    regions=(
        Region(
            CONTENT,
            _parts,
            inputs=(Input("indicator-noted", "data"), State(_ID, "data")),
        ),
    ),
    pcns=_pcns,
    pcns_inputs=(State(_ID, "data"),),
    definition_href="#definition",
    figures=figures.FIGURES,
)


def layout(indicator_id: str = "", **query: str) -> html.Div:
    """Lay out one indicator's page for the selection in the address."""
    page = replace(PAGE, title=_name(indicator_id)).layout(**query)
    return html.Div(
        [
            dcc.Store(id=_ID, data=indicator_id),
            dcc.Store(id="indicator-noted"),
            page,
            note_form("indicator", hidden=not _may_note(query, indicator_id)),
            # Dash lays the page out once, without an indicator, to learn all its ids.
            *([] if indicator_id else note_list("indicator", _ANY, removable=True)),
        ]
    )


register_page(
    __name__,
    path_template="/indicator/<indicator_id>",
    title=lambda **path: f"{_name(**path)} | Care Impact",
    name="Indicator",
    order=10,
    figures=PAGE.figures,
)
PAGE.fill()


@callback(
    Output("indicator-noted", "data"),
    Output("indicator-note-result", "children"),
    Input("indicator-note-add", "n_clicks"),
    State("indicator-note-month", "value"),
    State("indicator-note-kind", "value"),
    State("indicator-note-text", "value"),
    State("indicator-note-author", "value"),
    State("selection", "data"),
    State(_ID, "data"),
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
    """Save a note, and return a sentence about it."""
    try:
        notes = _notes(request_for(query or {}), indicator_id)
        notes.add(month=month, kind=kind, text=text, author=author)
    except CareImpactError as problem:
        return no_update, str(problem)
    return clicks, "The note is saved."


@callback(
    Output("indicator-noted", "data", allow_duplicate=True),
    Output("indicator-note-result", "children", allow_duplicate=True),
    Input("indicator-note-remove", "n_clicks"),
    State("indicator-note-chosen", "value"),
    State("indicator-note-owner", "value"),
    State("selection", "data"),
    State(_ID, "data"),
    prevent_initial_call=True,
)
def remove(
    clicks: int | None,
    number: str | None,
    author: str | None,
    query: Query | None,
    indicator_id: str,
) -> tuple[object, object]:
    """Remove a note of the reader's own, and return a sentence about it."""
    if not clicks:  # the button has only been drawn
        return no_update, no_update
    try:
        notes = _notes(request_for(query or {}), indicator_id)
        notes.remove(number=number, author=author)
    except CareImpactError as problem:
        return no_update, str(problem)
    return f"removed {number}", "The note is removed."

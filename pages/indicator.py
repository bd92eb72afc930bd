"""One indicator: its trend, its practices, its definition."""

from dataclasses import replace

from dash import Input, State, dcc, html, register_page

from components import notices
from components.definition import definition_list
from components.note_form import note_form, note_list
from data_access.catalogue.indicators import BY_ID
from data_access.figures import indicators as figures
from data_access.figures.show import Request
from data_access.operations.notes import has_limits
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.indicator_sql import indicator_sql
from pages._chart_notes import INDICATOR, NOTED, may_note, notes_of
from pages._page import CONTENT, Page, Part, Region, Row, Section
from pages._pcns import pcns_on
from pages._stories import chart_stories

_ANY = (("", ""),)  # a note, for a page that nobody reads


def _parts(request: Request) -> tuple[Part, ...]:
    id_ = str(request.query[INDICATOR])
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
                removable=notes_of(request, id_).may_change,
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


def _pcns(request: Request) -> tuple[Part, ...]:
    id_ = str(request.query[INDICATOR])
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
            inputs=(Input(NOTED, "data"), State(INDICATOR, "data")),
        ),
    ),
    pcns=_pcns,
    pcns_inputs=(State(INDICATOR, "data"),),
    definition_href="#definition",
    figures=figures.FIGURES,
)


def layout(indicator_id: str = "", **query: str) -> html.Div:
    """Lay out one indicator's page for the selection in the address."""
    page = replace(PAGE, title=_name(indicator_id)).layout(**query)
    return html.Div(
        [
            dcc.Store(id=INDICATOR, data=indicator_id),
            dcc.Store(id=NOTED),
            page,
            note_form(
                "indicator",
                hidden=not may_note(query, indicator_id),
                limits=has_limits(indicator_id),
            ),
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

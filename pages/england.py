"""England: any PCN compared with its ICB, peers and England, from published files."""

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.filter_bar import filter_select
from data_access.errors import CareImpactError
from data_access.figures import england as figures
from data_access.questions.england.england_places import england_chosen, england_places
from data_access.selection import Selection
from pages._ask import ask, command, told, told_commands
from pages._england_files import files_to_get
from pages._page import Page, Region

_LICENCE = (
    "Contains public sector information licensed under the Open Government Licence "
    "v3.0; boundaries contain OS data © Crown copyright and database right. Figures "
    "here are not suppressed, because they are already public."
)

PAGE = Page(
    "england",
    "/england",
    "England",
    "Any PCN compared with its ICB, the PCNs most like it and England, from published "
    "figures only.",
    regions=(
        Region("content", (figures.WORKFORCE,)),
        Region("filed", (figures.RETURNS,)),
        Region("on-map", (figures.MAP,)),
        Region("mergers", (figures.SUCCESSION,)),
        Region("alike", (figures.PEERS,)),
        Region("beside", (figures.BESIDE_PEERS,)),
        Region("checked", (figures.CHECKS,)),
        Region("ld-checked", (figures.LD_CHECKS,)),
        Region("people", (figures.REGISTERS,)),
        Region("said", (figures.SURVEY,)),
        Region("planned", (figures.PLANS,)),
        Region("care-plans", (figures.DEMENTIA,)),
        Region("diagnosed", (figures.DIAGNOSIS,)),
        Region("achieved", (figures.ACHIEVEMENT,)),
        Region("reviewed", (figures.REVIEWS,)),
        Region("admitted", (figures.CANCER,)),
        Region("of-icb", (figures.ADMISSIONS,)),
    ),
    place=england_chosen,
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the page for the PCN in the address, with no filter bar of local data."""
    try:
        control = _control(Selection.from_query(query))
    except CareImpactError as problem:
        control = notices.error(told(problem), way_out=("England", PAGE.path))
    return html.Div(
        [
            html.H1(PAGE.title),
            html.P(PAGE.lead, className="lead"),
            control,
            *(
                dcc.Loading(html.Div(id=f"england-{region.name}"), delay_show=300)
                for region in PAGE.regions
            ),
            html.P(_LICENCE, className="figure-reference"),
        ]
    )


def _control(selection: Selection) -> Component:
    try:
        places = ask(england_places, Selection())
    except CareImpactError as nothing_loaded:
        return html.Div(
            [
                notices.empty(told(nothing_loaded)),
                files_to_get(command() if told_commands() else None),
            ]
        )
    area = selection.area or places.chosen
    return html.Div(
        [
            html.Section(
                filter_select("area", "PCN in England", places.options, area),
                className="filter-bar",
                **{"aria-label": "What is shown"},
            ),
            html.Details(
                [
                    html.Summary("The published files behind this page"),
                    files_to_get(command() if told_commands() else None),
                ]
            ),
        ]
    )


PAGE.register_page(__name__, nav="England", order=80, layout=layout)

"""Where to begin: which cohort of which practice has most to gain, and what to load."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.filter_bar import filter_select
from data_access.answers.core import FilterOptions
from data_access.errors import CareImpactError
from data_access.figures import start as figures
from data_access.figures.record import Figure
from data_access.figures.show import Request, show
from data_access.questions.england.england_places import england_places
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.start.start_files import start_files
from data_access.selection import Selection
from pages._ask import Query, ask, region
from pages._page import Page, Part, Region, Section

_CLASSES = 3  # told beside the chart; the table has all


def _own(request: Request) -> tuple[Part, ...]:
    seen = html.P(
        [
            "Who was last in contact when, person by person, is for direct care: ",
            dcc.Link("Cohorts and worklists", href="/cohorts?contact=never"),
            ".",
        ]
    )
    title, way_out = "From your own extract", ("Load files", "/data")
    return _ranking(title, figures.OWN, request, seen, way_out=way_out)


def _published(request: Request) -> tuple[Part, ...]:
    return _ranking("From published figures", figures.PUBLISHED, request)


def _ranking(
    title: str,
    figure: Figure,
    request: Request,
    *more: Component,
    way_out: tuple[str, str] | None = None,
) -> tuple[Part, ...]:
    """Show a ranking and the reasons for it, or why there is none."""
    try:
        report = show(figure, request).report
    except CareImpactError as problem:
        return (Section(title, (notices.empty(str(problem), way_out=way_out),)),)
    reasons: list[Component] = []
    if report.more:
        reasons.append(
            html.P(f"The chart has the first {len(report.items)}; the table all.")
        )
    for one in report.classes[:_CLASSES]:
        reasons += _list(one.title, one.reasons)
    reasons += _list("What else is known of these cohorts", report.context)
    reasons += _list("What is not in the ranking", report.missing)
    panel = html.Div([*reasons, *more], className="panel start-reasons")
    return (Section(title, (figure, panel)),)


def _list(title: str, lines: Sequence[str]) -> list[Component]:
    if not lines:
        return []
    return [html.H4(title), html.Ul([html.Li(line) for line in lines])]


PAGE = Page(
    "start",
    "/start",
    "Where to begin",
    "Which cohort of which practice a first coordinator could do most for, and what "
    "cannot be told apart.",
    regions=(
        Region("from-extract", _own),
        Region("from-england", _published),
        Region(
            "to-collect",
            (
                Section(
                    "What to collect first",
                    (
                        figures.FILES,
                        html.P([dcc.Link("Load them here", href="/data"), "."]),
                    ),
                ),
            ),
        ),
    ),
    # Neither local nor published files need be loaded for the page to be of use.
    place=start_files,
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with a PCN of one's own and one of England to choose."""
    regions = [region(f"{PAGE.name}-{one.name}", "region") for one in PAGE.regions]
    return html.Div(
        [
            html.H1(PAGE.title),
            html.P(PAGE.lead, className="lead"),
            _controls(query),
            html.Div(regions, id=f"{PAGE.name}-content"),
        ]
    )


def _controls(query: Query) -> Component | None:
    try:
        selection = Selection.from_query(query)
    except CareImpactError:
        return None  # the first region says why
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


PAGE.register_page(__name__, nav="Where to begin", order=70, layout=layout)

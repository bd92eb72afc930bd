"""Where to begin: which cohort in which practice has most to gain, and what to load."""

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
from pages._ask import Query, ask, refused, region, told
from pages._page import Page, Part, Region, Section

_CLASSES = 3  # listed next to the chart; the table has all


def _own(request: Request) -> tuple[Part, ...]:
    contact = html.P(
        [
            "Direct care staff can see when each person was last in contact: ",
            dcc.Link("Cohorts and worklists", href="/cohorts?contact=never"),
            ".",
        ]
    )
    title, way_out = "From your own extract", ("Load files", "/data")
    return _ranking(title, figures.OWN, request, contact, way_out=way_out)


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
        notice = notices.empty(told(problem), way_out=way_out)
        return (Section(title, (notice,)),)
    reasons: list[Component] = []
    if report.more:
        count = len(report.items)
        text = f"The chart shows the first {count}; the table has all of them."
        reasons.append(html.P(text))
    for class_ in report.classes[:_CLASSES]:
        reasons += _list(class_.title, class_.reasons)
    reasons += _list("What else is known about these cohorts", report.context)
    reasons += _list("What is not in the ranking", report.missing)
    panel = html.Div([*reasons, *more], className="panel start-reasons")
    return (Section(title, (figure, panel)),)


def _list(title: str, lines: Sequence[str]) -> list[Component]:
    if not lines:
        return []
    return [html.H4(title), html.Ul([html.Li(line) for line in lines])]


_LOAD = html.P(dcc.Link("Load files", href="/data"))

PAGE = Page(
    "start",
    "/start",
    "Where to begin",
    "Which cohort in which practice has most to gain from a first coordinator, and "
    "which differences may be chance.",
    regions=(
        Region("from-extract", _own),
        Region("from-england", _published),
        Region(
            "to-collect",
            (
                Section("What to collect first", (figures.FILES, _LOAD)),
                Section("What can be known, and when", (figures.KNOWN,)),
            ),
        ),
    ),
    # The page is of use before any file is loaded.
    place=start_files,
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with controls for the local PCN and a PCN in England."""
    regions = [region(f"{PAGE.name}-{part.name}", "region") for part in PAGE.regions]
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
    options, why_none = _local_options()
    own = options and (selection.pcn or options.pcn)
    controls = [
        options and filter_select("pcn", "Your PCN", options.pcns, own),
        _english_pcns(selection, own),
    ]
    if why_none and not any(controls):
        return refused(why_none)
    return html.Section(
        [control for control in controls if control is not None],
        className="filter-bar",
        **{"aria-label": "What is shown"},
    )


def _local_options() -> tuple[FilterOptions | None, CareImpactError | None]:
    """Return the choices of the local data, or why there are none."""
    try:
        return ask(filter_options, Selection()), None
    except CareImpactError as nothing_local:
        return None, nothing_local


def _english_pcns(selection: Selection, own: str | None) -> Component | None:
    """Return the PCNs in England; select the local PCN first, if it is published."""
    try:
        places = ask(england_places, Selection())
    except CareImpactError:
        return None  # the region says what to load
    published = own in {option.value for option in places.options}
    area = selection.area or (own if published else places.chosen)
    return filter_select("area", "PCN in England", places.options, area)


PAGE.register_page(__name__, nav="Where to begin", order=70, layout=layout)

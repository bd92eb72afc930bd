"""Value: what the posts cost, what can be claimed, and what is known about value."""

from collections.abc import Callable

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.case_form import case_controls
from components.funding_paper import funding_paper
from data_access.choices.arrs_case import CaseChoices
from data_access.errors import CareImpactError
from data_access.figures import value as figures
from data_access.figures.impact import WHOLE
from data_access.figures.show import Request, show
from data_access.questions.value.value_case import value_options
from data_access.questions.value.value_funding import value_funding
from data_access.selection import Selection
from pages._ask import Query, ask
from pages._page import Page, Part, Region, Row, Section

_PRINT = "print"


def _on_screen(*parts: Part) -> Callable[[Request], tuple[Part, ...]]:
    """Return parts for the screen only: the printed case has its own words."""
    return lambda request: () if _printed(request.query) else parts


def _printed(query: Query) -> bool:
    return query.get("view") == _PRINT


def _case(request: Request) -> tuple[Part, ...]:
    CaseChoices.from_query(request.query)  # a wrong choice is reported once
    if _printed(request.query):
        return (_paper,)
    parts = (
        _print_link,
        _unconfirmed,
        figures.CASE,
        figures.CLAIMS,
        figures.ARRS_SHARE,
    )
    return (Section("The ARRS case", parts),)


def _paper(request: Request) -> Component:
    answered = request.door.answered(
        value_funding,
        request.selection.only(WHOLE),
        request.viewer,
        choices=CaseChoices.from_query(request.query),
    )
    return funding_paper(answered.answer, answered.reference, back=_address(request))


def _print_link(request: Request) -> Component:
    href = _address(request, f"view={_PRINT}")
    return html.P(dcc.Link("Print view: a two-page funding case", href=href))


def _address(request: Request, *more: str) -> str:
    """Return the address of this page for the case, with more at its end."""
    place = request.selection.only(WHOLE).to_query()
    choices = CaseChoices.from_query(request.query).to_query()
    query = "&".join(part for part in (place, choices, *more) if part)
    return f"/value?{query}" if query else "/value"


def _unconfirmed(request: Request) -> Component | None:
    warnings = show(figures.CASE, request).report.warnings
    return _stack(
        [notices.notice("provisional", "Not confirmed", text) for text in warnings]
    )


def _lacking(request: Request) -> Component | None:
    files = show(figures.PROCESSES, request).report.lacking
    return _stack([notices.empty(text) for text in files])


def _stack(parts: list[Component]) -> Component | None:
    return html.Div(parts, className="figure-stack") if parts else None


PAGE = Page(
    "value",
    "/value",
    "Value and cost",
    "What the posts cost, what can be claimed for them, and what is known about their "
    "value. Value is opportunity value, never cash.",
    regions=(
        Region("post", _case),
        Region(
            "estimate",
            _on_screen(
                Section("Cost and value", (Row((figures.WORTH, figures.NEEDED)),))
            ),
        ),
        Region(
            "done",
            _on_screen(
                Section(
                    "What the posts did",
                    (figures.CHECKS, figures.PROCESSES, _lacking),
                )
            ),
        ),
    ),
    filters=("pcn",),
    pcns=_on_screen(figures.PCNS),
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with the controls of the case above the content."""
    page = PAGE.layout(**query)
    if not _printed(query):
        try:
            options = ask(value_options, Selection())
        except CareImpactError:
            return page  # the content says why
        page.children.insert(-2, case_controls(options, query))
    return page


PAGE.register_page(__name__, nav="Value", order=25, layout=layout)

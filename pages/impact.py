"""Admissions avoided: the estimate, how sure it is, and everything behind it."""

from collections.abc import Callable

from dash import Input, dcc, html
from dash.development.base_component import Component

from components.figure_frame import figure_frame, reference_item
from components.impact_summary import LEAST, picking_panel, summary
from data_access.figures import impact as figures
from data_access.figures.show import Request, show
from pages._page import Page, Part, Region, Section


def _estimate(request: Request) -> Component:
    shown = show(figures.ESTIMATE, request)
    csv = html.A("Download CSV", href=shown.figure.csv(shown.query), download="")
    method = dcc.Link("How it is estimated", href="/methods/admissions-avoided")
    return html.Div(
        [
            summary(shown.report),
            html.Ul(
                [html.Li(csv), html.Li(method), reference_item(shown.reference)],
                className="figure-sources",
            ),
        ]
    )


def _resting_on_it(*parts: Part) -> Callable[[Request], tuple[Part, ...]]:
    """Give parts that rest on the estimate; where there is none, that is said once."""

    def resting(request: Request) -> tuple[Part, ...]:
        show(figures.ESTIMATE, request)
        return parts

    return resting


def _folded(title: str, *parts: Part) -> Section:
    return Section(title, parts, folded=True)


def _picked(request: Request) -> Component:
    figure = figures.PICKED[int(request.query[LEAST])]
    return figure_frame(show(figure, request), heading=html.H3)


def _picking(request: Request) -> Component:
    return figure_frame(show(figures.PICKING, request), heading=html.H3)


PAGE = Page(
    "impact",
    "/impact",
    "Impact on emergency admissions",
    "Expected less observed, against similar people who had not started.",
    regions=(
        Region(
            "estimate",
            _resting_on_it(
                _estimate,
                figures.MONTHS,
                _folded("Checks of the comparison", figures.CHECKS),
            ),
        ),
        Region(
            "checked",
            _resting_on_it(
                _folded("Who is in the estimate", figures.FLOW),
                _folded("Were the groups alike?", figures.BALANCE),
                _folded("Month by month around the start", figures.PATH),
            ),
        ),
        Region(
            "varied",
            _resting_on_it(
                _folded("With one choice changed", figures.SENSITIVITY),
                _folded("Other outcomes and negative controls", figures.OUTCOMES),
            ),
        ),
        Region(
            "divided",
            _resting_on_it(
                _folded("By cohort, practice and route", *figures.GROUPS.values()),
                _folded("Across PCNs", figures.PCNS),
            ),
        ),
        Region(
            "worth",
            _resting_on_it(
                _folded("Value beside cost", figures.VALUE, figures.CHECK_COST)
            ),
        ),
    ),
    filters=("pcn",),
)
PAGE.fill_region(
    Region("picked", _resting_on_it(_picked, _picking), (Input(LEAST, "value"),))
)


def layout(**query: str) -> html.Div:
    """Lay out the page, and the slider that picks people below it."""
    page = PAGE.layout(**query)
    page.children.append(picking_panel())
    return page


PAGE.register_page(__name__, nav="Impact", order=20, layout=layout)

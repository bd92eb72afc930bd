"""Admissions avoided: the estimate, its uncertainty and its checks."""

from collections.abc import Callable

from dash import Input, dcc, html
from dash.development.base_component import Component

from components.figure_frame import figure_frame, reference_item
from components.impact_summary import LEAST, picking_panel, summary
from data_access.catalogue.groups import DIMENSION_WORDS
from data_access.figures import impact as figures
from data_access.figures.show import Request, show
from pages._page import Page, Part, Region, Section


def _estimate(request: Request) -> Component:
    estimate = show(figures.ESTIMATE, request)
    csv = html.A("Download CSV", href=estimate.figure.csv(estimate.query), download="")
    method = dcc.Link("How it is estimated", href="/methods/admissions-avoided")
    return html.Div(
        [
            summary(estimate.report),
            html.Ul(
                [html.Li(csv), html.Li(method), reference_item(estimate.reference)],
                className="figure-sources",
            ),
        ]
    )


def _with_estimate(*parts: Part) -> Callable[[Request], tuple[Part, ...]]:
    """Return parts that need the estimate; without one, the first region says so."""

    def parts_for(request: Request) -> tuple[Part, ...]:
        show(figures.ESTIMATE, request)
        return parts

    return parts_for


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
    "Expected admissions less observed, compared with similar people who had not "
    "started.",
    regions=(
        Region(
            "estimate",
            _with_estimate(
                _estimate,
                figures.MONTHS,
                _folded("Checks of the comparison", figures.CHECKS),
            ),
        ),
        Region(
            "checked",
            _with_estimate(
                _folded("Who is in the estimate", figures.FLOW),
                _folded("Were the groups alike?", figures.BALANCE),
                _folded("Month by month around the start", figures.PATH),
            ),
        ),
        Region(
            "varied",
            _with_estimate(
                _folded("With one choice changed", figures.SENSITIVITY),
                _folded("Other outcomes and negative controls", figures.OUTCOMES),
                _folded("If use goes up", figures.RISE),
            ),
        ),
        Region(
            "divided",
            _with_estimate(
                _folded(
                    "By cohort, practice and route",
                    *(figures.GROUPS[by] for by in ("cohort", "practice", "route")),
                ),
                _folded(
                    "By deprivation, ethnicity, sex and age",
                    *(figures.GROUPS[by] for by in DIMENSION_WORDS),
                ),
                _folded("Across PCNs", figures.PCNS),
            ),
        ),
        Region(
            "worth",
            _with_estimate(
                _folded("Value and cost", figures.VALUE, figures.CHECK_COST)
            ),
        ),
        # Of use before there is an estimate: what to expect of one.
        Region(
            "elsewhere",
            (
                _folded(
                    "What others found", figures.STUDIES, figures.REGRESSION_TO_MEAN
                ),
            ),
        ),
    ),
    filters=("pcn",),
    figures=figures.FIGURES,
)
PAGE.fill_region(
    Region("picked", _with_estimate(_picked, _picking), (Input(LEAST, "value"),))
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with the slider that selects people below it."""
    page = PAGE.layout(**query)
    page.children.append(picking_panel())
    return page


PAGE.register_page(__name__, nav="Impact", order=20, layout=layout)

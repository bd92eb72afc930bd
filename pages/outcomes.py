"""Outcomes: plans, people's own scores, what was done, readmission and GP use."""

from dash import dcc, html
from dash.development.base_component import Component

from components.figure_frame import figure_frame
from data_access.figures import outcomes as figures
from data_access.figures.record import Figure
from data_access.figures.show import Request, show
from pages._page import Custom, Page, Region, Row, Section
from pages._pcns import pcns_on


def _with_link(figure: Figure, text: str, path: str) -> Custom:
    """Show a figure with a link to its details for the same selection."""

    def part(request: Request) -> Component:
        answer = show(figure, request)
        link = dcc.Link(text, href=f"{path}?{answer.query}".rstrip("?"))
        return html.Div([figure_frame(answer, heading=html.H3), html.P(link)])

    return part


def _method(_: Request) -> Component:
    link = dcc.Link("How scores are paired and judged", href="/methods/outcomes")
    return html.P(link)


def _targets(_: Request) -> Component:
    link = dcc.Link("Targets, their sources, and the steps", href="/methods/targets")
    return html.P(link)


_PLANS = _with_link(
    figures.PLANS, "Plans by practice and group", "/indicator/care_plan"
)
_READMISSION = _with_link(
    figures.READMISSION, "Readmission by practice and group", "/indicator/readmission"
)
_APPOINTMENTS = _with_link(
    figures.APPOINTMENTS, "The estimate and its checks", "/impact"
)

PAGE = Page(
    "outcomes",
    "/outcomes",
    "Outcomes for people on the caseload",
    "Care plans, people's own scores, what was done, readmission and GP appointments. "
    "Only GP appointments have a comparison group.",
    regions=(
        Region(
            "complex",
            (
                Section(
                    "People with complex needs",
                    (
                        figures.PLAN_TARGET,
                        figures.PLAN_PACE,
                        figures.PROACTIVE_STEPS,
                        figures.TREND["care_plan_complex"],
                    ),
                ),
                _targets,
            ),
        ),
        Region(
            "planned",
            (Section("Care plans", (Row((_PLANS, figures.TREND["plan_at_close"])),)),),
        ),
        Region(
            "scores",
            (
                Section(
                    "People's own scores",
                    (
                        figures.COMPLETION,
                        Row((figures.CHANGE["pam"], figures.LEVELS)),
                        Row((figures.CHANGE["ons4"], figures.GAINS)),
                    ),
                ),
                _method,
            ),
        ),
        Region(
            "done",
            (
                Section(
                    "What was done",
                    (
                        figures.ACTIVITY_MONTHS,
                        Row((figures.ACTIVITY, figures.BUDGETS)),
                        figures.TREND["mdt_discussed"],
                    ),
                ),
            ),
        ),
        Region(
            "use",
            (Section("Hospital and GP", (Row((_READMISSION, _APPOINTMENTS)),)),),
        ),
    ),
    pcns=pcns_on("care_plan", "readmission"),
    figures=figures.FIGURES,
)
PAGE.register_page(__name__, nav="Outcomes", order=30)

"""The caseload: its size, length of stay, contacts, and the forecast of the work."""

from data_access.answers.core import Option
from data_access.figures import caseload as figures
from data_access.figures.show import Request
from data_access.questions.caseload.pressure_words import CHOICES
from pages._page import Choice, Page, Part, Region, Row, Section
from pages._pcns import pcns_on

_FORECAST = Choice(
    "pressure",
    "Forecast the work with",
    tuple(Option(code, name) for code, name in CHOICES.items()),
    radio=True,
)


def _work(request: Request) -> tuple[Part, ...]:
    forecast = figures.PRESSURE[_FORECAST.chosen(request.query)]
    pair = Row((figures.LOAD, figures.FLOW))
    return (Section("How heavy the work is", (forecast, pair)),)


PAGE = Page(
    "caseload",
    "/caseload",
    "Caseload",
    "Who is on the caseload, for how long, how they are seen, and how heavy the work "
    "is.",
    regions=(
        Region("work", _work),
        Region(
            "people",
            (
                Section(
                    "Who is on the caseload",
                    (
                        figures.TREND["caseload_open"],
                        Row(tuple(figures.PEOPLE.values())),
                    ),
                ),
                Section(
                    "How long people stay",
                    (figures.STAY, Row(tuple(figures.STAY_BY.values()))),
                ),
            ),
        ),
        Region(
            "seen",
            (
                Section(
                    "How people are seen",
                    (
                        Row(
                            (
                                figures.MODES,
                                figures.TREND["contacts"],
                                figures.TREND["home_visits"],
                                figures.TREND["did_not_attend"],
                            )
                        ),
                    ),
                ),
                Section(
                    "How many people are reached",
                    (
                        Row(
                            (
                                figures.TREND["people_seen"],
                                figures.CONCENTRATED,
                            )
                        ),
                    ),
                ),
                Section(
                    "Waiting for a first contact",
                    (Row((figures.WAIT, figures.TREND["waiting_first_contact"])),),
                ),
            ),
        ),
    ),
    choice=_FORECAST,
    pcns=pcns_on("caseload_per_wte", "contacts", "did_not_attend"),
    figures=figures.FIGURES,
)
PAGE.register_page(__name__, nav="Caseload", order=14)

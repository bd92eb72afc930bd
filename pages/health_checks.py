"""Health checks: how many are done, for whom, and where the year is likely to end."""

from data_access.answers.core import Option
from data_access.catalogue.checks import CHECKS
from data_access.catalogue.indicators import BY_ID
from data_access.figures import checks as figures
from data_access.figures.show import Request
from pages._page import Choice, Page, Part, Region, Row, Section
from pages._pcns import pcns_on

_CHECK = Choice(
    "check", "Health check", tuple(Option(id_, BY_ID[id_].name) for id_ in CHECKS)
)


def _every(request: Request) -> tuple[Part, ...]:
    check = _CHECK.chosen(request.query)
    parts = [figures.PARTS[check]] if check in figures.PARTS else []
    return (
        Section("All checks", (figures.OVERVIEW,)),
        Section(
            BY_ID[check].name,
            (
                figures.YEAR_END[check],
                Row((figures.TREND[check], figures.MONTHS[check])),
                Row((*parts, figures.PLACES[check], figures.CONTEXT[check])),
            ),
        ),
    )


def _one(request: Request) -> tuple[Part, ...]:
    check = _CHECK.chosen(request.query)
    return (Section("Who has had the check", (Row(figures.COMPARED[check]),)),)


def _pcns(request: Request) -> tuple[Part, ...]:
    # A check has its own register, so a cohort from another page does not apply.
    return pcns_on(_CHECK.chosen(request.query), of_cohort=False)


PAGE = Page(
    "health-checks",
    "/health-checks",
    "Health checks",
    "Who has had their check, who has not, and where the year is likely to end.",
    filters=("month", "pcn", "practice"),
    regions=(Region("every", _every), Region("one", _one)),
    choice=_CHECK,
    pcns=_pcns,
    figures=figures.FIGURES,
)
PAGE.register_page(__name__, nav="Health checks", order=12)

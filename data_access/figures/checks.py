"""The figures of the health checks page, for each check."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from data_access.answers.checks import CheckComparisons
from data_access.answers.core import Comparison
from data_access.catalogue.checks import CHECKS
from data_access.catalogue.checks import PARTS as PARTS_OF
from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.figures.trends import trend_of
from data_access.questions.checks.check_compared import DIMENSIONS, check_compared
from data_access.questions.checks.check_context import check_context
from data_access.questions.checks.check_months import check_months
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.checks.check_parts import check_parts
from data_access.questions.checks.check_places import check_places
from data_access.questions.checks.check_year_end import check_year_end

# A check has its own register, so a cohort chosen on another page is not for here.
_PLACE = ("month", "pcn", "practice")
_CHECKS = (*LOCAL, "cohorts", "health_checks")
_PUBLISHED = {
    "smi_check": ("open_org_practice", "open_smi_checks"),
    "ld_check": ("open_org_practice", "open_ld_checks"),
}


def _compared(part: str, answer: CheckComparisons) -> Comparison | None:
    return dict(answer.parts).get(part)


def _of(check: str, name: str, question: Callable[..., Any], chart: Chart) -> Figure:
    return Figure(
        f"health-checks/{check}/{name}",
        question,
        (chart,),
        details={"check": check},
        asks=_PLACE,
        needs=_CHECKS,
    )


_SHARES = Chart("bars", unit="percent")

OVERVIEW = Figure(
    "health-checks/overview",
    check_overview,
    (Chart("compared", unit="percent"),),
    asks=_PLACE,
    needs=_CHECKS,
)
TREND = {
    check: replace(trend_of(check, f"health-checks/{check}/trend"), asks=_PLACE)
    for check in CHECKS
}
MONTHS = {check: _of(check, "months", check_months, Chart("trend")) for check in CHECKS}
YEAR_END = {
    check: _of(check, "year", check_year_end, Chart("target_path")) for check in CHECKS
}
PARTS = {check: _of(check, "parts", check_parts, _SHARES) for check in PARTS_OF}
PLACES = {check: _of(check, "places", check_places, _SHARES) for check in CHECKS}
CONTEXT = {
    check: replace(
        _of(check, "context", check_context, Chart("lines")),
        needs=(*_CHECKS, *_PUBLISHED.get(check, ())),
    )
    for check in CHECKS
}
COMPARED = {
    check: tuple(
        replace(
            _of(
                check,
                part,
                check_compared,
                Chart("compared", unit="percent", average="All practices"),
            ),
            part=part,
            take=partial(_compared, part),
        )
        for part in ("practices", *DIMENSIONS)
    )
    for check in CHECKS
}

FIGURES = declared(globals())

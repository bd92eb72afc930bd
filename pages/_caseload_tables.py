"""The tables of the caseload page that can be downloaded, by name."""

from collections.abc import Callable, Iterator
from typing import Any

from components.downloads import TableSource
from data_access.answers import Table
from data_access.questions.caseload_compared import WAYS, caseload_compared
from data_access.questions.caseload_flow import caseload_flow
from data_access.questions.caseload_load import caseload_load
from data_access.questions.caseload_pressure import caseload_pressure
from data_access.questions.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload_wait import caseload_wait
from data_access.questions.contact_modes import contact_modes
from data_access.questions.indicator_trend import indicator_trend
from data_access.questions.pressure_words import CHOICES
from data_access.selection import Selection
from pages._ask import ask

TRENDS = (
    "caseload_open",
    "contacts",
    "home_visits",
    "did_not_attend",
    "waiting_first_contact",
)


def caseload_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    yield "caseload/load", _of(caseload_load)
    yield "caseload/flow", _of(caseload_flow)
    yield "caseload/stay", _of(caseload_stay)
    yield "caseload/modes", _of(contact_modes)
    yield "caseload/wait", _of(caseload_wait)
    for by in WAYS:
        yield f"caseload/people/{by}", _of(caseload_compared, by=by)
    for by in ("cohort", "practice"):
        yield f"caseload/stay/{by}", _of(caseload_stay_by, by=by)
    for choice in CHOICES:
        yield f"caseload/pressure/{choice}", _of(caseload_pressure, choice=choice)
    for id_ in TRENDS:
        yield f"caseload/trend/{id_}", _of(indicator_trend, indicator_id=id_)


def _of(question: Callable[..., Any], **details: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        report = ask(question, selection, **details)
        return report.caption.reference.id, report.table

    return table

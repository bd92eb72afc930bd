"""The tables of the caseload page that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.questions.caseload.caseload_compared import WAYS, caseload_compared
from data_access.questions.caseload.caseload_flow import caseload_flow
from data_access.questions.caseload.caseload_load import caseload_load
from data_access.questions.caseload.caseload_pressure import caseload_pressure
from data_access.questions.caseload.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload.caseload_wait import caseload_wait
from data_access.questions.caseload.contact_modes import contact_modes
from data_access.questions.caseload.pressure_words import CHOICES
from data_access.questions.indicators.indicator_trend import indicator_trend
from pages._table_of import table_of

TRENDS = (
    "caseload_open",
    "contacts",
    "home_visits",
    "did_not_attend",
    "waiting_first_contact",
)


def caseload_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    yield "caseload/load", table_of(caseload_load)
    yield "caseload/flow", table_of(caseload_flow)
    yield "caseload/stay", table_of(caseload_stay)
    yield "caseload/modes", table_of(contact_modes)
    yield "caseload/wait", table_of(caseload_wait)
    for by in WAYS:
        yield f"caseload/people/{by}", table_of(caseload_compared, by=by)
    for by in ("cohort", "practice"):
        yield f"caseload/stay/{by}", table_of(caseload_stay_by, by=by)
    for choice in CHOICES:
        yield f"caseload/pressure/{choice}", table_of(caseload_pressure, choice=choice)
    for id_ in TRENDS:
        yield f"caseload/trend/{id_}", table_of(indicator_trend, indicator_id=id_)

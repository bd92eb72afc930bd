"""The figures of the caseload page."""

from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.figures.trends import trend_of
from data_access.questions.caseload.caseload_by_coordinator import (
    caseload_by_coordinator,
)
from data_access.questions.caseload.caseload_compared import WAYS, caseload_compared
from data_access.questions.caseload.caseload_flow import caseload_flow
from data_access.questions.caseload.caseload_load import caseload_load
from data_access.questions.caseload.caseload_pressure import caseload_pressure
from data_access.questions.caseload.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload.caseload_wait import caseload_wait
from data_access.questions.caseload.contact_modes import contact_modes
from data_access.questions.caseload.contacts_concentrated import (
    contacts_concentrated,
)
from data_access.questions.caseload.pressure_words import CHOICES

_CASELOAD = (*LOCAL, "caseload")
_BY = {"practice": (), "cohort": ("cohorts",)}
_OF_PCN = ("month", "pcn")  # asked once for all of its practices

PRESSURE = {
    choice: Figure(
        f"caseload/pressure/{choice}",
        caseload_pressure,
        (
            Chart("pressure", name="path"),
            Chart(
                "compared",
                rows="choices",
                unit="ratio",
                name="choices",
                alt="Each choice compared with the others, with its 95% limits",
            ),
        ),
        details={"choice": choice},
        asks=_OF_PCN,
        needs=(*_CASELOAD, "coordinators"),
    )
    for choice in CHOICES
}
LOAD = Figure(
    "caseload/load",
    caseload_load,
    (Chart("lines"),),
    asks=_OF_PCN,
    needs=(*_CASELOAD, "coordinators"),
)
FLOW = Figure("caseload/flow", caseload_flow, (Chart("lines"),), needs=_CASELOAD)
PEOPLE = {
    by: Figure(
        f"caseload/people/{by}",
        caseload_compared,
        (Chart("bars", unit="count"),),
        details={"by": by},
        needs=(*_CASELOAD, *_BY[by]),
    )
    for by in WAYS
} | {
    "coordinator": Figure(
        "caseload/people/coordinator",
        caseload_by_coordinator,
        (Chart("compared", unit="ratio", average="All coordinators"),),
        needs=(*_CASELOAD, "coordinators"),
    )
}
STAY = Figure("caseload/stay", caseload_stay, (Chart("elapsed"),), needs=_CASELOAD)
STAY_BY = {
    by: Figure(
        f"caseload/stay/{by}",
        caseload_stay_by,
        (Chart("compared", unit="days"),),
        details={"by": by},
        needs=(*_CASELOAD, *_BY[by]),
    )
    for by in ("cohort", "practice")
}
MODES = Figure(
    "caseload/modes",
    contact_modes,
    (Chart("bars", unit="count"),),
    needs=(*LOCAL, "contacts"),
)
CONCENTRATED = Figure(
    "caseload/concentrated",
    contacts_concentrated,
    (Chart("bars", unit="percent"),),
    asks=("month", "pcn", "practice"),
    needs=(*_CASELOAD, "contacts"),
)
WAIT = Figure(
    "caseload/wait",
    caseload_wait,
    (Chart("elapsed"),),
    needs=(*_CASELOAD, "contacts"),
)
TREND = {
    indicator: trend_of(indicator, f"caseload/trend/{indicator}")
    for indicator in (
        "caseload_open",
        "contacts",
        "home_visits",
        "did_not_attend",
        "waiting_first_contact",
        "people_seen",
    )
}

FIGURES = declared(globals())

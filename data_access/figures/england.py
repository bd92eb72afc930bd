"""The figures of the England page, from published files only."""

from data_access.figures.record import Chart, Figure, declared
from data_access.questions.england.england_achievement import (
    england_achievement,
    england_reviews,
)
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_beside_peers import england_beside_peers
from data_access.questions.england.england_cancer import england_cancer
from data_access.questions.england.england_checks import (
    england_checks,
    england_ld_checks,
)
from data_access.questions.england.england_dementia import (
    england_dementia,
    england_diagnosis,
)
from data_access.questions.england.england_map import england_map
from data_access.questions.england.england_peers import england_peers
from data_access.questions.england.england_plans import england_plans
from data_access.questions.england.england_registers import england_registers
from data_access.questions.england.england_returns import england_returns
from data_access.questions.england.england_succession import england_succession
from data_access.questions.england.england_survey import england_survey
from data_access.questions.england.england_workforce import england_workforce

_AREA = ("area",)
_PRACTICES = "open_org_practice"
_RETURNS = (_PRACTICES, "open_list_size", "open_workforce")
_LIKENESS = (_PRACTICES, "open_list_size", "open_practice_imd")

WORKFORCE = Figure(
    "england/workforce",
    england_workforce,
    (Chart("lines"),),
    asks=_AREA,
    needs=_RETURNS,
)
RETURNS = Figure(
    "england/returns",
    england_returns,
    (Chart("lines"),),
    asks=_AREA,
    needs=_RETURNS,
)
MAP = Figure(
    "england/map",
    england_map,
    (Chart("map"),),
    asks=_AREA,
    needs=(*_RETURNS, "open_boundary"),
)
SUCCESSION = Figure(
    "england/succession",
    england_succession,
    asks=_AREA,
    needs=(_PRACTICES,),
)
PEERS = Figure(
    "england/peers",
    england_peers,
    (Chart("standings"),),
    asks=_AREA,
    needs=_LIKENESS,
)
BESIDE_PEERS = Figure(
    "england/beside-peers",
    england_beside_peers,
    (
        Chart("standings", name="all"),
        Chart(
            "bars",
            unit="per_10000",
            name="staff",
            alt="Care coordinators per 10,000 patients of this PCN and its peers",
        ),
    ),
    asks=_AREA,
    needs=(
        *_LIKENESS,
        "open_workforce",
        "open_ld_payments",
        "open_qof_register",
        "open_smi_checks",
    ),
    how_to_read=(
        "In the first chart each row is one measure: the diamond is this PCN, the "
        "circles its peers, the dashed line the average PCN in England, and one step "
        "is one standard deviation of all PCNs. The second has care coordinators "
        "alone, per 10,000 patients: this PCN, its peers from the nearest, then "
        "England."
    ),
)
CHECKS = Figure(
    "england/checks",
    england_checks,
    (Chart("lines"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_smi_checks"),
)
LD_CHECKS = Figure(
    "england/ld-checks",
    england_ld_checks,
    (Chart("lines"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_ld_checks"),
)
REGISTERS = Figure(
    "england/registers",
    england_registers,
    (Chart("grouped"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_qof_register", "open_practice_imd"),
)
ADMISSIONS = Figure(
    "england/admissions",
    england_admissions,
    (Chart("trend"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_admissions_icb"),
)
SURVEY = Figure(
    "england/survey",
    england_survey,
    (Chart("grouped"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_survey"),
)
PLANS = Figure(
    "england/plans",
    england_plans,
    (Chart("compared", unit="percent", average="England"),),
    asks=_AREA,
    needs=(*_LIKENESS, "open_survey"),
)
DEMENTIA = Figure(
    "england/dementia",
    england_dementia,
    (Chart("lines"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_dementia"),
)
DIAGNOSIS = Figure(
    "england/diagnosis",
    england_diagnosis,
    (Chart("lines"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_dementia", "open_dementia_sub_icb"),
)
ACHIEVEMENT = Figure(
    "england/achievement",
    england_achievement,
    (Chart("grouped"),),
    asks=_AREA,
    needs=(_PRACTICES, "open_qof_achievement"),
)
REVIEWS = Figure(
    "england/reviews",
    england_reviews,
    (Chart("compared", unit="percent", average="England"),),
    asks=_AREA,
    needs=(*_LIKENESS, "open_qof_achievement"),
)
CANCER = Figure(
    "england/cancer",
    england_cancer,
    (Chart("compared", unit="per_10000", average="England"),),
    asks=_AREA,
    needs=(*_LIKENESS, "open_cancer_admissions"),
)

FIGURES = declared(globals())

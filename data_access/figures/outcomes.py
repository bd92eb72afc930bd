"""The figures of the outcomes page."""

from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.figures.trends import trend_of
from data_access.questions.outcomes.outcomes_activity import outcomes_activity
from data_access.questions.outcomes.outcomes_activity_months import (
    outcomes_activity_months,
)
from data_access.questions.outcomes.outcomes_appointments import outcomes_appointments
from data_access.questions.outcomes.outcomes_budgets import outcomes_budgets
from data_access.questions.outcomes.outcomes_change import FAMILIES, outcomes_change
from data_access.questions.outcomes.outcomes_completion import outcomes_completion
from data_access.questions.outcomes.outcomes_gains import outcomes_gains
from data_access.questions.outcomes.outcomes_levels import outcomes_levels
from data_access.questions.outcomes.outcomes_plans import outcomes_plans
from data_access.questions.outcomes.outcomes_readmission import outcomes_readmission

_CASELOAD = (*LOCAL, "caseload")
_SCORES = (*_CASELOAD, "measures")
_CONTACTS = (*_CASELOAD, "contacts")

PLANS = Figure(
    "outcomes/plans",
    outcomes_plans,
    (Chart("bars", unit="percent"),),
    needs=(*_CASELOAD, "care_plans"),
)
TREND = {
    indicator: trend_of(indicator, f"outcomes/trend/{indicator}")
    for indicator in ("plan_at_close", "mdt_discussed")
}
COMPLETION = Figure(
    "outcomes/completion", outcomes_completion, (Chart("grouped"),), needs=_SCORES
)
CHANGE = {
    family: Figure(
        f"outcomes/change/{family}",
        outcomes_change,
        (Chart("change"),),
        details={"family": family},
        needs=_SCORES,
    )
    for family in FAMILIES
}
LEVELS = Figure(
    "outcomes/levels/pam",
    outcomes_levels,
    (Chart("grouped"),),
    details={"measure": "pam"},
    needs=_SCORES,
)
GAINS = Figure("outcomes/gains", outcomes_gains, (Chart("grouped"),), needs=_SCORES)
ACTIVITY = Figure(
    "outcomes/activity",
    outcomes_activity,
    (Chart("bars", unit="count"),),
    needs=_CONTACTS,
)
ACTIVITY_MONTHS = Figure(
    "outcomes/activity/months",
    outcomes_activity_months,
    (Chart("panels", rows="panels"),),
    needs=_CONTACTS,
)
BUDGETS = Figure(
    "outcomes/budgets",
    outcomes_budgets,
    (Chart("bars", unit="count"),),
    needs=(*_CASELOAD, "referrals"),
)
READMISSION = Figure(
    "outcomes/readmission", outcomes_readmission, (Chart("trend"),), needs=_CASELOAD
)
# Against like people, for the whole PCN and for as long as it is followed.
APPOINTMENTS = Figure(
    "outcomes/appointments",
    outcomes_appointments,
    (Chart("forest"),),
    asks=("pcn",),
    needs=(*_CASELOAD, "appointments"),
)

FIGURES = declared(globals())

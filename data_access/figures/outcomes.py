"""The figures of the outcomes page."""

from dataclasses import replace

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
from data_access.questions.outcomes.plan_target import plan_target
from data_access.questions.outcomes.proactive_steps import proactive_steps

_CASELOAD = (*LOCAL, "caseload")
_SCORES = (*_CASELOAD, "measures")
# Complex needs are a group of their own, so a cohort chosen elsewhere is not for here.
_PLACE = ("month", "pcn", "practice")
_PLANNED = (*LOCAL, "cohorts", "care_plans")
_CONTACTS = (*_CASELOAD, "contacts")

PLANS = Figure(
    "outcomes/plans",
    outcomes_plans,
    (Chart("bars", unit="percent"),),
    needs=(*_CASELOAD, "care_plans"),
)
PLAN_TARGET = Figure(
    "outcomes/complex/target",
    plan_target,
    (Chart("target_path"),),
    asks=_PLACE,
    needs=_PLANNED,
)
PLAN_PACE = Figure(
    "outcomes/complex/pace",
    plan_target,
    asks=_PLACE,
    part="pace",
    take=lambda answer: answer.pace,
    needs=_PLANNED,
    how_to_read=(
        "The first row is what is, the second what the target needs. People with "
        "complex needs are taken to stay as many."
    ),
)
PROACTIVE_STEPS = Figure(
    "outcomes/complex/steps",
    proactive_steps,
    (Chart("bars", unit="count"),),
    asks=_PLACE,
    needs=(*LOCAL, "cohorts"),
)
TREND = {
    indicator: trend_of(indicator, f"outcomes/trend/{indicator}")
    for indicator in ("plan_at_close", "mdt_discussed")
} | {
    "care_plan_complex": replace(
        trend_of("care_plan_complex", "outcomes/trend/care_plan_complex"), asks=_PLACE
    )
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

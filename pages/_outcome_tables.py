"""The tables of the outcomes page that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.questions.indicators.indicator_trend import indicator_trend
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
from pages._table_of import table_of

TRENDS = ("plan_at_close", "mdt_discussed")


def outcome_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    yield "outcomes/plans", table_of(outcomes_plans)
    yield "outcomes/completion", table_of(outcomes_completion)
    yield "outcomes/gains", table_of(outcomes_gains)
    yield "outcomes/levels/pam", table_of(outcomes_levels, measure="pam")
    yield "outcomes/activity", table_of(outcomes_activity)
    yield "outcomes/activity/months", table_of(outcomes_activity_months)
    yield "outcomes/budgets", table_of(outcomes_budgets)
    yield "outcomes/readmission", table_of(outcomes_readmission)
    yield "outcomes/appointments", table_of(outcomes_appointments)
    for family in FAMILIES:
        yield f"outcomes/change/{family}", table_of(outcomes_change, family=family)
    for id_ in TRENDS:
        yield f"outcomes/trend/{id_}", table_of(indicator_trend, indicator_id=id_)

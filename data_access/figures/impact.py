"""The figures of the impact page: the estimate, and everything behind it."""

from collections.abc import Callable

from data_access.answers.impact import PICKED_HARDEST, PickedStep, PickingReport
from data_access.catalogue.groups import DIMENSION_WORDS
from data_access.errors import CareImpactError
from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.impact.impact import impact
from data_access.questions.impact.impact_balance import impact_balance
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.impact.impact_flow import impact_flow
from data_access.questions.impact.impact_groups import impact_groups
from data_access.questions.impact.impact_months import impact_months
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.questions.impact.impact_path import impact_path
from data_access.questions.impact.impact_pcns import impact_pcns
from data_access.questions.impact.impact_picking import impact_picking
from data_access.questions.impact.impact_regression_to_mean import (
    impact_regression_to_mean,
)
from data_access.questions.impact.impact_rise import impact_rise
from data_access.questions.impact.impact_sensitivity import impact_sensitivity
from data_access.questions.impact.impact_studies import impact_studies
from data_access.questions.impact.impact_value import impact_value

# Of all of a PCN, over the whole study, whatever else is selected.
WHOLE = ("pcn",)
NEEDS = (*LOCAL, "caseload")


def _picked(least: int) -> Callable[[PickingReport], PickedStep]:
    def take(answer: PickingReport) -> PickedStep:
        step = answer.steps[least]
        if step.change is None:
            raise CareImpactError(step.caption.summary)
        return step

    return take


ESTIMATE = Figure("impact/estimate", impact, asks=WHOLE, needs=NEEDS)
MONTHS = Figure(
    "impact/months",
    impact_months,
    (Chart("expected_observed"),),
    asks=WHOLE,
    needs=NEEDS,
)
CHECKS = Figure(
    "impact/checks",
    impact,
    asks=WHOLE,
    part="checks",
    take=lambda answer: answer.checks,
    needs=NEEDS,
)
FLOW = Figure("impact/flow", impact_flow, asks=WHOLE, needs=NEEDS)
BALANCE = Figure(
    "impact/balance", impact_balance, (Chart("love_plot"),), asks=WHOLE, needs=NEEDS
)
PATH = Figure(
    "impact/path", impact_path, (Chart("event_path"),), asks=WHOLE, needs=NEEDS
)
SENSITIVITY = Figure(
    "impact/sensitivity",
    impact_sensitivity,
    (Chart("forest"),),
    asks=WHOLE,
    needs=NEEDS,
)
OUTCOMES = Figure(
    "impact/outcomes", impact_outcomes, (Chart("forest"),), asks=WHOLE, needs=NEEDS
)
RISE = Figure("impact/rise", impact_rise, (Chart("forest"),), asks=WHOLE, needs=NEEDS)
GROUPS = {
    by: Figure(
        f"impact/groups/{by}",
        impact_groups,
        (Chart("forest"),),
        details={"slice_": by},
        asks=WHOLE,
        needs=NEEDS,
    )
    for by in ("cohort", "practice", "route", *DIMENSION_WORDS)
}
PCNS = Figure(
    "impact/pcns",
    impact_pcns,
    (
        Chart("forest"),
        Chart(
            "funnel",
            unit="ratio",
            axis="Precision (1 / variance)",
            name="funnel",
            alt="Funnel of rate ratios of PCNs",
        ),
    ),
    asks=WHOLE,
    needs=NEEDS,
)
VALUE = Figure("impact/value", impact_value, asks=WHOLE, needs=NEEDS)
CHECK_COST = Figure(
    "impact/check-cost",
    impact_check_cost,
    asks=WHOLE,
    needs=(*NEEDS, "health_checks"),
)
PICKING = Figure("impact/picking", impact_picking, asks=WHOLE, needs=NEEDS)
PICKED = {
    least: Figure(
        f"impact/picked/{least}",
        impact_picking,
        (Chart("before_after", rows="change"),),
        asks=WHOLE,
        part=f"picked/{least}",
        take=_picked(least),
        needs=NEEDS,
    )
    for least in range(PICKED_HARDEST + 1)
}
STUDIES = Figure(
    "impact/studies", impact_studies, (Chart("studies"),), asks=WHOLE, needs=NEEDS
)
REGRESSION_TO_MEAN = Figure(
    "impact/regression-to-the-mean",
    impact_regression_to_mean,
    (Chart("compared", unit="points", line=("No change", 0.0)),),
    asks=(),
    needs=(),
    how_to_read=(
        "Each point is a change in percentage points; left of the dashed line is "
        "fewer. The line through the second point is its 95% interval; none was "
        "published for the first."
    ),
)

FIGURES = declared(globals())

"""The figures of the cohorts page, for direct care; each uses the chosen rules."""

from collections.abc import Callable

from data_access.answers.cohorts import CohortReport
from data_access.answers.core import GroupedReport
from data_access.choices.cohort_rules import CohortRules
from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.cohorts.cohort_overlap import cohort_overlap
from data_access.questions.cohorts.cohort_practices import cohort_practices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.cohorts.worklist import worklist

_RULES = ("rules", CohortRules)
_COHORTS = (*LOCAL, "cohorts")


def _compared(name: str) -> Callable[[CohortReport], GroupedReport]:
    def take(answer: CohortReport) -> GroupedReport:
        return GroupedReport(
            getattr(answer, f"{name}_caption"),
            "percent",
            answer.series,
            getattr(answer, name),
            getattr(answer, f"{name}_table"),
        )

    return take


WORKLIST = Figure(
    "cohorts/worklist",
    worklist,
    (Chart("worklist"),),
    choices=_RULES,
    with_states=True,
    needs=_COHORTS,
)
NEEDS, GAPS = (
    Figure(
        f"cohorts/{name}",
        cohort_report,
        (Chart("grouped"),),
        choices=_RULES,
        part=name,
        take=_compared(name),
        needs=_COHORTS,
    )
    for name in ("needs", "gaps")
)
OVERLAP = Figure(
    "cohorts/overlap",
    cohort_overlap,
    (Chart("upset"),),
    choices=_RULES,
    needs=_COHORTS,
)
PRACTICES = Figure(
    "cohorts/practices",
    cohort_practices,
    (Chart("compared", rows="items", unit="percent"),),
    choices=_RULES,
    needs=_COHORTS,
)

FIGURES = declared(globals())

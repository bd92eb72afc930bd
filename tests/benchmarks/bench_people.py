"""Server time of each question of the referrals and cohorts pages, with no cache.

Run it by hand on a home with the demo: ``CARE_IMPACT_HOME=... python
tests/benchmarks/bench_people.py``. Prints the median and 95th centile in milliseconds.
"""

import statistics
import time
from collections.abc import Callable, Iterator

from data_access.choices.cohort_rules import CohortRules
from data_access.door import Context
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.cohorts.cohort_overlap import cohort_overlap
from data_access.questions.cohorts.cohort_practices import cohort_practices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.cohorts.worklist import worklist
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.questions.referrals.referral_change import referral_change
from data_access.questions.referrals.referral_decisions import referral_decisions
from data_access.questions.referrals.referral_flow import referral_flow
from data_access.questions.referrals.referral_reach import PARTS, referral_reach
from data_access.questions.referrals.referral_returns import referral_returns
from data_access.questions.referrals.referral_routes import referral_routes
from data_access.questions.referrals.referral_waits import referral_waits
from data_access.selection import Selection
from data_access.settings import get_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

TIMES = 40
RULES = (
    CohortRules(on="smi"),
    CohortRules(age="75plus", frailty="moderate"),
    CohortRules(left="one"),
)


def questions(evidence: Evidence) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Give each question by name, asked the n-th time."""
    board = Context(evidence, Selection(), Viewer())
    practices = loaded_practices(board)
    lead = Context(evidence, Selection(), Viewer(Role.CLINICAL_LEAD, practices[:2]))
    for question in (
        referral_flow,
        referral_waits,
        referral_decisions,
        referral_returns,
        referral_change,
    ):
        yield question.__name__, lambda _, question=question: question(board)
    for way in ("in", "out"):
        yield f"referral_routes {way}", lambda _, way=way: referral_routes(board, way)
    for part in PARTS:
        yield f"reach {part}", lambda _, part=part: referral_reach(board, part)
    yield "cohort_choices", lambda _: cohort_choices(lead)
    for question in (cohort_report, cohort_overlap, cohort_practices, worklist):
        yield (
            question.__name__,
            lambda n, question=question: question(lead, RULES[n % len(RULES)]),
        )


def main() -> None:
    """Print a line a question."""
    evidence = Evidence(get_settings().home)
    for name, ask in questions(evidence):
        ask(0)
        taken = []
        for n in range(TIMES):
            start = time.perf_counter()
            ask(n)
            taken.append(1000 * (time.perf_counter() - start))
        middle, late = statistics.median(taken), sorted(taken)[int(0.95 * TIMES)]
        print(f"{name:24} {middle:6.0f} ms median {late:6.0f} ms p95")  # noqa: T201


if __name__ == "__main__":
    main()

"""Did those who started see a GP less, or more, than like people who had not?"""

from data_access.answers.impact import RatiosReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.matched import quality_checks, read_matched
from data_access.questions.impact.ratios import ratio_rows, ratios_report
from data_access.stats.matching import Estimate
from data_access.stats.verdict import grade, judge
from data_access.words.numbers import value_text

APPOINTMENTS = "gp_appointments"


def outcomes_appointments(context: Context) -> RatiosReport:
    """Report the matched estimate of GP appointments, with interval and verdict.

    Raises CareImpactError naming the files to load where it cannot be made.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    if not matched.holds(APPOINTMENTS):
        raise CareImpactError(
            "GP appointments cannot be compared with those of similar people: load "
            "appointments.csv, with a year of appointments before the first person "
            "joined the caseload."
        )
    estimate = matched.estimate(APPOINTMENTS)
    graded = grade(estimate.people, quality_checks(matched))
    verdict = str(judge(estimate, graded.level).verdict)
    return ratios_report(
        matched,
        ratio_rows(matched, {APPOINTMENTS: "GP appointments"}),
        _sentence(estimate, verdict),
        "Rate ratio of GP appointments in the 12 months after starting, people "
        "first on the caseload against similar people who did not start that month",
        _summary(graded.level),
    )


def _sentence(estimate: Estimate, verdict: str) -> str:
    low, high = estimate.avoided_low, estimate.avoided_high
    if low is None or high is None:
        return f"Too few people to estimate GP appointments avoided: {verdict}"
    return (
        f"About {_change(estimate.avoided)} GP appointments than expected in 12 months "
        f"(from {_change(high)} to {_change(low)}): {verdict}"
    )


def _change(avoided: float) -> str:
    count = value_text(abs(avoided), "count")
    if count == "0":
        return "no fewer"
    return f"{count} {'fewer' if avoided > 0 else 'more'}"


def _summary(level: int) -> str:
    return (
        f"Evidence grade {level} of 4, as for emergency admissions, which were "
        "named first: of several outcomes one may differ by chance. More GP "
        "appointments can be good, where needs were not met before."
    )

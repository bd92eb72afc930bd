"""Did people who started see a GP less, or more, than like people who did not?"""

from data_access.answers.impact import RatiosReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.comparison_checks import judged, quality_checks
from data_access.questions.impact.left_out import why_left_out
from data_access.questions.impact.matched import read_matched
from data_access.questions.impact.ratios import (
    avoided_sentence,
    ratio_rows,
    ratios_report,
)
from data_access.stats.verdict import grade

APPOINTMENTS = "gp_appointments"


def outcomes_appointments(context: Context) -> RatiosReport:
    """Report the matched estimate of GP appointments, with interval and verdict.

    Raises CareImpactError naming the files to load if it cannot be made.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        if not matched.holds(APPOINTMENTS):
            why = why_left_out(
                connection,
                matched,
                APPOINTMENTS,
                "load appointments.csv, with a year of appointments before the first "
                "person joined the caseload.",
            )
            raise CareImpactError(
                "GP appointments cannot be compared with those of similar people: "
                + why
            )
    estimate = matched.estimate(APPOINTMENTS)
    checks = quality_checks(matched)
    graded = grade(estimate.people, checks)
    verdict = str(judged(estimate, checks).verdict)
    return ratios_report(
        matched,
        ratio_rows(matched, {APPOINTMENTS: "GP appointments"}),
        avoided_sentence(estimate, "GP appointments", verdict),
        "Rate ratio of GP appointments in the 12 months after starting, people "
        "first on the caseload against similar people who did not start that month",
        _summary(graded.level),
    )


def _summary(level: int) -> str:
    return (
        f"Evidence grade {level} of 4, as for emergency admissions, which were "
        "named first: of several outcomes one may differ by chance. More GP "
        "appointments can be good, where needs were not met before."
    )

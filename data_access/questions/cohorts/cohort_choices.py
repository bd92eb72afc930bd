"""Which rules can a cohort use, and which files would add more?"""

from collections.abc import Sequence

from data_access.answers.cohorts import CohortChoices
from data_access.answers.core import Option
from data_access.catalogue.cohorts import cohort_name
from data_access.door import Context
from data_access.months import MONTHS_IN_YEAR, months_after
from data_access.queries.coverage import FileMonth, file_months
from data_access.queries.people import registers_held
from data_access.queries.quality import file_spans
from data_access.questions.cohorts.cohort_scope import CohortScope, cohort_scope
from data_access.questions.parts.missing_months import missing_phrases

# What is missing from the page without each file.
_FILES = {
    "cohorts": "registers",
    "caseload": "who has an open episode",
    "contacts": "when each person was last seen",
    "health_checks": "which checks are left to do",
    "care_plans": "who has a plan",
    "referrals": "who is still waiting after a referral",
}


def cohort_choices(context: Context) -> CohortChoices:
    """List the registers with people on them, and the files that are not loaded.

    Raises as `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        registers = registers_held(connection, scope.practices)
        files = {span.file for span in file_spans(connection, scope.practices)}
        months = file_months(connection, scope.place.pcn)
    return CohortChoices(
        registers=tuple(Option(name, cohort_name(name)) for name in registers),
        lacking=tuple(
            f"{file}.csv ({purpose})"
            for file, purpose in _FILES.items()
            if file not in files
        ),
        incomplete=_incomplete(months, scope),
        as_at=scope.as_at,
    )


def _incomplete(months: Sequence[FileMonth], scope: CohortScope) -> tuple[str, ...]:
    """Name what the files of the page lack in the year that its steps look back on."""
    last = scope.place.month
    year = {months_after(last, -back) for back in range(MONTHS_IN_YEAR)}
    used = [
        one
        for one in months
        if one.file.partition(".")[0] in (*_FILES, "admissions")
        and one.practice in scope.practices
        and one.month in year
    ]
    return missing_phrases(used, scope.place)

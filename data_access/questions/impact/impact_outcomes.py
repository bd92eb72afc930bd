"""Did other outcomes change, and those that the service should not change?"""

from data_access.answers.impact import RatiosReport
from data_access.door import Context
from data_access.questions.impact.matched import read_matched
from data_access.questions.impact.ratios import ratio_rows, ratios_report

_OUTCOMES = {
    "emergency": "Emergency admissions (first outcome)",
    "ambulatory_sensitive": "Ambulatory-sensitive admissions",
    "attendances": "A&E attendances",
    "bed_days": "Bed days",
    "gp_appointments": "GP appointments",
    "elective": "Negative control: planned admissions",
    "died": "Negative control: deaths",
}


def impact_outcomes(context: Context) -> RatiosReport:
    """Report the rate ratio of every outcome and both negative controls."""
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    rows = ratio_rows(matched, _OUTCOMES)
    return ratios_report(
        matched,
        rows,
        "Other outcomes, read with more caution than the first",
        "Rate ratio by outcome in the 12 months after starting",
        "Emergency admissions were named first; with seven outcomes, one would differ "
        "by chance alone about one time in three.",
    )

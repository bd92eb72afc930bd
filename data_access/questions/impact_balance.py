"""How alike were those who started and their comparison?"""

import math

from data_access.answers import Caption, Column, Mark, Table
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.impact_answers import Balance, BalanceReport
from data_access.indicators.cohorts import cohort_name
from data_access.questions.matched import BALANCED, NOTHING, balances, read_matched
from data_access.questions.reference import reference

_NAMES = {
    "age": "Age",
    "female": "Female",
    "quintile": "Deprivation fifth",
    "recent_emergency": "Emergency admissions, last 3 months",
    "before_emergency": "Emergency admissions, last 12 months",
    "before_ambulatory_sensitive": "Ambulatory-sensitive admissions",
    "before_attendances": "A&E attendances",
    "before_bed_days": "Bed days",
    "before_gp_appointments": "GP appointments",
    "before_elective": "Planned admissions",
    "earlier_emergency": "Emergency admissions, year before that",
}


def impact_balance(asking: Asking) -> BalanceReport:
    """Report standardised mean differences before and after matching."""
    with asking.evidence.connect() as connection:
        matched = read_matched(asking, connection)
    found = [one for one in balances(matched) if math.isfinite(one.difference_after)]
    if not found:
        raise CareImpactError(NOTHING)
    rows = tuple(
        Balance(_name(one.covariate), one.difference_before, one.difference_after)
        for one in found
    )
    apart = [one for one in found if abs(one.difference_after) >= BALANCED]
    beyond = [one for one in apart if one.beyond_chance]
    headline = "Matching made the two groups alike"
    if beyond:
        headline = f"{len(beyond)} of {len(found)} characteristics still differ"
    return BalanceReport(
        caption=Caption(
            headline=headline,
            subtitle=(
                "Difference of means in standard deviations, before and after "
                f"matching, {matched.place.pcn_name}"
            ),
            summary=(
                f"The aim is under {BALANCED}. {len(apart)} of {len(found)} lie beyond "
                f"it after matching, {len(beyond)} of them by more than chance."
            ),
            definition="matching",
            reference=reference(asking, "impact_balance", "admissions-avoided@1"),
        ),
        rows=rows,
        table=Table(
            "Balance before and after matching",
            (
                Column("Characteristic"),
                Column("Before matching", "number"),
                Column("After matching", "number"),
                Column("Variance ratio", "number"),
                Column("Beyond chance"),
            ),
            tuple(
                (
                    _name(one.covariate),
                    one.difference_before,
                    one.difference_after,
                    Mark.NO_DATA if one.variance_ratio is None else one.variance_ratio,
                    "yes" if one.beyond_chance else "no",
                )
                for one in found
            ),
        ),
    )


def _name(covariate: str) -> str:
    if covariate.startswith("cohort_"):
        cohort = covariate.removeprefix("cohort_")
        return f"Cohort: {'none' if cohort == 'none' else cohort_name(cohort).lower()}"
    return _NAMES.get(covariate, covariate)

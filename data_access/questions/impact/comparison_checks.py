"""Can the matched comparison be trusted, and what may be concluded of it?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.judging import read_judging
from data_access.marts.impact.impact_design import EARLIER, PRIMARY
from data_access.questions.impact.balance_sums import COHORT, balance_sums
from data_access.questions.impact.estimate_shown import two_digits
from data_access.questions.impact.matched import Matched
from data_access.stats import balance
from data_access.stats.diagnosis import (
    check_balance,
    check_controls,
    check_earlier,
)
from data_access.stats.earlier_trend import EarlierTrend, earlier_trend
from data_access.stats.evalue import e_value, e_value_of_limit
from data_access.stats.matching import Estimate
from data_access.stats.verdict import Check, Judgement, judge

COVARIATES = {
    "expected": "Admissions expected by the score",
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
_CONTROLS = {"elective": "planned admissions", "died": "deaths"}


def pre_trend(matched: Matched) -> EarlierTrend | None:
    """Test whether the matched year already differed, quarter by quarter."""
    if matched.quarters.empty:
        return None
    row = matched.quarters.sum(numeric_only=True)
    differences = np.array([row[f"difference_{i}"] for i in range(1, 5)])
    products = np.array(
        [
            [row[f"product_{min(i, j)}_{max(i, j)}"] for j in range(1, 5)]
            for i in range(1, 5)
        ]
    )
    return earlier_trend(differences, products, int(row["people"]))


def balances_shown(matched: Matched) -> list[balance.CovariateBalance]:
    """Compare each covariate as the reader may see it.

    Outside direct care they are of rounded sums, with two digits; a characteristic of a
    few people or events is left out.
    """
    if matched.exact:
        return balances(matched.balances)
    return [
        replace(
            row,
            difference_before=two_digits(row.difference_before, exact=matched.exact),
            difference_after=two_digits(row.difference_after, exact=matched.exact),
            variance_ratio=matched.shown(row.variance_ratio),
        )
        for row in balances(balance_sums(matched.balances))
    ]


def balances(sums: pd.DataFrame) -> list[balance.CovariateBalance]:
    """Compare each covariate of all who started, and of those compared.

    ``sums``: rows of impact_balance of one PCN.
    """
    covariates = []
    for name, rows in sums.groupby("covariate", sort=False):
        groups = {
            str(row["group"]): balance.WeightedSums(
                weight=float(row["weight"]),
                weight_squared=float(row["weight_squared"]),
                total=float(row["total"]),
                square=float(row["square"]),
            )
            for row in rows.to_dict("records")
        }
        if len(groups) == 4:
            compared = balance.balance(
                str(name),
                started_before=groups["started_before"],
                comparison_before=groups["comparison_before"],
                started_after=groups["started_after"],
                comparison_after=groups["comparison_after"],
            )
            if compared is not None:
                covariates.append(compared)
    return covariates


def quality_checks(matched: Matched) -> list[Check]:
    """Return the three checks of the comparison that its verdict depends on."""
    controls = {
        outcome_name: matched.estimate(measure)
        for measure, outcome_name in _CONTROLS.items()
        if matched.holds(measure)
    }
    return [balance_check(matched), earlier_check(matched), check_controls(controls)]


def balance_check(matched: Matched) -> Check:
    """Check that as many admissions were expected of both groups."""
    of_score = matched.balances["covariate"] == "expected"
    return check_balance(balances(matched.balances[of_score]))


def earlier_check(matched: Matched) -> Check:
    """Check that admissions were alike in both years before the start."""
    tested = pre_trend(matched)
    placebo = matched.estimate(EARLIER) if matched.holds(EARLIER) else None
    return check_earlier(tested, placebo, matched.estimate(PRIMARY))


def judged(estimate: Estimate, checks: Sequence[Check]) -> Judgement:
    """Judge an estimate by its checks and the margin that is set."""
    return judge(estimate, checks, meaningful=read_judging().meaningful.value)


def e_values(estimate: Estimate) -> tuple[float | None, float | None]:
    """Return the E-values of an estimate and of its limit nearest to no effect."""
    ratio, low, high = (
        estimate.rate_ratio,
        estimate.rate_ratio_low,
        estimate.rate_ratio_high,
    )
    if not ratio or low is None or high is None:
        return None, None
    return e_value(ratio), e_value_of_limit(low, high)


def covariate_name(covariate: str) -> str:
    """Return a covariate's name for readers."""
    if covariate.startswith(COHORT):
        cohort = covariate.removeprefix(COHORT)
        return f"Cohort: {'none' if cohort == 'none' else cohort_name(cohort).lower()}"
    return COVARIATES.get(covariate, covariate)

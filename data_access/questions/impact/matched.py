"""The matched estimate's sums, which every question about it starts from."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.judging import read_judging
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_coverage import FILES
from data_access.marts.impact.impact_design import EARLIER, PRIMARY
from data_access.months import MONTHS_IN_YEAR, months_after, months_between
from data_access.queries.coverage import last_sent, whole_months
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.balance_sums import COHORT, balance_sums
from data_access.questions.impact.estimate_shown import estimate_shown, two_digits
from data_access.questions.parts.place import Place, find_pcns, find_place
from data_access.selection import ALL
from data_access.stats import balance, matching
from data_access.stats.diagnosis import (
    check_balance,
    check_controls,
    check_earlier,
)
from data_access.stats.earlier_trend import EarlierTrend, earlier_trend
from data_access.stats.evalue import e_value, e_value_of_limit
from data_access.stats.matching import Estimate, MatchedSums
from data_access.stats.trials import TrialSums, estimate_trials
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

NOTHING = (
    "No estimate can be made yet: it needs practices, patients, admissions and "
    "caseload files, with a year of admissions before the first person joined the "
    "caseload."
)


_COUNTS = ("people", "comparison_people")
Added = TypeVar("Added", MatchedSums, TrialSums)


@dataclass(frozen=True, slots=True)
class Matched:
    """One PCN's sums: by measure and slice, by quarter, for balance, and exact ones.

    They cover the whole study, `first_month` to `last_month` (the last final month in
    which the files can follow anybody), whichever month is chosen.
    """

    place: Place
    first_month: date
    last_month: date
    sums: pd.DataFrame
    exact_sums: pd.DataFrame
    quarters: pd.DataFrame
    balances: pd.DataFrame
    exact: bool

    @property
    def last_start(self) -> date:
        """Return the last index month: the last with a month of follow-up."""
        return months_after(self.last_month, -1)

    @property
    def months_of_starts(self) -> int:
        """Count the index months, from a year after the study's first."""
        first = months_after(self.first_month, MONTHS_IN_YEAR)
        return len(months_between(first, self.last_start))

    def of(self, measure: str, slice_: str = ALL, value: str = ALL) -> TrialSums:
        """Return the sums of one measure and slice, zeros if no one is in it."""
        rows = self.sums[
            (self.sums["measure"] == measure)
            & (self.sums["slice"] == slice_)
            & (self.sums["value"] == value)
        ]
        return trial_sums(rows)

    def holds(self, measure: str) -> bool:
        """Return whether the loaded files record a measure."""
        return bool((self.sums["measure"] == measure).any())

    def estimate(self, measure: str) -> Estimate:
        """Estimate one measure over everyone compared, as the reader may see it."""
        return estimate_shown(estimate_trials(self.of(measure)), exact=self.exact)

    def exact_estimate(self) -> Estimate:
        """Estimate emergency admissions of people alike in every band."""
        sums = _added(self.exact_sums, MatchedSums)
        return estimate_shown(matching.estimate(sums), exact=self.exact)

    def shown(self, figure: float | None) -> float | None:
        """Write what is computed with as many digits as the reader may see."""
        if figure is None:
            return None
        return two_digits(figure, exact=self.exact)


def read_matched(context: Context, connection: Connection) -> Matched:
    """Read a PCN's sums; raise CareImpactError if there are none.

    The estimate is of the whole PCN: the selected practice and cohort choose which
    groups are shown, and never make the comparison smaller.
    """
    place = find_place(context, connection)
    sums = impact_rows(connection, "impact_sums", place.pcn)
    meta = context.evidence.meta()
    if sums.empty or meta.first_month is None or meta.last_month is None:
        raise CareImpactError(NOTHING)
    return Matched(
        place=place,
        first_month=meta.first_month,
        last_month=_last_followed(connection, place) or meta.last_month,
        sums=sums,
        exact_sums=impact_rows(connection, "impact_exact", place.pcn),
        quarters=impact_rows(connection, "impact_quarters", place.pcn),
        balances=impact_rows(connection, "impact_balance", place.pcn),
        exact=context.viewer.exact_for(tuple(p.code for p in place.practices)),
    )


def read_all_matched(context: Context, connection: Connection) -> dict[str, Matched]:
    """Read the sums of every PCN, by its code, as anybody may see them; may be none."""
    place = find_pcns(context, connection)
    tables = {
        name: impact_rows(connection, name)
        for name in ("impact_sums", "impact_exact", "impact_quarters", "impact_balance")
    }

    def of(name: str, pcn: str) -> pd.DataFrame:
        rows = tables[name]
        return rows if rows.empty else rows[rows["pcn_code"] == pcn]

    codes = () if tables["impact_sums"].empty else tables["impact_sums"]["pcn_code"]
    return {
        str(pcn): Matched(
            place=place,
            first_month=place.first_month,
            last_month=place.month,
            sums=of("impact_sums", pcn),
            exact_sums=of("impact_exact", pcn),
            quarters=of("impact_quarters", pcn),
            balances=of("impact_balance", pcn),
            exact=False,
        )
        for pcn in sorted(set(codes))
    }


def together(networks: Sequence[Matched]) -> Matched:
    """Add the sums of PCNs, which have no person in common."""
    first = networks[0]
    balances = pd.concat([matched.balances for matched in networks])
    keys = ["covariate", "group"]
    return replace(
        first,
        sums=pd.concat([matched.sums for matched in networks]),
        exact_sums=pd.concat([matched.exact_sums for matched in networks]),
        quarters=pd.concat([matched.quarters for matched in networks]),
        balances=balances.groupby(keys, as_index=False).sum(numeric_only=True),
        exact=all(matched.exact for matched in networks),
    )


def _last_followed(connection: Connection, place: Place) -> date | None:
    """Return the last final month in which the estimate's files can follow anybody."""
    loaded = last_sent(connection, place.pcn)
    followed = tuple(file for file in FILES if file in loaded)
    months = whole_months(connection, place.pcn, followed)
    final = min((day for file, day in place.firm if file in followed), default=None)
    return next(
        (month for month in reversed(months) if final is None or month <= final), None
    )


def trial_sums(rows: pd.DataFrame) -> TrialSums:
    """Add rows of impact_sums that have no person in common."""
    return _added(rows, TrialSums)


def _added(rows: pd.DataFrame, sums: type[Added]) -> Added:
    total = rows.sum(numeric_only=True)
    values: dict[str, Any] = {
        field.name: (int if field.name in _COUNTS else float)(total.get(field.name, 0))
        for field in fields(sums)
    }
    return sums(**values)


def path_by(rows: pd.DataFrame, key: str, *, added_up: bool = False) -> pd.DataFrame:
    """Add rows of impact_path up by ``key``: observed, expected and its variance.

    With ``added_up``, every row includes all rows before it.
    """
    columns = ["observed", "expected", "variance"]
    total: pd.DataFrame = rows.groupby(key)[columns].sum().sort_index()
    return total.cumsum() if added_up else total


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

"""What every question about the matched estimate starts from."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.queries.impact_sums import impact_rows
from data_access.questions.place import Place, find_place
from data_access.stats import balance, matching
from data_access.stats.earlier_trend import EarlierTrend, earlier_trend
from data_access.stats.evalue import e_value
from data_access.stats.matching import Estimate, MatchedSums
from data_access.stats.verdict import Check

PRIMARY = "emergency"
BALANCED = 0.1  # the aim for a standardised mean difference
SIGNIFICANT = 0.05

NOTHING = (
    "No estimate can be made yet: it needs practices, patients, admissions and "
    "caseload files, with a year of admissions before somebody first joined the "
    "caseload."
)

_COUNTS = ("people", "comparison_people")
_TOTALS = tuple(
    field.name for field in fields(MatchedSums) if field.name not in _COUNTS
)


@dataclass(frozen=True, slots=True)
class Matched:
    """One PCN's sums: by measure and slice, by quarter, and for balance."""

    place: Place
    sums: pd.DataFrame
    quarters: pd.DataFrame
    balances: pd.DataFrame

    def of(self, measure: str, slice_: str = "all", value: str = "all") -> MatchedSums:
        """Return the sums of one measure and slice, zeros where nobody is in it."""
        rows = self.sums[
            (self.sums["measure"] == measure)
            & (self.sums["slice"] == slice_)
            & (self.sums["value"] == value)
        ]
        return matched_sums(rows)

    def estimate(self, measure: str) -> Estimate:
        """Estimate one measure over everybody matched."""
        return matching.estimate(self.of(measure))


def read_matched(asking: Asking, connection: Connection) -> Matched:
    """Read a PCN's sums; raise CareImpactError where there are none.

    The estimate is of the whole PCN: a selection's practice and cohort choose among
    the groups that are shown, never a smaller comparison.
    """
    place = find_place(asking, connection)
    sums = impact_rows(connection, "impact_sums", place.pcn)
    if sums.empty:
        raise CareImpactError(NOTHING)
    return Matched(
        place=place,
        sums=sums,
        quarters=impact_rows(connection, "impact_quarters", place.pcn),
        balances=impact_rows(connection, "impact_balance", place.pcn),
    )


def matched_sums(rows: pd.DataFrame) -> MatchedSums:
    """Add rows of impact_sums of people with nobody in common."""
    total = rows.sum(numeric_only=True)
    return MatchedSums(
        people=int(total.get("people", 0)),
        comparison_people=int(total.get("comparison_people", 0)),
        **{name: float(total.get(name, 0.0)) for name in _TOTALS},
    )


def path_by(rows: pd.DataFrame, key: str, *, added_up: bool = False) -> pd.DataFrame:
    """Add rows of impact_path up by ``key``: observed, expected and its variance.

    Expected is days at risk of those who started at the rate of their comparison, as
    in the estimate. With ``added_up``, every row holds all before it too.
    """
    columns = ["observed", "days", "compared", "comparison_days", "variance"]
    total = rows[rows["measure"] == PRIMARY].groupby(key)[columns].sum().sort_index()
    if added_up:
        total = total.cumsum()
    scale = (total["days"] / total["comparison_days"]).where(
        total["comparison_days"] > 0, 0.0
    )
    return total.assign(
        expected=scale * total["compared"], variance=scale**2 * total["variance"]
    )


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


def balances(matched: Matched) -> list[balance.Balance]:
    """Compare each covariate before and after matching."""
    found = []
    for covariate, rows in matched.balances.groupby("covariate", sort=False):
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
                str(covariate),
                started_before=groups["started_before"],
                comparison_before=groups["comparison_before"],
                started_after=groups["started_after"],
                comparison_after=groups["comparison_after"],
            )
            if compared is not None:
                found.append(compared)
    return found


def quality_checks(matched: Matched) -> list[Check]:
    """Put the comparison to the tests that its grade depends on."""
    return [_balance_check(matched), _trend_check(matched), *_control_checks(matched)]


def e_values(found: Estimate) -> tuple[float | None, float | None]:
    """Return the E-values of an estimate and of its limit nearest to no effect."""
    ratio, low, high = found.rate_ratio, found.rate_ratio_low, found.rate_ratio_high
    if not ratio or low is None or high is None:
        return None, None
    nearest = 1.0 if low <= 1 <= high else (high if high < 1 else low)
    return e_value(ratio), e_value(nearest)


def _balance_check(matched: Matched) -> Check:
    found = balances(matched)
    if not found:
        return Check("balance", None, "Balance could not be computed.")
    # A small caseload differs by more than 0.1 by luck alone; only what is also
    # beyond chance says that the groups are not alike.
    apart = [
        one
        for one in found
        if abs(one.difference_after) >= BALANCED and one.beyond_chance
    ]
    if not apart:
        return Check("balance", True, "The two groups were alike before the start.")
    worst = max(apart, key=lambda one: abs(one.difference_after))
    return Check(
        "balance",
        False,
        f"The groups differed before the start in {len(apart)} of {len(found)} "
        f"characteristics, most by {abs(worst.difference_after):.2f} standard "
        "deviations.",
    )


def _trend_check(matched: Matched) -> Check:
    tested = pre_trend(matched)
    if tested is None or tested.p_value is None:
        return Check("earlier trend", None, "Earlier trends could not be tested.")
    passed = tested.p_value >= SIGNIFICANT
    words = "did not differ" if passed else "already differed"
    return Check(
        "earlier trend",
        passed,
        f"In the year before, admissions of the two groups {words} by quarter "
        f"(p = {tested.p_value:.2f}).",
    )


def _control_checks(matched: Matched) -> list[Check]:
    names = {"elective": "planned admissions", "died": "deaths"}
    found = []
    for measure, words in names.items():
        estimate = matched.estimate(measure)
        if estimate.p_value is None:
            found.append(
                Check(words, None, f"Too few {words} to use as a negative control.")
            )
            continue
        passed = estimate.p_value >= SIGNIFICANT
        verb = "do not differ" if passed else "differ"
        found.append(
            Check(
                words,
                passed,
                f"The service should not change {words}, and they {verb} "
                f"(rate ratio {estimate.rate_ratio:.2f}, p = {estimate.p_value:.2f}).",
            )
        )
    return found

"""The matched estimate's sums, which every question about it starts from."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import Connection

from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_coverage import FILES
from data_access.months import MONTHS_IN_YEAR, months_after, months_between
from data_access.queries.coverage import last_sent, whole_months
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.estimate_shown import estimate_shown, two_digits
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import Place, find_pcns, find_place
from data_access.selection import ALL
from data_access.stats import matching
from data_access.stats.matching import Estimate, MatchedSums
from data_access.stats.trials import TrialSums, estimate_trials

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
    require_closed_cases(connection, place, "The estimate")
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

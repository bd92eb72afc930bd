"""How alike were those who started and their comparison?"""

import math

from data_access.answers.core import Caption, Column, Mark, Table
from data_access.answers.impact import Balance, BalanceReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.comparison_checks import (
    balance_check,
    balances_shown,
    covariate_name,
)
from data_access.questions.impact.matched import NOTHING, read_matched
from data_access.stats.balance import ALIKE


def impact_balance(context: Context) -> BalanceReport:
    """Report standardised mean differences before and after sorting by risk."""
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    # Without spread among those who started there is no unit to measure in.
    balance_rows = [
        row
        for row in balances_shown(matched)
        if math.isfinite(row.difference_before) and math.isfinite(row.difference_after)
    ]
    if not balance_rows:
        raise CareImpactError(NOTHING)
    rows = tuple(
        Balance(
            covariate_name(row.covariate), row.difference_before, row.difference_after
        )
        for row in balance_rows
    )
    apart = [row for row in balance_rows if not row.alike]
    check = balance_check(matched)
    return BalanceReport(
        caption=Caption(
            headline=check.sentence.rstrip("."),
            subtitle=(
                "Difference of means in standard deviations, before and after people "
                f"are sorted by risk, {matched.place.pcn_name}"
            ),
            summary=(
                "The two groups are made alike in the admissions to expect of them, "
                f"where the aim is {ALIKE} or less. {len(apart)} of "
                f"{len(balance_rows)} characteristics differ by more at the same risk; "
                "the model takes account of them."
            ),
            definition="matching",
        ),
        rows=rows,
        table=Table(
            "Balance before and after sorting by risk",
            (
                Column("Characteristic"),
                Column("Before", "number"),
                Column("After", "number"),
                Column("Variance ratio", "ratio"),
            ),
            tuple(
                (
                    covariate_name(row.covariate),
                    row.difference_before,
                    row.difference_after,
                    Mark.NO_DATA if row.variance_ratio is None else row.variance_ratio,
                )
                for row in balance_rows
            ),
        ),
    )

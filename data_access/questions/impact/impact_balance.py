"""How alike were those who started and their comparison?"""

import math

from data_access.answers.core import Caption, Column, Mark, Table
from data_access.answers.impact import Balance, BalanceReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.matched import (
    NOTHING,
    balance_check,
    balances_shown,
    covariate_name,
    read_matched,
)
from data_access.stats.balance import ALIKE


def impact_balance(context: Context) -> BalanceReport:
    """Report standardised mean differences before and after matching."""
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
    beyond = [row for row in apart if row.beyond_chance]
    check = balance_check(matched)
    return BalanceReport(
        caption=Caption(
            headline=check.sentence.rstrip("."),
            subtitle=(
                "Difference of means in standard deviations, before and after "
                f"matching, {matched.place.pcn_name}"
            ),
            summary=(
                f"The aim is {ALIKE} or less. {len(apart)} of {len(balance_rows)} "
                f"are above it after matching, {len(beyond)} of them by more than "
                "chance."
            ),
            definition="matching",
        ),
        rows=rows,
        table=Table(
            "Balance before and after matching",
            (
                Column("Characteristic"),
                Column("Before matching", "number"),
                Column("After matching", "number"),
                Column("Variance ratio", "ratio"),
                Column("Beyond chance"),
            ),
            tuple(
                (
                    covariate_name(row.covariate),
                    row.difference_before,
                    row.difference_after,
                    Mark.NO_DATA if row.variance_ratio is None else row.variance_ratio,
                    "yes" if row.beyond_chance else "no",
                )
                for row in balance_rows
            ),
        ),
    )

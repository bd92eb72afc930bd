"""How alike were those who started and their comparison?"""

import math

from data_access.answers.core import Caption, Column, Mark, Table
from data_access.answers.impact import Balance, BalanceReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.matched import (
    NOTHING,
    balance_check,
    balances,
    covariate_name,
    read_matched,
)
from data_access.stats.balance import ALIKE


def impact_balance(context: Context) -> BalanceReport:
    """Report standardised mean differences before and after matching."""
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    # Without spread among those who started there is no unit to measure in.
    found = [
        one
        for one in balances(matched)
        if math.isfinite(one.difference_before) and math.isfinite(one.difference_after)
    ]
    if not found:
        raise CareImpactError(NOTHING)
    rows = tuple(
        Balance(
            covariate_name(one.covariate), one.difference_before, one.difference_after
        )
        for one in found
    )
    apart = [one for one in found if not one.alike]
    beyond = [one for one in apart if one.beyond_chance]
    check = balance_check(matched)
    return BalanceReport(
        caption=Caption(
            headline=check.sentence.rstrip("."),
            subtitle=(
                "Difference of means in standard deviations, before and after "
                f"matching, {matched.place.pcn_name}"
            ),
            summary=(
                f"The aim is {ALIKE} or less. {len(apart)} of {len(found)} lie beyond "
                f"it after matching, {len(beyond)} of them by more than chance."
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
                    covariate_name(one.covariate),
                    one.difference_before,
                    one.difference_after,
                    Mark.NO_DATA if one.variance_ratio is None else one.variance_ratio,
                    "yes" if one.beyond_chance else "no",
                )
                for one in found
            ),
        ),
    )

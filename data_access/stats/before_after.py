"""How did those who started change, and how would they have changed anyway?"""

from dataclasses import dataclass

from data_access.stats.matching import DAYS_A_YEAR
from data_access.stats.trials import TrialSums


@dataclass(frozen=True, slots=True)
class BeforeAfterRates:
    """Events a person-year before and after, and the change without the service.

    `naive_change` compares those who started with themselves a year earlier;
    `change_without_effect` is the change that their comparison shows would have come
    anyway: regression to the mean, ageing and season. Both are proportions (-0.5 is a
    fall of half), None if there were no events before.
    """

    before_per_year: float
    after_per_year: float
    expected_per_year: float
    naive_change: float | None
    change_without_effect: float | None


def before_after(sums: TrialSums) -> BeforeAfterRates | None:
    """Compare the naive change with the change that is expected without the service.

    The year before counts as one year for everyone, since only people registered
    throughout it are compared. None if nobody was followed.
    """
    if sums.people == 0 or sums.days == 0:
        return None
    years = sums.days / DAYS_A_YEAR
    before = sums.before / sums.people
    after, expected = sums.observed / years, sums.expected / years
    return BeforeAfterRates(
        before_per_year=before,
        after_per_year=after,
        expected_per_year=expected,
        naive_change=after / before - 1 if before > 0 else None,
        change_without_effect=expected / before - 1 if before > 0 else None,
    )

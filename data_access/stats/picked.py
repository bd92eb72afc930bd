"""How much of a naive fall remains among people selected by one rule?"""

from dataclasses import dataclass

from data_access.stats.before_after import before_after
from data_access.stats.trials import TrialSums, estimate_trials


@dataclass(frozen=True, slots=True)
class PickedChange:
    """Events a person-year before, after and expected, and the rate ratio's limits.

    `before_events` and `observed_events` are how many there were before and after.
    """

    people: int
    before_events: float
    observed_events: float
    expected_events: float
    before_per_year: float
    after_per_year: float
    expected_per_year: float
    low: float
    high: float


def picked_change(sums: TrialSums, confidence: float = 0.95) -> PickedChange | None:
    """Split the naive change of some people compared into its parts, with an interval.

    The limits are those of their estimate. None if there is no event to compare.

    Raises:
        StatisticsError: as `estimate_trials`.

    """
    found, rates = estimate_trials(sums, confidence), before_after(sums)
    if found.standard_error is None or rates is None or sums.before <= 0:
        return None
    return PickedChange(
        people=sums.people,
        before_events=sums.before,
        observed_events=sums.observed,
        expected_events=sums.expected,
        before_per_year=rates.before_per_year,
        after_per_year=rates.after_per_year,
        expected_per_year=rates.expected_per_year,
        low=found.rate_ratio_low or 0.0,
        high=found.rate_ratio_high or 0.0,
    )

"""The matched estimate as a reader outside direct care may see it.

It is the one answer that is computed from exact counts for everybody: a model's result
that mixes thousands of people. So it has a rule of its own: nothing of fewer than eight
observed events, and two significant digits.
"""

from dataclasses import replace

import numpy as np

from data_access.disclosure.counts import figure_as_shown, to_digits
from data_access.disclosure.rule import LEAST_SHOWN, rounded
from data_access.stats.matching import Estimate

DIGITS = 2


def two_digits(figure: float, *, exact: bool) -> float:
    """Write what an estimate gives with two digits, unless it may be known exactly."""
    return figure_as_shown(figure, exact=exact, digits=DIGITS)


def enough_observed(observed: float, *, exact: bool) -> bool:
    """Say whether a figure of so many observed events may be shown."""
    return exact or observed >= LEAST_SHOWN


def estimate_shown(estimate: Estimate, *, exact: bool) -> Estimate:
    """Return an estimate as it may be shown; without limits where it is withheld.

    The figures come with two digits, numbers of people and events to the nearest 5, so
    that what is said of them agrees with what is shown.
    """
    if exact:
        return estimate
    counts = (estimate.people, estimate.comparison_people, estimate.observed)
    people, compared, observed = rounded(np.array(counts, dtype=float))
    given = replace(
        estimate,
        people=int(people),
        comparison_people=int(compared),
        observed=float(observed),
        expected=to_digits(estimate.expected, DIGITS),
    )
    if not enough_observed(estimate.observed, exact=exact):
        # Expected less observed would give the observed away.
        return replace(
            given,
            observed=0.0,
            avoided=0.0,
            avoided_low=None,
            avoided_high=None,
            rate_ratio=None,
            rate_ratio_low=None,
            rate_ratio_high=None,
            standard_error=None,
            p_value=None,
        )
    return replace(
        given,
        avoided=to_digits(estimate.avoided, DIGITS),
        avoided_low=_two(estimate.avoided_low),
        avoided_high=_two(estimate.avoided_high),
        rate_ratio=_two(estimate.rate_ratio),
        rate_ratio_low=_two(estimate.rate_ratio_low),
        rate_ratio_high=_two(estimate.rate_ratio_high),
    )


def _two(figure: float | None) -> float | None:
    return None if figure is None else to_digits(figure, DIGITS)

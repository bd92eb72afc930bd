"""How many events would people have had had they not started, by sequential trials?

Each index month is a trial: those who start in it, against all those eligible in it
who do not. A score, the events that a model expects of each, sorts people into strata,
and what the model gets wrong of a stratum's comparison corrects what it expects of
those who started: the estimate is right if the model is, and nearly so if the people of
a stratum are alike.
"""

import math
from dataclasses import dataclass, replace
from functools import partial

from scipy import stats

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import Estimate, estimate_of


@dataclass(frozen=True, slots=True)
class TrialSums:
    """Totals of those who started and could be compared, and sums over people.

    `people` who started, with `observed` events and `days` at risk in follow-up, their
    events in the year `before`, and the events `expected` of them; of
    `comparison_people` in all. `oo` is the sum over people of the square of each one's
    part of observed, `oe` of its product with the part of expected, and `ee` of the
    square of that. Sums of sets that share no person can be added.
    """

    people: int
    comparison_people: int
    before: float
    observed: float
    days: float
    expected: float
    oo: float
    oe: float
    ee: float


def estimate_trials(sums: TrialSums, confidence: float = 0.95) -> Estimate:
    """Estimate events avoided and the rate ratio, with intervals robust over people.

    A person's influence on the log rate ratio is the part of observed over observed
    less the part of expected over expected; on events avoided it is the part of
    expected less that of observed, so that the interval of either carries the error of
    both. All that a person adds, in every month and on either side, is summed before it
    is squared. The intervals take Student's t on people who started less one, and
    multiply the variance by n / (n - 1), as cluster-robust intervals do. With nothing
    observed, the upper limits are those of an exact count of none, expected as known.

    Source: Hernan and Robins (2016), Using big data to emulate a target trial, American
    Journal of Epidemiology 183, 758-764 (sequential trials); Bang and Robins (2005),
    Doubly robust estimation, Biometrics 61, 962-973.

    Raises:
        StatisticsError: negative or non-finite sums, or a confidence outside 0 to 1.

    """
    _require_counts(sums)
    found = estimate_of(sums, partial(log_error, sums), confidence)
    if found.standard_error is None:
        return found
    reach = float(stats.t.isf((1 - found.confidence) / 2, sums.people - 1))
    apart = reach * _avoided_error(sums)
    return replace(
        found, avoided_low=found.avoided - apart, avoided_high=found.avoided + apart
    )


def log_error(sums: TrialSums) -> float:
    """Return the standard error of the log rate ratio, robust over people.

    Raises:
        StatisticsError: no events observed or expected, or fewer than two people.

    """
    for name, value in (("observed", sums.observed), ("expected", sums.expected)):
        if value <= 0:
            raise StatisticsError(name, "must be above zero to have a log rate ratio")
    if sums.people < 2:
        raise StatisticsError("people", "must be two or more to vary")
    observed, expected = sums.observed, sums.expected
    variance = (
        sums.oo / observed**2
        - 2 * sums.oe / (observed * expected)
        + sums.ee / expected**2
    )
    return _error(variance, sums.people)


def _avoided_error(sums: TrialSums) -> float:
    """Return the standard error of events avoided."""
    return _error(sums.oo - 2 * sums.oe + sums.ee, sums.people)


def _error(variance: float, people: int) -> float:
    # Rounding can leave a hair below zero where the two sides agree exactly.
    return math.sqrt(max(variance, 0.0) * people / (people - 1))


def _require_counts(sums: TrialSums) -> None:
    checks.counts("people", sums.people)
    for name in ("before", "observed", "days"):
        checks.counts(name, getattr(sums, name), whole=False)
    if not all(math.isfinite(x) for x in (sums.expected, sums.oo, sums.oe, sums.ee)):
        raise StatisticsError("expected", "and its products must be finite")

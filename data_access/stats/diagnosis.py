"""Can a comparison be trusted? The checks, each in a sentence."""

import math
from collections.abc import Mapping, Sequence

from scipy import stats

from data_access.stats import checks
from data_access.stats.balance import ALIKE, CovariateBalance
from data_access.stats.earlier_trend import EarlierTrend
from data_access.stats.matching import Estimate
from data_access.stats.verdict import Check

# Of each of the two checks that chance can fail: a fair comparison is called unfair in
# one of twenty.
SIGNIFICANCE = 0.025
FAIR = (1 - SIGNIFICANCE) ** 2
# What a reader who sees one chance alone takes for a difference.
ALONE = 0.05
# The year before is sure, one time in ten, of a difference as large as that found.
EARLIER_LEVEL = 0.1
# A control that could not have shown so much more, four times in five, shows nothing.
NOTICEABLE = 1.5
_POWER = 0.8

_TOO_LITTLE_HISTORY = (
    "There is too little history to see whether {events} already differed before the "
    "start."
)
_RAN_ALIKE = "{Events} followed the same course in both groups before the start."
_MAY_HAVE_DIFFERED = (
    "The year before is too short of {events} to rule out that those who started "
    "already differed by as much as they do now."
)
_DIFFERS_ALONE = (
    "{Events} may already have differed before the start: one test taken alone says "
    "so, though not at the stricter level that the tests share."
)
_DIFFERED_EARLIER = (
    "{Events} of people who started already differed from their comparison group's "
    "before the start."
)


def check_balance(balances: Sequence[CovariateBalance]) -> Check:
    """Check that those who started and their comparison had the same to expect.

    What the score expects of them must be within a tenth of a standard deviation. Other
    characteristics may differ at the same risk: the model takes account of them.

    Source: Stuart, Lee and Leacy (2013), Prognostic score-based balance measures can be
    a useful diagnostic for propensity score methods, Journal of Clinical Epidemiology
    66, S84-S90.
    """
    if not balances:
        return Check("balance", None, "Balance before the start could not be checked.")
    if all(balance.alike for balance in balances):
        return Check(
            "balance",
            True,
            "People who started and their comparison group had as many admissions to "
            "expect.",
        )
    return Check(
        "balance",
        False,
        "People who started and their comparison group did not have as many admissions "
        f"to expect: they differed by more than {ALIKE:g} standard deviations.",
    )


def check_earlier(
    trend: EarlierTrend | None,
    earlier_year: Estimate | None,
    estimate: Estimate,
    level: float = SIGNIFICANCE,
    events: str = "admissions",
) -> Check:
    """Check that admissions did not already differ before anything had started.

    Two tests share the level: one of the year before by quarter, one of the year before
    that. A hidden cause of both selection and admission shows there first. Neither
    failing is not enough: the earlier year must also be sure that a difference as large
    as `estimate` finds was not there already (or, where that is no more than chance, as
    large as it could have found). A verdict needs this check. `events` names what is
    counted.
    """

    def told(passed: bool | None, sentence: str) -> Check:
        named = sentence.format(events=events, Events=events.capitalize())
        return Check("earlier_trend", passed, named, needed=True)

    tests = (trend, earlier_year)
    p_values = [test.p_value for test in tests if test and test.p_value is not None]
    if not p_values:
        return told(None, _TOO_LITTLE_HISTORY)
    if min(p_values) < _each(level, len(p_values)):
        return told(False, _DIFFERED_EARLIER)
    if not earlier_year or not was_not_there(earlier_year, estimate):
        sentence = _MAY_HAVE_DIFFERED if earlier_year else _TOO_LITTLE_HISTORY
        return told(None, sentence)
    sentence = _RAN_ALIKE if min(p_values) >= ALONE else _DIFFERS_ALONE
    return told(True, sentence)


def was_not_there(
    earlier: Estimate, estimate: Estimate, level: float = EARLIER_LEVEL
) -> bool:
    """Say whether an earlier year excludes a difference as large as an estimate's.

    One-sided, in the direction of the estimate. If all of the estimate had been there
    already, this would be true in `level` of networks, however small they are.
    """
    if not estimate.rate_ratio or not estimate.standard_error:
        return False
    if not earlier.rate_ratio or not earlier.standard_error:
        return False
    found = math.log(estimate.rate_ratio)
    least = float(stats.norm.isf((1 - estimate.confidence) / 2))
    size = max(abs(found), least * estimate.standard_error)
    side = 1.0 if found > 0 else -1.0
    reach = float(stats.norm.isf(level)) * earlier.standard_error
    return side * math.log(earlier.rate_ratio) + reach < size


def check_controls(
    controls: Mapping[str, Estimate], level: float = SIGNIFICANCE
) -> Check:
    """Check outcomes that the service should not change, such as deaths.

    The controls share the level. One with nothing observed or expected says nothing,
    and nor do all of them if none could have shown that there were half as many again.
    """
    known = {
        name: test
        for name, test in controls.items()
        if test.p_value is not None and test.standard_error is not None
    }
    if not known:
        return Check(
            "negative_controls",
            None,
            "No outcome that the service should not change could be compared.",
        )
    limit = _each(level, len(known))
    differing = [
        name.replace("_", " ")
        for name, test in known.items()
        if (test.p_value or 0.0) < limit
    ]
    if differing:
        return Check(
            "negative_controls",
            False,
            "Outcomes that the service should not change differed as well: "
            f"{', '.join(differing)}.",
        )
    reach = float(stats.norm.isf(limit / 2) + stats.norm.ppf(_POWER))
    least = min(test.standard_error or math.inf for test in known.values())
    if reach * least > math.log(NOTICEABLE):
        return Check(
            "negative_controls",
            None,
            f"There were too few {' and '.join(known)} to notice a difference in what "
            "the service should not change.",
        )
    return Check(
        "negative_controls",
        True,
        "Outcomes that the service should not change did not differ.",
    )


def _each(level: float, tests: int) -> float:
    """Share a significance level among tests, by Bonferroni."""
    checks.confidence(1 - level)
    return level / tests

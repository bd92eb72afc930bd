"""Can a matched comparison be trusted? The checks, each in a sentence."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from data_access.stats import checks
from data_access.stats.balance import ALIKE, CovariateBalance
from data_access.stats.earlier_trend import EarlierTrend
from data_access.stats.matching import Estimate
from data_access.stats.verdict import Check

SIGNIFICANCE = 0.05  # of each of the three checks that a grade depends on

# What strata are made of, so that any difference left is the bands' own doing.
MATCHED_ON = frozenset(
    {
        "age",
        "female",
        "quintile",
        "before_emergency",
        "recent_emergency",
        "before_attendances",
    }
)
_AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})

_TOO_LITTLE_HISTORY = (
    "There is too little history to see whether admissions already differed before "
    "the start."
)
_RAN_ALIKE = "Admissions followed the same course in both groups before the start."
_MAY_HAVE_DIFFERED = (
    "Admissions may already have differed before the start: one test taken alone says "
    "so, though not at the stricter level that the tests share."
)
_DIFFERED_EARLIER = (
    "Admissions of people who started already differed from their comparison group's "
    "before the start."
)


def check_balance(
    balances: Sequence[CovariateBalance], names: Mapping[str, str] = _AS_THEY_ARE
) -> Check:
    """Check that those who started and their comparison were alike beforehand.

    What was matched on must be within a tenth of a standard deviation; any other
    covariate fails only if it differs by more than that and more than chance explains,
    since with a few hundred people chance alone moves an unmatched covariate that far.
    Give `balance` the significance divided by the number of covariates. `names` gives a
    covariate's name for readers, if it differs from its own.
    """
    if not balances:
        return Check("balance", None, "Balance before the start could not be checked.")
    unlike = [
        balance.covariate
        for balance in balances
        if not balance.alike
        and (balance.covariate in MATCHED_ON or balance.beyond_chance)
    ]
    if unlike:
        differences = ", ".join(
            names.get(name, name.replace("_", " ")) for name in unlike
        )
        return Check(
            "balance",
            False,
            "People who started and their comparison group were not alike beforehand: "
            f"{differences} differed by more than {ALIKE:g} standard deviations.",
        )
    return Check(
        "balance",
        True,
        "People who started and their comparison group were alike beforehand.",
    )


def check_earlier(
    trend: EarlierTrend | None,
    earlier_year: Estimate | None,
    level: float = SIGNIFICANCE,
) -> Check:
    """Check that admissions did not already differ before anything had started.

    Two tests share the level: one of the matched year by quarter, one of the year
    before that, which no stratum uses. A hidden cause of both selection and admission
    shows there first. Where one test alone would fail, the sentence says so and does
    not call the groups alike.
    """
    tests = (trend, earlier_year)
    p_values = [test.p_value for test in tests if test and test.p_value is not None]
    if not p_values:
        return Check("earlier_trend", None, _TOO_LITTLE_HISTORY)
    least = min(p_values)
    if least < _each(level, len(p_values)):
        return Check("earlier_trend", False, _DIFFERED_EARLIER)
    sentence = _RAN_ALIKE if least >= level else _MAY_HAVE_DIFFERED
    return Check("earlier_trend", True, sentence)


def check_controls(
    controls: Mapping[str, Estimate], level: float = SIGNIFICANCE
) -> Check:
    """Check outcomes that the service should not change, such as deaths.

    The controls share the level. One with nothing observed or expected says nothing.
    """
    known = {
        name: test.p_value
        for name, test in controls.items()
        if test.p_value is not None
    }
    if not known:
        return Check(
            "negative_controls",
            None,
            "No outcome that the service should not change could be compared.",
        )
    limit = _each(level, len(known))
    differing = [name.replace("_", " ") for name, p in known.items() if p < limit]
    if differing:
        return Check(
            "negative_controls",
            False,
            "Outcomes that the service should not change differed as well: "
            f"{', '.join(differing)}.",
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

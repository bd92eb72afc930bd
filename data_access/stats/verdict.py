"""The verdict on an estimate, and the strength of its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import Estimate

# Below this many expected events the normal approximation behind the interval is
# poor, and no verdict is given.
FEWEST_EXPECTED = 5.0


class Verdict(StrEnum):
    """The five verdicts on an estimate."""

    FEWER = "fewer"
    NO_CHANGE = "no evidence of change"
    CANNOT_TELL = "cannot tell yet"
    NOT_FAIR = "not a fair comparison"
    MORE = "more"

    @property
    def concludes(self) -> bool:
        """Return whether anything is concluded of the events at all."""
        return self not in (Verdict.CANNOT_TELL, Verdict.NOT_FAIR)


class Reason(StrEnum):
    """The reason for a verdict."""

    INTERVAL_BELOW = "interval_below_one"
    INTERVAL_ABOVE = "interval_above_one"
    NO_FALL = "meaningful_fall_excluded"
    INTERVAL_WIDE = "interval_too_wide"
    TOO_FEW = "too_few_expected"
    NOT_CHECKED = "year_before_not_ruled_out"
    CHECK_FAILED = "check_failed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its reason."""

    verdict: Verdict
    reason: Reason


@dataclass(frozen=True, slots=True)
class Check:
    """A test that a comparison passed (True), failed (False) or could not take (None).

    One that was too weak to fail could not be taken either. `sentence` says which, in
    words for a board. Without passing one that is `needed` there is no verdict.
    """

    name: str
    passed: bool | None
    sentence: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """Strength of evidence, 0 to 4, and the sentences that say why it is no higher."""

    level: int
    reasons: tuple[str, ...]


def judge(
    estimate: Estimate, checks_made: Sequence[Check], *, meaningful: float
) -> Judgement:
    """Give one of five verdicts on an estimate and the checks of its comparison.

    Where any check failed it is *not a fair comparison*. *Fewer* and *more* need both
    intervals, of the ratio and of events avoided, to exclude no change. *No evidence of
    change* needs an interval that excludes a fall of `meaningful` (0.1: a tenth) or
    more. Either needs every check that is needed. Anything else is *cannot tell yet*.

    Raises:
        StatisticsError: a meaningful change outside 0 to 1.

    """
    least = checks.number("meaningful", meaningful)
    if not 0 < least < 1:
        raise StatisticsError("meaningful", "must be between 0 and 1, such as 0.1")
    low, high = estimate.rate_ratio_low, estimate.rate_ratio_high
    if low is None or high is None or estimate.expected < FEWEST_EXPECTED:
        return Judgement(Verdict.CANNOT_TELL, Reason.TOO_FEW)
    if some_failed(checks_made):
        return Judgement(Verdict.NOT_FAIR, Reason.CHECK_FAILED)
    found = _of_interval(estimate, low, high, least)
    if found.verdict is not Verdict.CANNOT_TELL and not trusted(checks_made):
        return Judgement(Verdict.CANNOT_TELL, Reason.NOT_CHECKED)
    return found


def some_failed(checks_made: Sequence[Check]) -> bool:
    """Say whether a check failed, so that the comparison is not fair."""
    return any(check.passed is False for check in checks_made)


def trusted(checks_made: Sequence[Check]) -> bool:
    """Say whether every check that a verdict needs was made and passed."""
    needed = [check for check in checks_made if check.needed]
    return bool(needed) and all(check.passed for check in needed)


def _of_interval(
    estimate: Estimate, low: float, high: float, least: float
) -> Judgement:
    avoided_low = estimate.avoided_low or 0.0
    avoided_high = estimate.avoided_high or 0.0
    if high < 1 and avoided_low > 0:
        return Judgement(Verdict.FEWER, Reason.INTERVAL_BELOW)
    if low > 1 and avoided_high < 0:
        return Judgement(Verdict.MORE, Reason.INTERVAL_ABOVE)
    if low > 1 - least:
        return Judgement(Verdict.NO_CHANGE, Reason.NO_FALL)
    return Judgement(Verdict.CANNOT_TELL, Reason.INTERVAL_WIDE)


def grade(
    people: int, checks_made: Sequence[Check], *, randomised: bool = False
) -> Grade:
    """Grade the evidence of an estimate, and say why it is no higher.

    0: nobody was compared, so there is only a before and after. 1: a check failed, or
    one that is needed could not be made. 2: every check that is needed was passed. 3:
    every check was made and passed. 4: as 3, and the start was decided by lot or by a
    phased waiting list. A check that was too weak to fail counts as not made, so that
    the grade never rises because a network is small.

    Raises:
        StatisticsError: a negative number of people.

    """
    if checks.whole("people", people) == 0:
        return Grade(0, ("Nobody who started could be compared.",))
    failed = [check for check in checks_made if check.passed is False]
    unknown = [check for check in checks_made if check.passed is None]
    if failed or not checks_made or any(check.needed for check in unknown):
        level = 1
    elif unknown:
        level = 2
    else:
        level = 4 if randomised else 3
    reasons = [check.sentence for check in (*failed, *unknown)]
    if not reasons and not randomised:
        reasons = [
            "Who started was not decided by lot, so unrecorded causes remain possible."
        ]
    return Grade(level, tuple(reasons))

"""The verdict on an estimate, and the strength of its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from data_access.stats import checks
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import Estimate

# A change of less than a tenth is not called meaningful unless a reader says so.
MEANINGFUL = 0.1
# Below this many expected events the normal approximation behind the interval is
# poor, and no verdict is given.
FEWEST_EXPECTED = 5.0
# The least grade at which a difference is put down to the service at all.
TRUSTED = 2


class Verdict(StrEnum):
    """The four verdicts on an estimate."""

    FEWER = "fewer"
    NO_CHANGE = "no evidence of change"
    CANNOT_TELL = "cannot tell yet"
    MORE = "more"


class Reason(StrEnum):
    """The reason for a verdict."""

    INTERVAL_BELOW = "interval_below_one"
    INTERVAL_ABOVE = "interval_above_one"
    INTERVAL_NARROW = "interval_within_meaningful_change"
    INTERVAL_WIDE = "interval_too_wide"
    TOO_FEW = "too_few_expected"
    NOT_TRUSTED = "comparison_not_trusted"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its reason."""

    verdict: Verdict
    reason: Reason


@dataclass(frozen=True, slots=True)
class Check:
    """A test that a comparison passed (True), failed (False) or could not take (None).

    `sentence` says which, in words for a board.
    """

    name: str
    passed: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Grade:
    """Strength of evidence, 0 to 4, and the sentences that say why it is no higher."""

    level: int
    reasons: tuple[str, ...]


def judge(
    estimate: Estimate, grade: int, *, meaningful: float = MEANINGFUL
) -> Judgement:
    """Give one of four verdicts on an estimate of a given grade.

    *Fewer* and *more* need an interval that excludes 1 and a comparison of grade 2 or
    better. *No evidence of change* needs an interval that stays within a change called
    meaningful, both ways: 0.9 to 1.11 for a tenth. Anything else is *cannot tell yet*:
    an interval that includes both no change and a meaningful one supports neither.

    Raises:
        StatisticsError: a meaningful change outside 0 to 1, or a grade outside 0 to 4.

    """
    least = checks.number("meaningful", meaningful)
    if not 0 < least < 1:
        raise StatisticsError("meaningful", "must be between 0 and 1, such as 0.1")
    if not 0 <= checks.whole("grade", grade) <= 4:
        raise StatisticsError("grade", "must be from 0 to 4")
    low, high = estimate.rate_ratio_low, estimate.rate_ratio_high
    if low is None or high is None or estimate.expected < FEWEST_EXPECTED:
        return Judgement(Verdict.CANNOT_TELL, Reason.TOO_FEW)
    if grade < TRUSTED:
        return Judgement(Verdict.CANNOT_TELL, Reason.NOT_TRUSTED)
    if high < 1:
        return Judgement(Verdict.FEWER, Reason.INTERVAL_BELOW)
    if low > 1:
        return Judgement(Verdict.MORE, Reason.INTERVAL_ABOVE)
    if low > 1 - least and high < 1 / (1 - least):
        return Judgement(Verdict.NO_CHANGE, Reason.INTERVAL_NARROW)
    return Judgement(Verdict.CANNOT_TELL, Reason.INTERVAL_WIDE)


def grade(
    people: int, checks_made: Sequence[Check], *, randomised: bool = False
) -> Grade:
    """Grade the evidence of a matched estimate, and say why it is no higher.

    0: nobody was matched, so there is only a before and after. 3: people matched at the
    same index month and followed from a year before, with every check passed. A failed
    check lowers the grade by one, but not below 1 (a signal, not a cause); a check that
    could not be made limits the grade to 2. 4: the start was decided by lot or by a
    phased waiting list, and every check passed.

    Raises:
        StatisticsError: a negative number of people.

    """
    if checks.whole("people", people) == 0:
        return Grade(0, ("Nobody who started could be matched.",))
    failed = [check for check in checks_made if check.passed is False]
    unknown = [check for check in checks_made if check.passed is None]
    best = 4 if randomised else 3
    level = max(best - len(failed), 1)
    if unknown or not checks_made:
        level = min(level, 2)
    reasons = [check.sentence for check in (*failed, *unknown)]
    if not reasons and not randomised:
        reasons = [
            "Who started was not decided by lot, so unrecorded causes remain possible."
        ]
    return Grade(level, tuple(reasons))

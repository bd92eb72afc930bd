"""Verdicts, grades and the checks that they depend on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from fixtures.samples.sample_estimate import SAMPLE_ESTIMATE
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats.balance import CovariateBalance
from data_access.stats.diagnosis import (
    NOTICEABLE,
    check_balance,
    check_controls,
    check_earlier,
)
from data_access.stats.earlier_trend import EarlierTrend
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import Estimate
from data_access.stats.verdict import Check, Reason, Verdict, grade, judge


def interval(low: float | None, high: float | None, expected: float = 80) -> Estimate:
    middle = None if low is None or high is None else math.sqrt(low * high)
    return replace(
        SAMPLE_ESTIMATE,
        expected=expected,
        avoided_low=None if high is None else expected * (1 - high),
        avoided_high=None if low is None else expected * (1 - low),
        rate_ratio=middle,
        rate_ratio_low=low,
        rate_ratio_high=high,
    )


def made(*passed: bool | None, needed: int = 0) -> list[Check]:
    return [
        Check(f"c{i}", one, f"sentence {i}", needed=i < needed)
        for i, one in enumerate(passed)
    ]


PASSED = made(True, True, True, needed=1)
TENTH = 0.1


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.6, 0.95, Verdict.FEWER),
        (0.95, 0.99, Verdict.FEWER),
        (1.05, 1.4, Verdict.MORE),
        (0.93, 1.08, Verdict.NO_CHANGE),
        (0.95, 1.3, Verdict.NO_CHANGE),
        (0.89, 1.05, Verdict.CANNOT_TELL),
        (0.5, 1.6, Verdict.CANNOT_TELL),
        (None, None, Verdict.CANNOT_TELL),
    ],
)
def test_verdict_follows_the_interval(
    low: float | None, high: float | None, verdict: Verdict
) -> None:
    assert judge(interval(low, high), PASSED, meaningful=TENTH).verdict is verdict


def test_both_intervals_must_exclude_no_change() -> None:
    fewer = replace(interval(0.6, 0.98), avoided_low=-0.1)
    assert judge(fewer, PASSED, meaningful=TENTH).verdict is Verdict.CANNOT_TELL
    more = replace(interval(1.02, 1.4), avoided_high=0.1)
    assert judge(more, PASSED, meaningful=TENTH).verdict is Verdict.NO_CHANGE


@settings(max_examples=60)
@given(st.floats(0.05, 3), st.floats(1.0, 5), st.floats(0.01, 0.5))
def test_a_fall_that_matters_is_never_no_evidence_of_change(
    low: float, width: float, meaningful: float
) -> None:
    got = judge(interval(low, low * width), PASSED, meaningful=meaningful)
    if got.verdict is Verdict.NO_CHANGE:
        assert low > 1 - meaningful
    if low <= 1 <= low * width:
        assert got.verdict in (Verdict.NO_CHANGE, Verdict.CANNOT_TELL)


@pytest.mark.parametrize("limits", [(0.6, 0.9), (1.1, 1.6), (0.95, 1.05), (0.5, 1.6)])
@pytest.mark.parametrize("failing", range(3))
def test_no_verdict_survives_a_failed_check(
    limits: tuple[float, float], failing: int
) -> None:
    checks = [
        replace(check, passed=check.passed if place != failing else False)
        for place, check in enumerate(PASSED)
    ]
    got = judge(interval(*limits), checks, meaningful=TENTH)
    assert (got.verdict, got.reason) == (Verdict.NOT_FAIR, Reason.CHECK_FAILED)


@pytest.mark.parametrize("limits", [(0.6, 0.9), (1.1, 1.6), (0.95, 1.05)])
def test_no_verdict_without_the_check_it_needs(limits: tuple[float, float]) -> None:
    for checks in ([], made(None, True, True, needed=1), made(True, True)):
        got = judge(interval(*limits), checks, meaningful=TENTH)
        assert (got.verdict, got.reason) == (Verdict.CANNOT_TELL, Reason.NOT_CHECKED)
    other = judge(interval(*limits), made(True, None, needed=1), meaningful=TENTH)
    assert other.verdict is not Verdict.CANNOT_TELL


def test_no_verdict_on_a_handful_of_events() -> None:
    few = judge(interval(0.1, 0.6, expected=4.9), PASSED, meaningful=TENTH)
    assert (few.verdict, few.reason) == (Verdict.CANNOT_TELL, Reason.TOO_FEW)


@pytest.mark.parametrize("meaningful", [0, 1])
def test_judgement_refuses(meaningful: float) -> None:
    with pytest.raises(StatisticsError):
        judge(interval(0.6, 0.9), PASSED, meaningful=meaningful)


@pytest.mark.parametrize(
    ("passed", "level"),
    [
        ((True, True, True), 3),
        ((False, True, True), 1),
        ((True, False, True), 1),
        ((None, True, True), 1),
        ((True, None, True), 2),
        ((True, None, None), 2),
        ((True, False, None), 1),
        ((), 1),
    ],
)
def test_grade_follows_the_checks(passed: tuple[bool | None, ...], level: int) -> None:
    assert grade(50, made(*passed, needed=1)).level == level


def test_grade_says_why_in_words() -> None:
    got = grade(50, made(True, False, None))
    assert got.reasons == ("sentence 1", "sentence 2")
    assert "by lot" in grade(50, made(True)).reasons[0]


def test_nobody_compared_is_grade_nought_and_a_lottery_four() -> None:
    assert grade(0, PASSED).level == 0
    assert grade(50, PASSED, randomised=True).level == 4
    assert grade(50, PASSED, randomised=True).reasons == ()
    assert grade(50, made(True, None, True), randomised=True).level == 2


def test_balance_is_of_what_is_to_be_expected() -> None:
    def apart(size: float) -> CovariateBalance:
        return CovariateBalance("expected", 0, 0, 1.0, size, 1.0)

    assert check_balance([apart(0.05)]).passed is True
    assert check_balance([apart(-0.11)]).passed is False
    assert check_balance([]).passed is None


def trend(p_value: float | None) -> EarlierTrend:
    return EarlierTrend(1.0, 4, 100, p_value)


FOUND = interval(0.5, 0.72)  # a fall of two fifths


@pytest.mark.parametrize(
    ("quarters", "year", "passed"),
    [
        (0.5, 0.5, True),
        (0.02, 0.5, True),  # the two tests share the level
        (0.01, 0.5, False),
        (0.5, 0.01, False),
        (0.02, None, False),
        (None, None, None),
    ],
)
def test_earlier_check_shares_its_level(
    quarters: float | None, year: float | None, passed: bool | None
) -> None:
    earlier = replace(interval(0.9, 1.1), p_value=year)
    assert check_earlier(trend(quarters), earlier, FOUND).passed is passed


@pytest.mark.parametrize(
    ("ratio", "error", "passed"),
    [
        (1.0, 0.1, True),
        (0.6, 0.1, None),  # as far below as the estimate
        (1.0, 0.5, None),  # too few admissions to tell
        (1.7, 0.1, True),  # apart the other way: it explains no fall
    ],
)
def test_the_year_before_must_rule_the_difference_out(
    ratio: float, error: float, passed: bool | None
) -> None:
    earlier = replace(interval(0.9, 1.1), rate_ratio=ratio, standard_error=error)
    check = check_earlier(trend(0.5), earlier, FOUND)
    assert check.passed is passed
    assert check.needed


@settings(max_examples=100)
@given(st.floats(0.3, 3), st.floats(0.02, 1), st.floats(0.3, 3))
def test_more_admissions_never_make_the_year_before_weaker(
    ratio: float, error: float, earlier: float
) -> None:
    def check(width: float) -> bool | None:
        year = replace(interval(0.9, 1.1), rate_ratio=earlier, standard_error=width)
        found = replace(interval(0.9, 1.1), rate_ratio=ratio)
        return check_earlier(trend(0.5), year, found).passed

    if check(error):
        assert check(error / 2)


def test_if_all_was_there_before_one_in_ten_passes() -> None:
    """However small the network: the rule is a test of level a tenth."""
    rng = np.random.default_rng(3)
    for error in (0.1, 0.4):
        passed = [
            bool(
                check_earlier(
                    trend(0.5),
                    replace(
                        interval(0.9, 1.1),
                        rate_ratio=math.exp(-0.9 + rng.normal(0, error)),
                        standard_error=error,
                    ),
                    replace(interval(0.3, 0.6), rate_ratio=math.exp(-0.9)),
                ).passed
            )
            for _ in range(2000)
        ]
        assert np.mean(passed) == pytest.approx(0.1, abs=0.02)


def test_earlier_check_without_a_year_before() -> None:
    assert check_earlier(trend(0.02), None, FOUND).passed is False
    assert check_earlier(trend(0.06), None, FOUND).passed is None


def test_controls_name_the_one_that_differs() -> None:
    fine, off = (replace(interval(0.9, 1.1), p_value=p) for p in (0.5, 0.005))
    unknown = replace(fine, p_value=None)
    got = check_controls({"elective": fine, "died": off})
    assert got.passed is False
    assert "died" in got.sentence
    assert "elective" not in got.sentence
    assert check_controls({"elective": fine, "died": unknown}).passed is True
    assert check_controls({"died": unknown}).passed is None
    assert check_controls({}).passed is None


def test_controls_too_few_to_fail_are_no_evidence() -> None:
    weak = replace(interval(0.3, 3.0), standard_error=0.5)
    got = check_controls({"elective": weak, "died": weak})
    assert got.passed is None
    assert "too few elective and died" in got.sentence
    # One strong enough is enough, and which depends on the size that is noticeable.
    strong = replace(weak, standard_error=math.log(NOTICEABLE) / 4)
    assert check_controls({"elective": weak, "died": strong}).passed is True

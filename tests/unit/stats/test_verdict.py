"""Verdicts, grades and the checks that they depend on."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats.balance import CovariateBalance
from data_access.stats.diagnosis import check_balance, check_controls, check_earlier
from data_access.stats.earlier_trend import EarlierTrend
from data_access.stats.errors import StatisticsError
from data_access.stats.matching import Estimate
from data_access.stats.verdict import Check, Reason, Verdict, grade, judge


def interval(low: float | None, high: float | None, expected: float = 80) -> Estimate:
    middle = None if low is None or high is None else math.sqrt(low * high)
    return Estimate(
        people=200,
        comparison_people=5000,
        days=70_000,
        observed=70,
        expected=expected,
        avoided=10,
        avoided_low=None,
        avoided_high=None,
        rate_ratio=middle,
        rate_ratio_low=low,
        rate_ratio_high=high,
        standard_error=0.1,
        p_value=0.2,
        confidence=0.95,
    )


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.6, 0.95, Verdict.FEWER),
        (0.95, 0.99, Verdict.FEWER),
        (1.05, 1.4, Verdict.MORE),
        (0.93, 1.08, Verdict.NO_CHANGE),
        (0.89, 1.05, Verdict.CANNOT_TELL),
        (0.95, 1.12, Verdict.CANNOT_TELL),
        (0.5, 1.6, Verdict.CANNOT_TELL),
        (None, None, Verdict.CANNOT_TELL),
    ],
)
def test_verdict_follows_the_interval(
    low: float | None, high: float | None, verdict: Verdict
) -> None:
    assert judge(interval(low, high), 3).verdict is verdict


@settings(max_examples=60)
@given(st.floats(0.05, 3), st.floats(1.0, 5), st.floats(0.01, 0.5))
def test_wide_interval_is_never_no_evidence_of_change(
    low: float, width: float, meaningful: float
) -> None:
    got = judge(interval(low, low * width), 3, meaningful=meaningful)
    if got.verdict is Verdict.NO_CHANGE:
        assert low > 1 - meaningful
        assert low * width < 1 / (1 - meaningful)
    if low <= 1 <= low * width:
        assert got.verdict in (Verdict.NO_CHANGE, Verdict.CANNOT_TELL)


def test_no_verdict_on_a_handful_of_events_or_a_comparison_that_failed() -> None:
    few = judge(interval(0.1, 0.6, expected=4.9), 3)
    assert (few.verdict, few.reason) == (Verdict.CANNOT_TELL, Reason.TOO_FEW)
    untrusted = judge(interval(0.6, 0.9), 1)
    assert untrusted.reason is Reason.NOT_TRUSTED
    assert judge(interval(0.6, 0.9), 2).verdict is Verdict.FEWER


@pytest.mark.parametrize(("meaningful", "level"), [(0, 3), (1, 3), (0.1, 5), (0.1, -1)])
def test_judgement_refuses(meaningful: float, level: int) -> None:
    with pytest.raises(StatisticsError):
        judge(interval(0.6, 0.9), level, meaningful=meaningful)


def made(*passed: bool | None) -> list[Check]:
    return [Check(f"c{i}", one, f"sentence {i}") for i, one in enumerate(passed)]


@pytest.mark.parametrize(
    ("passed", "level"),
    [
        ((True, True, True), 3),
        ((False, True, True), 2),
        ((False, False, True), 1),
        ((False, False, False), 1),
        ((None, True, True), 2),
        ((None, None, None), 2),
        ((False, None, False), 1),
        ((), 2),
    ],
)
def test_grade_falls_with_each_failed_check(
    passed: tuple[bool | None, ...], level: int
) -> None:
    assert grade(50, made(*passed)).level == level


def test_grade_says_why_in_words() -> None:
    got = grade(50, made(True, False, None))
    assert got.reasons == ("sentence 1", "sentence 2")
    assert "by lot" in grade(50, made(True)).reasons[0]


def test_nobody_matched_is_grade_nought_and_a_lottery_four() -> None:
    assert grade(0, made(True, True, True)).level == 0
    assert grade(50, made(True, True, True), randomised=True).level == 4
    assert grade(50, made(True, True, True), randomised=True).reasons == ()
    assert grade(50, made(True, None, True), randomised=True).level == 2


def difference(name: str, size: float, *, beyond: bool = False) -> CovariateBalance:
    return CovariateBalance(name, 0, 0, 1.0, size, 1.0, beyond)


def test_balance_check_names_what_differs() -> None:
    alike = [difference("age", 0.05), difference("before_elective", 0.2)]
    assert check_balance(alike).passed is True
    matched_on = check_balance([*alike, difference("before_emergency", -0.11)])
    assert matched_on.passed is False
    assert "before emergency" in matched_on.sentence
    beyond = difference("before_elective", 0.2, beyond=True)
    assert check_balance([beyond]).passed is False
    assert check_balance([]).passed is None


def trend(p_value: float | None) -> EarlierTrend:
    return EarlierTrend(1.0, 4, 100, p_value)


@pytest.mark.parametrize(
    ("quarters", "year", "passed"),
    [
        (0.5, 0.5, True),
        (0.03, 0.5, True),  # the two tests share the level
        (0.02, 0.5, False),
        (0.5, 0.02, False),
        (0.04, None, False),
        (None, None, None),
    ],
)
def test_earlier_check_shares_its_level(
    quarters: float | None, year: float | None, passed: bool | None
) -> None:
    earlier = replace(interval(0.9, 1.1), p_value=year)
    assert check_earlier(trend(quarters), earlier).passed is passed


def test_earlier_check_without_a_year_before() -> None:
    assert check_earlier(trend(0.04), None).passed is False
    assert check_earlier(trend(0.06), None).passed is True


def test_controls_name_the_one_that_differs() -> None:
    fine, off = (replace(interval(0.9, 1.1), p_value=p) for p in (0.5, 0.01))
    unknown = replace(fine, p_value=None)
    got = check_controls({"elective": fine, "died": off})
    assert got.passed is False
    assert "died" in got.sentence
    assert "elective" not in got.sentence
    assert check_controls({"elective": fine, "died": unknown}).passed is True
    assert check_controls({"died": unknown}).passed is None
    assert check_controls({}).passed is None

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import proportion_confint

from data_access.stats.errors import StatisticsError
from data_access.stats.survival import time_to_first_contact

waits = st.lists(
    st.tuples(st.integers(0, 25), st.booleans()), min_size=2, max_size=60
).map(lambda pairs: tuple(zip(*pairs, strict=True)))


def slow_waiting(days, seen):
    """Share still waiting after each day somebody was seen, in exact fractions."""
    waiting, curve = Fraction(1), {}
    for day in sorted(set(days)):
        still = sum(1 for each in days if each >= day)
        firsts = sum(
            1
            for each, contact in zip(days, seen, strict=True)
            if each == day and contact
        )
        if firsts:
            waiting *= 1 - Fraction(firsts, still)
            curve[day] = waiting
    return curve


def slow_first_day(curve, share):
    return next((day for day, left in curve.items() if 1 - left >= share), None)


@settings(max_examples=100, deadline=None)
@given(waits, st.integers(0, 30))
def test_estimates_agree_with_exact_fractions(data, standard):
    days, seen = data
    result = time_to_first_contact(days, seen, standard_days=standard)
    curve = slow_waiting(days, seen)
    assert list(result.curve_days) == list(curve)
    np.testing.assert_allclose(
        result.curve_share_seen, [float(1 - left) for left in curve.values()]
    )
    assert result.median.days == slow_first_day(curve, Fraction(1, 2))
    assert result.ninetieth_centile.days == slow_first_day(curve, Fraction(9, 10))
    left = [left for day, left in curve.items() if day <= standard]
    if standard > max(days) and not (left and left[-1] == 0):
        assert result.share_within_standard is None
        assert result.share_within_standard_lower is None
    else:
        share = float(1 - left[-1]) if left else 0.0
        assert result.share_within_standard == pytest.approx(share)
    assert result.people_seen + result.people_waiting == result.people == len(days)
    assert result.people_waiting == seen.count(False)


@settings(max_examples=100, deadline=None)
@given(waits, st.sampled_from([0.8, 0.95, 0.998]))
def test_limits_agree_with_lifelines(data, confidence):
    days, seen = data
    result = time_to_first_contact(days, seen, standard_days=0, confidence=confidence)
    fitted = KaplanMeierFitter(alpha=1 - confidence).fit(days, seen)
    theirs = fitted.confidence_interval_survival_function_.loc[result.curve_days]
    # Where everybody has been seen lifelines has no limits of its own.
    inside = result.curve_share_seen < 1 - 1e-9
    np.testing.assert_allclose(
        1 - result.curve_share_seen_upper[inside], theirs.iloc[:, 0][inside], atol=1e-9
    )
    np.testing.assert_allclose(
        1 - result.curve_share_seen_lower[inside], theirs.iloc[:, 1][inside], atol=1e-9
    )


outcomes = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 2)), min_size=2, max_size=60
).map(lambda pairs: tuple(zip(*pairs, strict=True)))


def slow_share_seen(days, outcome):
    """Share seen by each day somebody was: those not yet out, times those seen then."""
    out, share, curve = Fraction(1), Fraction(0), {}
    for day in sorted(set(days)):
        still = sum(1 for each in days if each >= day)
        here = [what for each, what in zip(days, outcome, strict=True) if each == day]
        share += out * Fraction(here.count(1), still)
        out *= 1 - Fraction(here.count(1) + here.count(2), still)
        if 1 in here:
            curve[day] = share
    return curve, out


@settings(max_examples=100, deadline=None)
@given(outcomes, st.integers(0, 30))
def test_those_who_ended_otherwise_are_never_seen(data, standard):
    days, outcome = data
    result = time_to_first_contact(
        days,
        [what == 1 for what in outcome],
        ended=[what == 2 for what in outcome],
        standard_days=standard,
    )
    curve, still_waiting = slow_share_seen(days, outcome)
    assert list(result.curve_days) == list(curve)
    np.testing.assert_allclose(
        result.curve_share_seen, [float(share) for share in curve.values()], atol=1e-12
    )
    known = [share for day, share in curve.items() if day <= standard]
    if standard > max(days) and still_waiting:
        assert result.share_within_standard is None
    else:
        share = float(known[-1]) if known else 0.0
        assert result.share_within_standard == pytest.approx(share)
    counts = (result.people_seen, result.people_ended, result.people_waiting)
    assert counts == (outcome.count(1), outcome.count(2), outcome.count(0))


@settings(max_examples=60, deadline=None)
@given(outcomes)
def test_errors_with_other_ends_are_those_of_statsmodels(data):
    days, outcome = (np.array(column) for column in data)
    if not (outcome == 1).any() or (outcome == 2).sum() == 0:
        return
    seen, ended = outcome == 1, outcome == 2
    result = time_to_first_contact(days, seen, ended=ended, standard_days=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = CumIncidenceRight(days, outcome)
    share, low, high = (
        result.curve_share_seen,
        result.curve_share_seen_lower,
        result.curve_share_seen_upper,
    )
    # Taken back from the limits: half their width on the log(-log) scale.
    width = np.log(-np.log(1 - high)) - np.log(-np.log(1 - low))
    error = width / (2 * stats.norm.ppf(0.975)) * (1 - share) * -np.log(1 - share)
    at = np.searchsorted(fitted.times, result.curve_days)
    theirs = fitted.cinc_se[0][at]
    known = np.isfinite(theirs)  # it gives none for a day on which nobody is left
    np.testing.assert_allclose(error[known], theirs[known], atol=1e-7)


def test_a_hand_worked_wait_with_people_who_ended_unseen():
    """Ten referred: 4 seen on day 5, 2 closed on day 7, 2 seen on day 10, 2 waiting.

    By day 10: 4/10 + (6/10)(4/6)(2/4) = 0.6. As if still waiting, the two closed would
    be seen in the end: 1 - (6/10)(2/4) = 0.7.
    """
    days = [5] * 4 + [7] * 2 + [10] * 2 + [12] * 2
    seen = [1] * 4 + [0] * 2 + [1] * 2 + [0] * 2
    ended = [0] * 4 + [1] * 2 + [0] * 4
    result = time_to_first_contact(days, seen, ended=ended, standard_days=10)
    assert result.share_within_standard == pytest.approx(0.6)
    ignoring = time_to_first_contact(days, seen, standard_days=10)
    assert ignoring.share_within_standard == pytest.approx(0.7)
    # Nobody is censored before day 10, so the error is that of 6 of 10.
    low, high = result.share_within_standard_lower, result.share_within_standard_upper
    spread = 1.959964 * math.sqrt(0.6 * 0.4 / 10) / (0.4 * -math.log(0.4))
    wanted = [1 - 0.4 ** math.exp(sign * spread) for sign in (-1, 1)]
    assert [low, high] == pytest.approx(wanted, abs=1e-6)


def test_nobody_is_both_seen_and_ended():
    with pytest.raises(StatisticsError) as caught:
        time_to_first_contact([1, 2], [1, 0], ended=[1, 0], standard_days=3)
    assert caught.value.argument == "ended"


@settings(max_examples=100, deadline=None)
@given(waits, st.integers(0, 25))
def test_limits_contain_the_estimate(data, standard):
    days, seen = data
    result = time_to_first_contact(days, seen, standard_days=standard)
    if result.share_within_standard is not None:
        low, high = (
            result.share_within_standard_lower,
            result.share_within_standard_upper,
        )
        assert -1e-12 <= low <= result.share_within_standard + 1e-12
        assert result.share_within_standard - 1e-12 <= high <= 1 + 1e-12
        assert high - low > 0.02
    for centile in (result.median, result.ninetieth_centile):
        if centile.days is not None:
            assert centile.days_lower <= centile.days
            assert centile.days_upper is None or centile.days <= centile.days_upper


@settings(max_examples=50, deadline=None)
@given(waits, st.integers(2, 9), st.randoms(use_true_random=False))
def test_unit_of_time_and_order_of_people(data, factor, random):
    days, seen = data
    base = time_to_first_contact(days, seen, standard_days=10)
    people = list(zip(days, seen, strict=True))
    random.shuffle(people)
    other = time_to_first_contact(
        [day * factor for day, _ in people],
        [contact for _, contact in people],
        standard_days=10 * factor,
    )
    assert other.share_within_standard == base.share_within_standard
    assert other.share_within_standard_lower == base.share_within_standard_lower
    for name in ("days", "days_lower", "days_upper"):
        before = getattr(base.median, name)
        assert getattr(other.median, name) == (
            None if before is None else before * factor
        )


def test_everybody_seen_gives_the_plain_shares():
    days = list(range(1, 41))
    result = time_to_first_contact(days, [True] * 40, standard_days=10)
    assert result.median.days == 20
    assert result.ninetieth_centile.days == 36
    assert result.share_within_standard == pytest.approx(0.25)
    # The log(-log) limits and Wilson's differ, but not by much.
    low, high = proportion_confint(10, 40, method="wilson")
    assert result.share_within_standard_lower == pytest.approx(low, abs=0.02)
    assert result.share_within_standard_upper == pytest.approx(high, abs=0.02)


def test_nobody_seen_is_not_a_share_of_zero_with_certainty():
    result = time_to_first_contact([3, 12, 15, 20], [0, 0, 0, 0], standard_days=10)
    assert result.median.days is None
    assert result.median.days_lower is None
    assert result.share_within_standard == 0
    # Three people have waited ten days; one has waited only three.
    assert result.share_within_standard_upper == pytest.approx(
        proportion_confint(0, 3, method="wilson")[1]
    )
    assert result.curve_days.size == 0


def test_everybody_seen_by_the_standard_is_not_certainty():
    result = time_to_first_contact([1, 2, 3, 4], [True] * 4, standard_days=10)
    assert result.share_within_standard == 1
    assert result.share_within_standard_lower == pytest.approx(
        proportion_confint(4, 4, method="wilson")[0]
    )
    assert result.share_within_standard_upper == 1
    assert result.ninetieth_centile.days == 4
    assert result.ninetieth_centile.days_upper is None


def test_standard_nobody_has_been_followed_to():
    result = time_to_first_contact([1, 2, 5], [True, True, False], standard_days=6)
    assert result.share_within_standard is None
    assert result.share_within_standard_upper is None
    assert result.median.days == 2


def test_people_still_waiting_lengthen_the_median():
    seen_only = time_to_first_contact([2, 3, 4, 5], [1] * 4, standard_days=10)
    with_waiting = time_to_first_contact(
        [2, 3, 4, 5, 9, 9, 9, 9], [1, 1, 1, 1, 0, 0, 0, 0], standard_days=9
    )
    assert seen_only.median.days == 3
    assert with_waiting.median.days == 5
    assert with_waiting.ninetieth_centile.days is None


def test_limits_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(12)
    rate, standard, rounds = 1 / 12, 10, 400
    truth = stats.expon.cdf(standard, scale=1 / rate)
    median = math.log(2) / rate
    share_held = median_held = 0
    for _ in range(rounds):
        wait = random.exponential(1 / rate, 80)
        followed = random.uniform(2, 40, 80)
        result = time_to_first_contact(
            np.minimum(wait, followed), wait <= followed, standard_days=standard
        )
        low, high = (
            result.share_within_standard_lower,
            result.share_within_standard_upper,
        )
        share_held += low <= truth <= high
        upper = result.median.days_upper
        median_held += result.median.days_lower <= median <= (upper or math.inf)
    assert 0.925 <= share_held / rounds <= 0.98
    assert 0.925 <= median_held / rounds <= 0.98


@pytest.mark.parametrize(
    ("argument", "days", "seen", "options"),
    [
        ("days", [], [], {}),
        ("days", [4], [True], {}),
        ("days", [4, -1], [True, True], {}),
        ("days", [4, math.nan], [True, True], {}),
        ("days", [4, math.inf], [True, True], {}),
        ("days", [4, "5"], [True, True], {}),
        ("seen", [4, 5], [True], {}),
        ("seen", [4, 5], [1, 2], {}),
        ("seen", [4, 5], [1, math.nan], {}),
        ("seen", [4, 5], ["yes", "no"], {}),
        ("standard_days", [4, 5], [True, True], {"standard_days": -1}),
        ("standard_days", [4, 5], [True, True], {"standard_days": math.nan}),
        ("confidence", [4, 5], [True, True], {"confidence": 1}),
    ],
)
def test_input_that_cannot_be_used(argument, days, seen, options):
    with pytest.raises(StatisticsError) as caught:
        time_to_first_contact(days, seen, **({"standard_days": 10} | options))
    assert caught.value.argument == argument

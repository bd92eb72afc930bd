"""The estimate from sums, against people simulated and counted one by one."""

from __future__ import annotations

import math
from dataclasses import asdict, fields, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from data_access.stats.errors import StatisticsError
from data_access.stats.matching import (
    MatchedSums,
    estimate,
    standard_error,
)

LETTERS = "abcd"


def sums_of(
    started: np.ndarray,
    days: np.ndarray,
    others: np.ndarray,
    other_days: np.ndarray,
    *,
    weight: float,
    before: float = 0.0,
) -> MatchedSums:
    """Sum one stratum in which each comparison person counts `weight` people."""
    parts = {
        "a": np.r_[started, 0 * others],
        "b": np.r_[days, 0 * others],
        "c": np.r_[0 * started + others.mean(), weight * (others - others.mean())],
        "d": np.r_[
            0 * started + other_days.mean(), weight * (other_days - other_days.mean())
        ],
    }
    products = {
        one + other: float(parts[one] @ parts[other])
        for place, one in enumerate(LETTERS)
        for other in LETTERS[place:]
    }
    return MatchedSums(
        people=len(started),
        comparison_people=len(others),
        before=before,
        observed=float(started.sum()),
        days=float(days.sum()),
        comparison_events=float(weight * others.sum()),
        comparison_days=float(weight * other_days.sum()),
        **products,
    )


def together(parts: list[MatchedSums]) -> MatchedSums:
    """Add the sums of PCNs that share no person."""
    names = [field.name for field in fields(MatchedSums)]
    return MatchedSums(**{n: sum(getattr(part, n) for part in parts) for n in names})


def one_stratum(seed: int = 1, n: int = 60, m: int = 300) -> MatchedSums:
    rng = np.random.default_rng(seed)
    days = rng.integers(100, 366, n).astype(float)
    other_days = rng.integers(100, 366, m).astype(float)
    started = rng.poisson(days / 365 * rng.gamma(1, 0.8, n)).astype(float)
    others = rng.poisson(other_days / 365 * rng.gamma(1, 1, m)).astype(float)
    return sums_of(started, days, others, other_days, weight=n / m, before=40.0)


def test_rate_ratio_is_the_ratio_of_the_two_rates() -> None:
    result = one_stratum()
    rates = (
        result.observed / result.days,
        result.comparison_events / result.comparison_days,
    )
    assert estimate(result).rate_ratio == pytest.approx(rates[0] / rates[1], rel=1e-12)


def test_interval_is_that_of_weighted_poisson_regression_robust_over_people() -> None:
    """One stratum is a two-group Poisson regression with an offset.

    statsmodels' HC0 sandwich, with n/(n-1) on people who started and Student's t.
    """
    rng = np.random.default_rng(7)
    n, m = 80, 240
    days = np.r_[rng.integers(60, 366, n), rng.integers(60, 366, m)].astype(float)
    events = rng.poisson(days / 365 * rng.gamma(0.8, 1.2, n + m)).astype(float)
    joined = np.r_[np.ones(n), np.zeros(m)]
    model = GLM(
        events,
        np.c_[np.ones(n + m), joined],
        family=Poisson(),
        offset=np.log(days),
        var_weights=np.where(joined, 1, n / m),
    )
    fit = model.fit(cov_type="HC0")
    result = sums_of(events[:n], days[:n], events[n:], days[n:], weight=n / m)
    got = estimate(result)
    # The regression holds the comparison's weight fixed; ours lets the number who
    # started vary, which cancels in one stratum.
    error = fit.bse[1] * math.sqrt(n / (n - 1))
    assert math.log(got.rate_ratio) == pytest.approx(fit.params[1], rel=1e-8)
    assert got.standard_error == pytest.approx(error, rel=1e-6)
    reach = stats.t.isf(0.025, n - 1) * error
    assert got.rate_ratio_low == pytest.approx(
        math.exp(fit.params[1] - reach), rel=1e-6
    )
    assert got.rate_ratio_high == pytest.approx(
        math.exp(fit.params[1] + reach), rel=1e-6
    )
    assert got.p_value == pytest.approx(
        2 * stats.t.sf(abs(fit.params[1]) / error, n - 1), rel=1e-6
    )


def test_jackknife_over_people_agrees_with_the_interval() -> None:
    rng = np.random.default_rng(3)
    n, m = 150, 400
    y, t = rng.poisson(0.6, n).astype(float), rng.uniform(200, 366, n)
    y0, t0 = rng.poisson(0.8, m).astype(float), rng.uniform(200, 366, m)
    whole = sums_of(y, t, y0, t0, weight=n / m)

    def log_ratio(keep: np.ndarray, keep0: np.ndarray) -> float:
        rate = y[keep].sum() / t[keep].sum()
        return math.log(rate / (y0[keep0].sum() / t0[keep0].sum()))

    everyone, everyone0 = np.ones(n, bool), np.ones(m, bool)
    left_out = []
    for place in range(n):
        kept = everyone.copy()
        kept[place] = False
        left_out.append(log_ratio(kept, everyone0))
    left_out0 = []
    for place in range(m):
        kept = everyone0.copy()
        kept[place] = False
        left_out0.append(log_ratio(everyone, kept))
    variance = (n - 1) * np.var(left_out) + (m - 1) * np.var(left_out0)
    assert standard_error(whole) == pytest.approx(math.sqrt(variance), rel=0.02)


def test_avoided_and_rate_ratio_tell_the_same_story() -> None:
    got = estimate(one_stratum())
    assert got.avoided == pytest.approx(got.expected - got.observed)
    assert got.avoided_low == pytest.approx(got.expected * (1 - got.rate_ratio_high))
    assert got.avoided_high == pytest.approx(got.expected * (1 - got.rate_ratio_low))
    assert got.avoided_low < got.avoided < got.avoided_high


def test_pcns_add_up_to_one_estimate() -> None:
    parts = [one_stratum(seed) for seed in range(4)]
    whole = together(parts)
    assert whole.people == 240
    assert whole.observed == sum(part.observed for part in parts)
    separate = [estimate(part).standard_error for part in parts]
    # Four alike PCNs are about half as uncertain as one.
    assert estimate(whole).standard_error == pytest.approx(
        np.mean(separate) / 2, rel=0.25
    )


def test_nothing_observed_has_an_upper_limit_and_no_standard_error() -> None:
    rng = np.random.default_rng(1)
    none, days = np.zeros(20), np.full(20, 365.0)
    others = rng.poisson(0.5, 100).astype(float)
    result = sums_of(none, days, others, np.full(100, 365.0), weight=0.2)
    got = estimate(result)
    assert (got.rate_ratio, got.rate_ratio_low, got.standard_error) == (0, 0, None)
    # Garwood: 3.689 is the upper limit of a count of none.
    assert got.rate_ratio_high == pytest.approx(3.688879 / result.expected, rel=1e-6)
    assert got.p_value is None
    with pytest.raises(StatisticsError, match="observed"):
        standard_error(result)


def test_nothing_expected_or_nobody_matched_is_unknown_and_not_zero() -> None:
    flat = np.full(5, 365.0)
    got = estimate(sums_of(np.ones(5), flat, np.zeros(9), np.full(9, 9.0), weight=1.0))
    assert got.rate_ratio is None
    assert got.avoided_low is None
    assert got.avoided == -5
    nobody = estimate(together([]))
    assert nobody.people == 0
    assert nobody.rate_ratio is None


def test_one_person_has_no_interval() -> None:
    one = sums_of(
        np.array([1.0]), np.array([365.0]), np.ones(9), np.full(9, 365.0), weight=1 / 9
    )
    got = estimate(one)
    assert got.rate_ratio == pytest.approx(1)
    assert got.rate_ratio_low is None
    assert got.avoided_high is None


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_wider_confidence_is_wider(confidence: float) -> None:
    narrow, wide = estimate(one_stratum(), 0.5), estimate(one_stratum(), confidence)
    assert wide.rate_ratio_low < narrow.rate_ratio_low
    assert wide.rate_ratio_high > narrow.rate_ratio_high


@pytest.mark.parametrize("bad", [0.0, 1.0, 95.0, float("nan")])
def test_confidence_is_a_proportion(bad: float) -> None:
    with pytest.raises(StatisticsError, match="confidence"):
        estimate(one_stratum(), bad)


@pytest.mark.parametrize(
    ("name", "value"), [("observed", -1.0), ("days", math.inf), ("people", 2.5)]
)
def test_impossible_sums_are_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(StatisticsError, match=name):
        estimate(replace(one_stratum(), **{name: value}))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.2, 5))
def test_doubling_everybody_narrows_by_root_two(seed: int, scale: float) -> None:
    """Two PCNs with the same people: same ratio, variance halved."""
    part = one_stratum(seed, n=40, m=80)
    assume(part.observed > 0)
    twice = together([part, part])
    assert estimate(twice).rate_ratio == pytest.approx(estimate(part).rate_ratio)
    small, large = standard_error(part) ** 2, standard_error(twice) ** 2
    assert large == pytest.approx(small / 2 * (80 / 79) / (40 / 39), rel=1e-9)
    # Changing the unit of time changes nothing.
    scaled = {
        name: value * scale ** (name.count("b") + name.count("d"))
        for name, value in asdict(part).items()
        if len(name) == 2
    }
    other = replace(
        part,
        days=part.days * scale,
        comparison_days=part.comparison_days * scale,
        **scaled,
    )
    assert standard_error(other) == pytest.approx(standard_error(part), rel=1e-9)
    assert estimate(other).rate_ratio == pytest.approx(estimate(part).rate_ratio)

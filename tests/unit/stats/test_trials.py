"""The estimate from trials: its arithmetic, its limits and the variance of a score."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats.errors import StatisticsError
from data_access.stats.risk_score import PRIOR_EVENTS, leverages, log_rates
from data_access.stats.trials import TrialSums, estimate_trials

POSITIVE = st.floats(0.5, 500)


def sums_of(observed: np.ndarray, expected: np.ndarray) -> TrialSums:
    """Sum people who only start: what each had, and what was expected of each."""
    return TrialSums(
        people=len(observed),
        comparison_people=10,
        before=0.0,
        observed=float(observed.sum()),
        days=365.0 * len(observed),
        expected=float(expected.sum()),
        oo=float(observed @ observed),
        oe=float(observed @ expected),
        ee=float(expected @ expected),
    )


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=2, max_size=30))
def test_both_limits_carry_both_errors(people: list[tuple[float, float]]) -> None:
    observed, expected = np.array(people).T
    found = estimate_trials(sums_of(observed, expected))
    assert found.avoided == pytest.approx(expected.sum() - observed.sum())
    assert found.rate_ratio == pytest.approx(observed.sum() / expected.sum())
    assert found.avoided_low <= found.avoided <= found.avoided_high
    assert found.rate_ratio_low <= found.rate_ratio <= found.rate_ratio_high
    spread = math.sqrt(((expected - observed) ** 2).sum())
    spread *= math.sqrt(len(people) / (len(people) - 1))
    width = found.avoided_high - found.avoided_low
    # Student's t on one degree of freedom is the widest there is.
    assert 2 * 1.96 * spread <= width * (1 + 1e-9) <= 2 * 12.71 * spread + 1e-6


def test_nothing_observed_leaves_exact_limits() -> None:
    found = estimate_trials(sums_of(np.zeros(20), np.full(20, 0.5)))
    assert (found.rate_ratio, found.rate_ratio_low) == (0.0, 0.0)
    assert found.rate_ratio_high == pytest.approx(3.68888 / 10, rel=1e-5)
    assert found.avoided_low == pytest.approx(10 - 3.68888, rel=1e-5)
    assert found.avoided_high == 10.0


def test_nothing_expected_and_one_person_have_no_interval() -> None:
    nobody = estimate_trials(sums_of(np.ones(3), np.zeros(3)))
    assert nobody.rate_ratio is None
    one = estimate_trials(sums_of(np.ones(1), np.ones(1)))
    assert (one.rate_ratio, one.rate_ratio_low, one.avoided_low) == (1.0, None, None)


def test_what_is_not_a_sum_is_refused() -> None:
    with pytest.raises(StatisticsError):
        estimate_trials(sums_of(-np.ones(3), np.ones(3)))
    with pytest.raises(StatisticsError):
        estimate_trials(sums_of(np.ones(3), np.array([np.nan, 1.0, 1.0])))


def kinds(seed: int, size: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    design = rng.integers(0, 2, (size, 3)).astype(float)
    days = rng.integers(2_000, 60_000, size).astype(float)
    rate = np.exp(-6 + design @ [0.5, -0.3, 0.8])
    return design, rng.poisson(rate * days).astype(float), days


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_score_answers_for_every_category_what_was_seen_of_it(seed: int) -> None:
    """A Poisson model with a constant expects what happened, category by category."""
    design, events, days = kinds(seed)
    expected = days * np.exp(log_rates(design, events, days))
    assert expected.sum() == pytest.approx(events.sum(), abs=0.01)
    for column in design.T:
        # But for half an event, as often as the category's rate is above the average.
        assert expected @ column == pytest.approx(events @ column, abs=1.0)


def test_category_without_an_event_or_a_day_has_a_rate() -> None:
    design = np.eye(3)
    score = log_rates(design, [0, 20, 0], [5_000, 5_000, 0])
    assert np.isfinite(score).all()
    assert score[0] < score[1] - 3
    assert log_rates(design, [0, 0, 0], [1, 1, 1]).tolist() == [-np.inf] * 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_score_is_that_of_statsmodels(seed: int) -> None:
    design, events, days = kinds(seed, 40)
    """Half an event at the average rate is a row of its own for each category."""
    rows = np.hstack([np.ones((40, 1)), design])
    assumed = np.hstack([np.zeros((3, 1)), np.eye(3)])
    average = events.sum() / days.sum()
    model = sm.GLM(
        np.r_[events, np.full(3, PRIOR_EVENTS)],
        np.vstack([rows, assumed]),
        family=sm.families.Poisson(),
        offset=np.log(np.r_[days * average, np.full(3, PRIOR_EVENTS)]),
    )
    want = rows @ model.fit(tol=1e-12).params + np.log(average)
    assert log_rates(design, events, days) == pytest.approx(want, abs=1e-6)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.floats(0.01, 5), st.floats(0, 4))
def test_few_people_of_many_kinds_have_a_score(
    seed: int, size: int, each: float, apart: float
) -> None:
    """As many covariates as the score has, most of them of nobody or without an event.

    Of every category it expects what was seen, to what the prior adds: half an event,
    as often as the category's rate is above the average, which is at most what was seen
    and half an event.
    """
    rng = np.random.default_rng(seed)
    design = (rng.random((size, 59)) < rng.random(59) ** 3).astype(float)
    days = rng.integers(1, 4_000, size).astype(float)
    rate = np.exp(rng.normal(0, apart, size)) * each / 1_000
    events = rng.poisson(np.minimum(rate * days, 10_000)).astype(float)
    score = log_rates(design, events, days)
    if events.sum():
        expected = days * np.exp(score)
        assert expected.sum() == pytest.approx(events.sum(), rel=0.01, abs=0.5)
        missed = np.abs((expected - events) @ design)
        assert (missed <= (1 + 1e-6) * (PRIOR_EVENTS + events @ design)).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_leverage_is_what_another_event_moves(seed: int) -> None:
    """Fit again with a little more in each kind, and see what is expected elsewhere."""
    design, events, days = kinds(seed)
    excess = np.linspace(-40, 60, len(days))  # days at which the model is relied on
    rate = np.exp(log_rates(design, events, days))
    found = leverages(design, rate, days, excess * rate)
    for kind in range(len(days)):
        more = events.copy()
        more[kind] += 0.01
        moved = excess @ (np.exp(log_rates(design, more, days)) - rate)
        assert found[kind] == pytest.approx(moved / 0.01, rel=0.02, abs=1e-4)


def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    """Two groups alike, drawn 600 times: 95% limits hold no change in 93 to 97%."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        risk = rng.gamma(2, 0.5, 300)
        observed, others = rng.poisson(risk), rng.poisson(rng.gamma(2, 0.5, 900))
        apart = (others - others.mean()) / 3
        part = TrialSums(
            people=300,
            comparison_people=900,
            before=0.0,
            observed=float(observed.sum()),
            days=1.0,
            expected=300 * others.mean(),
            oo=float((observed**2).sum()),
            oe=float((observed * others.mean()).sum()),
            ee=float(300 * others.mean() ** 2 + (apart**2).sum()),
        )
        found = estimate_trials(part)
        held += found.rate_ratio_low <= 1 <= found.rate_ratio_high
    assert 0.93 <= held / 600 <= 0.97

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.errors import StatisticsError
from data_access.stats.regression_to_mean import fit_gamma_poisson, regression_to_mean

means = st.floats(0.02, 3)
shapes = st.floats(0.1, 50)


@pytest.mark.parametrize(
    ("mu", "k", "events", "after", "fall"),
    [
        (0.30, 0.5, 1, 0.56, 44),
        (0.30, 0.5, 2, 0.94, 53),
        (0.30, 0.5, 3, 1.31, 56),
        (0.30, 0.5, 4, 1.69, 58),
        (0.60, 0.8, 1, 0.77, 23),
        (0.60, 0.8, 2, 1.20, 40),
        (0.60, 0.8, 3, 1.63, 46),
        (0.60, 0.8, 4, 2.06, 49),
    ],
)
def test_usual_table(mu, k, events, after, fall):
    result = regression_to_mean(mu, k, events)
    assert result.events_after_per_year == pytest.approx(after, abs=0.0051)
    assert result.fall_percent == pytest.approx(fall, abs=0.51)


def slow_expectation(mu, k, wanted):
    """Add up, over a fine grid of rates, what each rate gives before and after."""
    quantiles = (np.arange(20_000) + 0.5) / 20_000
    rate = stats.gamma.ppf(quantiles, k, scale=mu / k)
    counts = [n for n in range(40) if wanted(n)]
    chance = sum(stats.poisson.pmf(n, rate) for n in counts)
    before = sum(n * stats.poisson.pmf(n, rate) for n in counts)
    return before.sum() / chance.sum(), (rate * chance).sum() / chance.sum()


@pytest.mark.parametrize("mu", [0.3, 1.1])
@pytest.mark.parametrize("k", [0.5, 4.0])
@pytest.mark.parametrize("x", [0, 1, 3])
def test_agrees_with_adding_up_the_rates(mu, k, x):
    before, after = slow_expectation(mu, k, lambda n: n == x)
    exactly = regression_to_mean(mu, k, x)
    assert exactly.events_before_per_year == pytest.approx(before)
    assert exactly.events_after_per_year == pytest.approx(after, rel=1e-3)

    before, after = slow_expectation(mu, k, lambda n: n >= x)
    at_least = regression_to_mean(mu, k, x, selection="at_least")
    assert at_least.events_before_per_year == pytest.approx(before, rel=1e-3)
    assert at_least.events_after_per_year == pytest.approx(after, rel=1e-3)


@settings(max_examples=100, deadline=None)
@given(means, shapes, st.integers(1, 8))
def test_expectation_lies_between_the_mean_and_what_was_seen(mu, k, x):
    exactly = regression_to_mean(mu, k, x)
    low, high = sorted([mu, x])
    assert low - 1e-9 <= exactly.events_after_per_year <= high + 1e-9
    # Selection at x or more leaves a group that had more, and will have more.
    at_least = regression_to_mean(mu, k, x, selection="at_least")
    assert at_least.events_before_per_year >= exactly.events_before_per_year - 1e-9
    assert at_least.events_after_per_year >= exactly.events_after_per_year - 1e-9
    # The more rates differ, the more last year tells of next year.
    more_alike = regression_to_mean(mu, k * 2, x)
    assert abs(more_alike.events_after_per_year - mu) <= (
        abs(exactly.events_after_per_year - mu) + 1e-9
    )
    fall = 100 * (1 - exactly.events_after_per_year / x)
    assert exactly.fall_percent == pytest.approx(fall, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(means, shapes)
def test_nobody_selected_changes_nothing(mu, k):
    result = regression_to_mean(mu, k, 0, selection="at_least")
    assert result.events_before_per_year == pytest.approx(mu)
    assert result.events_after_per_year == pytest.approx(mu)
    assert result.fall_percent == pytest.approx(0, abs=1e-9)


def test_people_with_no_events_can_only_rise():
    result = regression_to_mean(0.6, 0.8, 0)
    assert result.events_after_per_year > 0
    assert result.fall_percent is None


@pytest.mark.parametrize("x", [1, 2, 5])
def test_rates_all_alike_return_to_the_mean(x):
    assert regression_to_mean(0.6, math.inf, x).events_after_per_year == 0.6
    alike = regression_to_mean(0.6, math.inf, x, selection="at_least")
    nearly = regression_to_mean(0.6, 1e7, x, selection="at_least")
    assert alike.events_after_per_year == 0.6
    assert alike.events_before_per_year == pytest.approx(
        nearly.events_before_per_year, rel=1e-5
    )


def counts_of(mean, k, people, seed):
    random = np.random.default_rng(seed)
    return random.poisson(random.gamma(k, mean / k, people))


@pytest.mark.parametrize(
    ("mean", "k", "people", "seed"),
    [(0.3, 0.5, 4000, 1), (0.6, 0.8, 2000, 2), (2.0, 3.0, 500, 3)],
)
def test_likelihood_fit_agrees_with_statsmodels(mean, k, people, seed):
    counts = counts_of(mean, k, people, seed)
    theirs = sm.NegativeBinomial(counts, np.ones(people)).fit(
        disp=0, method="bfgs", maxiter=200, gtol=1e-8
    )
    result = fit_gamma_poisson(counts)
    assert result.events_per_year == pytest.approx(math.exp(theirs.params[0]), rel=1e-4)
    assert result.dispersion_k == pytest.approx(1 / theirs.params[1], rel=1e-4)
    assert result.people == people


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=40).filter(any))
def test_likelihood_fit_is_no_worse_than_any_other_k(counts):
    result = fit_gamma_poisson(counts)
    mean = np.mean(counts)
    assert result.events_per_year == mean

    def likelihood(k):
        if k == math.inf:
            return stats.poisson.logpmf(counts, mean).sum()
        return stats.nbinom.logpmf(counts, k, k / (k + mean)).sum()

    best = max(likelihood(k) for k in (*np.geomspace(0.02, 5000, 60), math.inf))
    assert likelihood(result.dispersion_k) >= best - 1e-5
    assert (result.dispersion_k == math.inf) == (np.var(counts) <= mean)


def test_a_dispersion_too_slight_to_find_is_none():
    # The variance exceeds the mean by 0.0006%, which is a k of 181,000.
    counts = np.repeat([0, 1, 2, 3], [212, 166, 113, 70])
    assert np.var(counts) > np.mean(counts)
    assert fit_gamma_poisson(counts).dispersion_k == math.inf


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=40).filter(any))
def test_moments_give_back_the_mean_and_variance(counts):
    result = fit_gamma_poisson(counts, method="moments")
    mean, variance = np.mean(counts), np.var(counts, ddof=1)
    assert result.events_per_year == mean
    if variance > mean:
        implied = mean + mean**2 / result.dispersion_k
        assert implied == pytest.approx(variance)
    else:
        assert result.dispersion_k == math.inf


@pytest.mark.parametrize("method", ["likelihood", "moments"])
def test_fit_and_expectation_foretell_a_second_year(method):
    random = np.random.default_rng(6)
    rate = random.gamma(0.8, 0.6 / 0.8, 200_000)
    first, second = random.poisson(rate), random.poisson(rate)
    fitted = fit_gamma_poisson(first, method=method)
    assert fitted.dispersion_k == pytest.approx(0.8, rel=0.05)
    for selection, selected in (("exactly", first == 2), ("at_least", first >= 2)):
        expected = regression_to_mean(
            fitted.events_per_year, fitted.dispersion_k, 2, selection=selection
        )
        error = second[selected].std() / math.sqrt(selected.sum())
        assert second[selected].mean() == pytest.approx(
            expected.events_after_per_year, abs=4 * error
        )
        assert first[selected].mean() == pytest.approx(
            expected.events_before_per_year, rel=0.02
        )


@pytest.mark.parametrize(
    ("argument", "bad"),
    [
        ("mu", 0),
        ("mu", -1),
        ("mu", math.inf),
        ("mu", "0.6"),
        ("k", 0),
        ("k", math.nan),
        ("x", -1),
        ("x", math.nan),
        ("x", [1, 2]),
        ("selection", "more_than"),
    ],
)
def test_input_that_cannot_be_used(argument, bad):
    with pytest.raises(StatisticsError) as caught:
        regression_to_mean(**({"mu": 0.6, "k": 0.8, "x": 2} | {argument: bad}))
    assert caught.value.argument == argument


@pytest.mark.parametrize("x", [1.5, 10**6])
def test_number_that_nobody_reaches(x):
    with pytest.raises(StatisticsError, match="x "):
        regression_to_mean(0.6, 0.8, x, selection="at_least")


@pytest.mark.parametrize(
    ("argument", "counts", "method"),
    [
        ("counts", [], "likelihood"),
        ("counts", [3], "likelihood"),
        ("counts", [0, 0, 0], "likelihood"),
        ("counts", [1, -1], "likelihood"),
        ("counts", [1, 0.5], "likelihood"),
        ("counts", [1, math.nan], "likelihood"),
        ("counts", [1, math.inf], "moments"),
        ("counts", [1, "2"], "moments"),
        ("method", [1, 2], "guess"),
    ],
)
def test_counts_that_cannot_be_fitted(argument, counts, method):
    with pytest.raises(StatisticsError) as caught:
        fit_gamma_poisson(counts, method=method)
    assert caught.value.argument == argument

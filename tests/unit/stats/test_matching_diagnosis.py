"""E-values, balance, earlier trends and pooling."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from scipy import stats

from data_access.stats.balance import WeightedSums, balance
from data_access.stats.balance import combine as combine_groups
from data_access.stats.earlier_trend import earlier_trend
from data_access.stats.errors import StatisticsError
from data_access.stats.evalue import e_value, e_value_of_limit
from data_access.stats.pooling import partial_pooling, random_effects
from data_access.stats.trials import TrialSums


@pytest.mark.parametrize(
    ("ratio", "expected"),
    # Reference values to two decimals, and 1 exactly.
    [(0.9, 1.46), (0.8, 1.81), (0.7, 2.21), (0.5, 3.41), (1.0, 1.0), (2.0, 3.41)],
)
def test_e_value(ratio: float, expected: float) -> None:
    assert e_value(ratio) == pytest.approx(expected, abs=0.005)


def test_e_value_of_the_limit_nearest_one() -> None:
    assert e_value_of_limit(0.6, 0.9) == e_value(0.9)
    assert e_value_of_limit(1.2, 1.9) == e_value(1.2)
    assert e_value_of_limit(0.6, 1.1) == 1
    assert e_value_of_limit(0.0, 0.5) == e_value(0.5)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_e_value_needs_a_ratio(bad: float) -> None:
    with pytest.raises(StatisticsError):
        e_value(bad)


def test_limits_in_the_wrong_order() -> None:
    with pytest.raises(StatisticsError, match="rate_ratio_low"):
        e_value_of_limit(0.9, 0.6)


def weighted(values: np.ndarray, weights: np.ndarray | None = None) -> WeightedSums:
    w = np.ones(len(values)) if weights is None else weights
    squares = float((w * values**2).sum())
    return WeightedSums(
        float(w.sum()), float((w**2).sum()), float((w * values).sum()), squares
    )


def groups(seed: int = 1, shift: float = 0.0) -> dict[str, WeightedSums]:
    rng = np.random.default_rng(seed)
    started, others = rng.normal(70 + shift, 12, 300), rng.normal(70, 12, 3000)
    return {
        "started_before": weighted(started),
        "comparison_before": weighted(rng.normal(45, 20, 9000)),
        "started_after": weighted(started[:200]),
        "comparison_after": weighted(others, rng.uniform(0.1, 2, 3000)),
    }


def test_difference_is_in_standard_deviations_of_all_who_started() -> None:
    rng = np.random.default_rng(5)
    one, two = rng.normal(3, 2, 50), rng.normal(1, 1, 80)
    weights = rng.uniform(0.5, 2, 80)
    got = balance(
        "x",
        started_before=weighted(one),
        comparison_before=weighted(two),
        started_after=weighted(one[:40]),
        comparison_after=weighted(two, weights),
    )
    unit = np.std(one, ddof=1)
    assert got.difference_before == pytest.approx((one.mean() - two.mean()) / unit)
    after = one[:40].mean() - np.average(two, weights=weights)
    assert got.difference_after == pytest.approx(after / unit)
    spread = np.cov(two, aweights=weights)
    assert got.variance_ratio == pytest.approx(np.var(one[:40], ddof=1) / spread)
    assert not got.alike


def test_groups_of_pcns_add_up() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=40)
    assert combine_groups([weighted(values[:15]), weighted(values[15:])]).mean == (
        pytest.approx(values.mean())
    )


def test_covariate_that_nobody_varies_in() -> None:
    flat, other = weighted(np.ones(30)), weighted(np.zeros(30))
    same = dict.fromkeys(groups(), flat)
    assert balance("x", **same).difference_after == 0
    got = balance("x", **{**same, "comparison_after": other})
    assert got.difference_after == math.inf
    assert got.variance_ratio is None


def test_empty_group_has_no_balance() -> None:
    assert balance("x", **{**groups(), "started_after": combine_groups([])}) is None


def test_earlier_trend_is_hotellings_test() -> None:
    """With one influence a person, it is the one-sample T² of SciPy's F."""
    rng = np.random.default_rng(1)
    values = rng.normal(0.3, 1, (50, 3))
    got = earlier_trend(values.sum(axis=0), values.T @ values, 50)
    mean, raw = values.mean(axis=0), values.T @ values / 50
    wald = 50 * mean @ np.linalg.inv(raw) @ mean
    assert got.statistic == pytest.approx(wald)
    assert got.p_value == pytest.approx(stats.f.sf(wald * 47 / (3 * 49), 3, 47))
    assert got.periods == 3


def test_earlier_trend_keeps_its_level() -> None:
    rng = np.random.default_rng(4)
    p_values = []
    for _ in range(1000):
        values = rng.normal(0, 1, (60, 4)) * [1, 2, 3, 4]
        p_values.append(
            earlier_trend(values.sum(axis=0), values.T @ values, 60).p_value
        )
    assert np.mean(np.array(p_values) < 0.05) == pytest.approx(0.05, abs=0.025)


def test_quiet_quarter_is_left_out_and_all_quiet_is_unknown() -> None:
    products = np.diag([4.0, 0.0, 9.0, 1.0])
    got = earlier_trend([1.0, 0.0, -2.0, 0.5], products, 40)
    assert got.periods == 3
    assert earlier_trend([0.0, 0.0], np.zeros((2, 2)), 40).p_value is None
    assert earlier_trend([1.0, 2.0], np.eye(2), 2).p_value is None


@pytest.mark.parametrize(
    "products", [np.eye(3), [[1.0, 2.0], [0.0, 1.0]], [[1.0, math.nan], [math.nan, 1]]]
)
def test_earlier_trend_refuses_products_that_do_not_fit(products: np.ndarray) -> None:
    with pytest.raises(StatisticsError, match="products"):
        earlier_trend([1.0, 2.0], products, 30)


def test_random_effects_without_heterogeneity_is_the_common_mean() -> None:
    got = random_effects([-0.2, -0.2, -0.2], [0.1, 0.2, 0.3])
    assert got.rate_ratio == pytest.approx(math.exp(-0.2))
    assert got.tau_squared == 0
    weights = 1 / np.array([0.1, 0.2, 0.3]) ** 2
    reach = stats.t.isf(0.025, 2) / math.sqrt(weights.sum())
    assert got.low == pytest.approx(math.exp(-0.2 - reach))


def test_random_effects_solves_paule_and_mandel() -> None:
    effects, errors = np.array([-0.9, 0.1, 0.5, -0.3]), np.array([0.1, 0.12, 0.2, 0.15])
    got = random_effects(list(effects), list(errors))
    weights = 1 / (errors**2 + got.tau_squared)
    mean = np.average(effects, weights=weights)
    # Their definition: the generalised Q at tau² equals its degrees of freedom.
    assert weights @ (effects - mean) ** 2 == pytest.approx(3, rel=1e-4)
    assert got.rate_ratio == pytest.approx(math.exp(mean), rel=1e-6)
    assert got.prediction_low < got.low < got.high < got.prediction_high


def test_random_effects_covers_the_mean_of_few_pcns() -> None:
    rng = np.random.default_rng(8)
    held = []
    for _ in range(600):
        errors = rng.uniform(0.1, 0.3, 6)
        effects = rng.normal(-0.1, 0.15, 6) + rng.normal(0, errors)
        got = random_effects(list(effects), list(errors))
        held.append(got.low <= math.exp(-0.1) <= got.high)
    assert np.mean(held) > 0.93


@pytest.mark.parametrize(
    ("ratios", "errors"), [([0.1], [0.1]), ([0.1, 0.2], [0.1]), ([0, 0], [0.1, 0.0])]
)
def test_random_effects_refuses(ratios: list[float], errors: list[float]) -> None:
    with pytest.raises(StatisticsError):
        random_effects(ratios, errors)


def group(people: int, observed: float, expected: float) -> TrialSums:
    """Make a group whose people each have one event or none, and are known to."""
    return TrialSums(
        people=people,
        comparison_people=people * 10,
        before=0.0,
        observed=observed,
        days=people * 365.0,
        expected=expected,
        oo=observed,
        oe=observed * expected / people,
        ee=expected**2 / people,
    )


def together(groups: dict[str, TrialSums]) -> TrialSums:
    """Add groups that share nobody."""
    parts = list(groups.values())
    names = [field.name for field in fields(TrialSums)]
    return TrialSums(**{n: sum(getattr(part, n) for part in parts) for n in names})


def test_small_groups_are_drawn_in_and_large_ones_are_not() -> None:
    groups = {
        "large": group(2000, 500, 1000),
        "other": group(2000, 1100, 1000),
        "third": group(2000, 900, 1000),
        "small": group(10, 0, 4),
    }
    result = {one.group: one for one in partial_pooling(groups, together(groups))}
    assert result["large"].rate_ratio == pytest.approx(0.5, abs=0.02)
    assert result["small"].own < 0.15
    assert result["small"].rate_ratio > 0.5
    assert result["small"].weight < 0.2 < 0.9 < result["large"].weight
    widths = {name: one.high / one.low for name, one in result.items()}
    assert widths["small"] > widths["large"]


def test_alike_groups_are_all_drawn_to_one_mean() -> None:
    groups = {str(i): group(300, 100 + i, 100) for i in range(5)}
    result = partial_pooling(groups, together(groups))
    assert {round(one.rate_ratio, 6) for one in result} == {
        round(result[0].rate_ratio, 6)
    }
    whole = together(groups)
    # To that of everybody, not to a mean that leans to groups with many events.
    assert result[0].rate_ratio == pytest.approx(
        (whole.observed + 0.5) / (whole.expected + 0.5)
    )
    assert max(one.weight for one in result) == 0


def test_pooling_covers_each_group_when_groups_differ() -> None:
    """Intervals cover the groups' own truths on average, as they promise."""
    rng = np.random.default_rng(11)
    held = []
    for _ in range(150):
        truth = np.exp(rng.normal(-0.1, 0.3, 9))
        people = rng.integers(40, 400, 9)
        expected = people * 0.5
        observed = rng.poisson(truth * expected)
        groups = {
            str(i): group(int(people[i]), float(observed[i]), float(expected[i]))
            for i in range(9)
        }
        held += [
            one.low <= truth[int(one.group)] <= one.high
            for one in partial_pooling(groups, together(groups))
        ]
    assert np.mean(held) == pytest.approx(0.95, abs=0.04)


def test_one_group_has_nothing_to_be_drawn_towards() -> None:
    only = {"only": group(100, 30, 40)}
    assert partial_pooling(only, only["only"]) == []
    assert partial_pooling({}, only["only"]) == []
    groups = {"a": group(100, 30, 40), "b": group(100, 0, 0), "c": group(1, 1, 1)}
    assert partial_pooling(groups, together(groups)) == []

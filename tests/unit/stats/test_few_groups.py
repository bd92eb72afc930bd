"""The average of few groups, against a slow grid and many draws."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.errors import StatisticsError
from data_access.stats.few_groups import average_of
from data_access.stats.power_so_far import chance_of_showing

EFFECT = st.floats(-0.8, 1.2)
ERROR = st.floats(0.05, 0.4)


def on_a_grid(
    effects: list[float], errors: list[float], scale: float
) -> tuple[float, ...]:
    """Return mean and limits, and those of a further group, from the joint density."""
    means, spreads = np.linspace(-3, 3, 3_001), np.linspace(0.001, 1.5, 750)
    logs = stats.halfnorm.logpdf(spreads, scale=scale)[:, None] + sum(
        stats.norm.logpdf(
            effect, means[None, :], np.sqrt(error**2 + spreads**2)[:, None]
        )
        for effect, error in zip(effects, errors, strict=True)
    )
    joint = np.exp(logs - logs.max())
    joint /= joint.sum()
    of_mean = joint.sum(axis=0)
    rng = np.random.default_rng(1)
    drawn = rng.choice(joint.size, 200_000, p=joint.ravel())
    rows, columns = np.unravel_index(drawn, joint.shape)
    further = means[columns] + spreads[rows] * rng.normal(size=len(drawn))
    low, high = np.interp([0.025, 0.975], of_mean.cumsum(), means)
    return float(means @ of_mean), low, high, *np.quantile(further, [0.025, 0.975])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(EFFECT, ERROR), min_size=2, max_size=6))
def test_average_is_that_of_the_joint_density(
    groups: list[tuple[float, float]],
) -> None:
    effects, errors = map(list, zip(*groups, strict=True))
    got = average_of(effects, errors, 0.15)
    mean, low, high, least, most = on_a_grid(effects, errors, 0.15)
    limits = [math.log(x) for x in (got.rate_ratio, got.low, got.high)]
    assert limits == pytest.approx([mean, low, high], abs=0.004)
    further = [math.log(x) for x in (got.further_low, got.further_high)]
    assert further == pytest.approx([least, most], abs=0.03)


@pytest.mark.parametrize("groups", [3, 5])
@pytest.mark.parametrize("apart", [0.0, 0.1])
def test_three_pcns_are_covered_and_show_a_fall_of_a_fifth(
    groups: int, apart: float
) -> None:
    rng = np.random.default_rng(8)
    true, covered, shown = math.log(0.8), [], []
    for _ in range(300):
        errors = rng.uniform(0.075, 0.105, groups)
        effects = rng.normal(true, apart, groups) + rng.normal(0, errors)
        got = average_of(list(effects), list(errors), 0.15)
        covered.append(got.low <= 0.8 <= got.high)
        shown.append(got.high < 1)
    assert np.mean(covered) > 0.93
    # 1,000 draws: 85 and 69 in a hundred of three, 99 and 92 of five.
    assert np.mean(shown) > 0.6


def test_one_more_group_like_the_others_narrows_it() -> None:
    wide = average_of([-0.2, -0.2], [0.1, 0.1], 0.15)
    narrow = average_of([-0.2, -0.2, -0.2], [0.1, 0.1, 0.1], 0.15)
    assert wide.low < narrow.low < narrow.rate_ratio < narrow.high < wide.high
    assert narrow.further_low < narrow.low
    assert narrow.high < narrow.further_high
    assert narrow.rate_ratio == pytest.approx(math.exp(-0.2))


def test_the_chance_of_showing_is_how_often_an_interval_shows() -> None:
    drawn = np.random.default_rng(3).normal(math.log(0.8), 0.1, 100_000)
    shown = np.mean(drawn + 1.959964 * 0.1 < 0)
    assert chance_of_showing(0.1, 0.8) == pytest.approx(shown, abs=0.006)
    assert chance_of_showing(0.1, 1 / 0.8) == pytest.approx(shown, abs=0.006)


@pytest.mark.parametrize(
    ("ratios", "errors", "spread"),
    [
        ([0.1], [0.1], 0.15),
        ([0.1, 0.2], [0.1], 0.15),
        ([0, 0], [0.1, 0.0], 0.15),
        ([0, 0], [0.1, 0.1], 0.0),
        ([0, math.nan], [0.1, 0.1], 0.15),
    ],
)
def test_average_refuses(
    ratios: list[float], errors: list[float], spread: float
) -> None:
    with pytest.raises(StatisticsError):
        average_of(ratios, errors, spread)


@pytest.mark.parametrize(("error", "ratio"), [(0.0, 0.8), (0.1, 0.0), (-1, 0.8)])
def test_chance_of_showing_refuses(error: float, ratio: float) -> None:
    with pytest.raises(StatisticsError):
        chance_of_showing(error, ratio)

"""Funnels: against plain loops, by their properties, and on bad input."""

from math import asin, exp, fsum, log, sin, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data_access.stats import funnel
from data_access.stats.errors import StatisticsError

TAILS = {"lower95": 0.025, "upper95": 0.975, "lower998": 0.001, "upper998": 0.999}
SHARES = st.lists(
    st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=12,
)
RATIOS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(2, 800).map(lambda n: n / 10)),
    min_size=2,
    max_size=12,
)
APPROXIMATE = ("normal", "multiplicative", "additive")
EVERY = ("exact", *APPROXIMATE)


def normal(p: float) -> float:
    return NormalDist().inv_cdf(p)


def columns(pairs) -> tuple[list[float], list[float]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


# A second implementation, one group at a time


def centile(ordered: list[float], p: float) -> float:
    at = p * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def winsorised(z: list[float]) -> list[float]:
    low, high = (centile(sorted(z), p) for p in (0.1, 0.9))
    return [min(max(one, low), high) for one in z]


def phi_of(z: list[float]) -> float:
    return fsum(one**2 for one in z) / len(z)


def tau2_of(phi: float, s: list[float]) -> float:
    weights = [1 / one**2 for one in s]
    spread = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return max(0.0, (len(s) * phi - (len(s) - 1)) / spread)


def slow_proportions(events, n, limits):
    target = sum(events) / sum(n)
    s = [sqrt(target * (1 - target) / size) for size in n]
    z = [(x / size - target) / one for x, size, one in zip(events, n, s, strict=True)]
    phi = phi_of(winsorised(z))
    result = {"phi": phi, "tau2": None}
    if limits == "additive":
        centre = asin(sqrt(target))
        s = [1 / (2 * sqrt(size)) for size in n]
        z = [
            (asin(sqrt(x / size)) - centre) / one
            for x, size, one in zip(events, n, s, strict=True)
        ]
        phi = phi_of(winsorised(z))
        tau2 = tau2_of(phi, s)
        result = {"phi": phi, "tau2": tau2}
        lines = {
            name: [
                sin(min(max(centre + normal(p) * sqrt(one**2 + tau2), 0), asin(1))) ** 2
                for one in s
            ]
            for name, p in TAILS.items()
        }
    else:
        widen = sqrt(max(phi, 1)) if limits == "multiplicative" else 1
        lines = {
            name: [min(max(target + normal(p) * one * widen, 0), 1) for one in s]
            for name, p in TAILS.items()
        }
    return result | {"target": target} | lines


def slow_ratios(observed, expected, limits):
    pairs = list(zip(observed, expected, strict=True))
    phi = phi_of(winsorised([(x / e - 1) * sqrt(e) for x, e in pairs]))
    result = {"phi": phi, "tau2": None}
    if limits == "additive":
        s = [1 / (2 * sqrt(e)) for e in expected]
        phi = phi_of(winsorised([(sqrt(x / e) - 1) * 2 * sqrt(e) for x, e in pairs]))
        tau2 = tau2_of(phi, s)
        result = {"phi": phi, "tau2": tau2}
        lines = {
            name: [max(1 + normal(p) * sqrt(one**2 + tau2), 0) ** 2 for one in s]
            for name, p in TAILS.items()
        }
    else:
        widen = sqrt(max(phi, 1)) if limits == "multiplicative" else 1
        lines = {
            name: [max(1 + normal(p) * widen / sqrt(e), 0) for e in expected]
            for name, p in TAILS.items()
        }
    return result | {"target": 1.0} | lines


def flag_of(value, lower95, upper95, lower998, upper998) -> str:
    if value < lower998:
        return "low998"
    if value > upper998:
        return "high998"
    if value < lower95:
        return "low95"
    return "high95" if value > upper95 else "in"


def agrees(result: funnel.Funnel, slow: dict) -> None:
    for name in ("phi", "tau2", "target", *TAILS):
        got, wanted = getattr(result, name), slow[name]
        if wanted is None:
            assert got is None
        else:
            np.testing.assert_allclose(got, wanted, rtol=1e-8, atol=1e-9, err_msg=name)
    rows = zip(*(getattr(result, name) for name in ("value", *TAILS)), strict=True)
    assert result.flag.tolist() == [
        flag_of(value, lower95, upper95, lower998, upper998)
        for value, lower95, upper95, lower998, upper998 in rows
    ]


@settings(max_examples=120, deadline=None)
@given(SHARES, st.sampled_from(APPROXIMATE))
def test_proportions_agree_with_plain_loops(pairs, limits):
    events, n = columns(pairs)
    assume(0 < sum(events) < sum(n))
    result = funnel.proportions(events, n, limits=limits)
    agrees(result, slow_proportions(events, n, limits))
    assert result.value.tolist() == [x / size for x, size in pairs]


@settings(max_examples=120, deadline=None)
@given(RATIOS, st.sampled_from(APPROXIMATE))
def test_ratios_agree_with_plain_loops(pairs, limits):
    observed, expected = columns(pairs)
    result = funnel.ratios(observed, expected, limits=limits)
    agrees(result, slow_ratios(observed, expected, limits))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.integers(2, 800).map(lambda n: n / 10)),
        min_size=2,
        max_size=30,
        unique_by=lambda pair: round(sqrt(pair[1]) * log(pair[0] / pair[1]), 9),
    )
)
def test_log_scale_leaves_out_the_outer_tenths(pairs):
    observed, expected = columns(pairs)
    z = sorted((sqrt(e) * log(x / e), e) for x, e in pairs)
    size = len(z)
    # Ranks 1..n fall in ten groups, floor(10 rank / (n + 1)); the first and last go.
    left = [
        z[rank - 1] for rank in range(1, size + 1) if 0 < 10 * rank // (size + 1) < 9
    ]
    phi = phi_of([one for one, _ in left])
    tau2 = tau2_of(phi, [1 / sqrt(e) for _, e in left])
    result = funnel.ratios(observed, expected, limits="additive_log")
    assert result.phi == pytest.approx(phi, rel=1e-9)
    assert result.tau2 == pytest.approx(tau2, rel=1e-7, abs=1e-12)
    for name, p in TAILS.items():
        wanted = [exp(normal(p) * sqrt(1 / e + tau2)) for e in expected]
        np.testing.assert_allclose(getattr(result, name), wanted, rtol=1e-7)


# Properties


@settings(max_examples=80, deadline=None)
@given(RATIOS, st.sampled_from(EVERY), st.sampled_from([0.25, 4.0, 1024.0]))
def test_rates_are_ratios_to_the_pooled_rate_in_any_unit(pairs, limits, unit):
    events, time = columns(pairs)
    assume(sum(events))
    result = funnel.rates(events, time, limits=limits)
    pooled = sum(events) / sum(time)
    expected = [pooled * one for one in time]
    relative = funnel.ratios(events, expected, limits=limits)
    scaled = funnel.rates(events, time, limits=limits, multiplier=unit)
    assert result.phi == pytest.approx(relative.phi, rel=1e-7)
    for name in ("value", "target", *TAILS):
        line = getattr(result, name)
        np.testing.assert_allclose(
            line, np.asarray(getattr(relative, name)) * pooled, rtol=1e-7, atol=1e-12
        )
        np.testing.assert_allclose(getattr(scaled, name), line * unit, rtol=1e-7)


@settings(max_examples=80, deadline=None)
@given(SHARES, st.sampled_from(EVERY))
def test_limits_are_nested_and_wider_for_over_dispersed_groups(pairs, limits):
    events, n = columns(pairs)
    assume(0 < sum(events) < sum(n))
    result = funnel.proportions(events, n, limits=limits)
    assert (result.lower998 <= result.lower95).all()
    assert (result.upper95 <= result.upper998).all()
    assert (result.lower95 <= result.target).all()
    assert (result.lower998 >= 0).all()
    assert (result.upper998 <= 1).all()
    plain = funnel.proportions(events, n, limits="normal")
    wide = funnel.proportions(events, n, limits="multiplicative")
    assert (wide.upper95 >= plain.upper95).all()
    assert (wide.lower998 <= plain.lower998).all()


@pytest.mark.parametrize("limits", EVERY)
def test_the_funnel_narrows_with_n(limits):
    n = np.array([100, 200, 400, 800, 1600])
    result = funnel.proportions(n // 4, n, limits=limits)
    assert (np.diff(result.upper95 - result.lower95) < 0).all()
    assert (np.diff(result.upper998 - result.lower998) < 0).all()


@settings(max_examples=60, deadline=None)
@given(SHARES, st.sampled_from(EVERY), st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(pairs, limits, random):
    assume(0 < sum(columns(pairs)[0]) < sum(columns(pairs)[1]))
    order = list(range(len(pairs)))
    random.shuffle(order)
    result = funnel.proportions(*columns(pairs), limits=limits)
    other = funnel.proportions(*columns([pairs[at] for at in order]), limits=limits)
    for name in ("value", *TAILS):
        np.testing.assert_allclose(getattr(other, name), getattr(result, name)[order])


def test_a_target_replaces_the_pooled_value():
    result = funnel.proportions([5, 5], [100, 100], target=0.5)
    assert result.target == 0.5
    assert result.flag.tolist() == ["low998", "low998"]
    assert (
        funnel.rates([50, 50], [1.0, 1.0], target=10).flag.tolist() == ["high998"] * 2
    )
    doubled = funnel.ratios([50, 60], [25.0, 30.0], target=2)
    assert doubled.flag.tolist() == ["in", "in"]


def test_over_dispersion_is_told_even_with_exact_limits():
    events, n = [10, 90, 20, 80], [100, 100, 100, 100]
    exact = funnel.proportions(events, n)
    assert exact.limits == "exact"
    assert exact.phi > 10
    assert (exact.flag != "in").all()
    wide = funnel.proportions(events, n, limits="multiplicative")
    assert exact.phi == wide.phi
    assert (wide.flag == "in").all()


def test_less_spread_than_chance_does_not_narrow_the_funnel():
    events, n = [25, 25, 25], [100, 100, 100]
    plain = funnel.proportions(events, n, limits="normal")
    wide = funnel.proportions(events, n, limits="multiplicative")
    assert wide.phi == 0
    np.testing.assert_array_equal(wide.upper95, plain.upper95)
    assert funnel.proportions(events, n, limits="additive").tau2 == 0


@pytest.mark.parametrize("limits", EVERY)
@pytest.mark.parametrize("events", [[0, 0, 0], [5, 7, 9]])
def test_no_events_or_nothing_else_has_no_width(events, limits):
    result = funnel.proportions(events, [5, 7, 9], limits=limits)
    assert set(result.flag) == {"in"}
    assert result.phi == 0
    for name in TAILS:
        np.testing.assert_array_equal(getattr(result, name), result.value)


def test_no_events_in_any_person_time_has_no_width():
    result = funnel.rates([0, 0], [5.0, 7.0], limits="additive")
    assert (result.target, result.tau2, result.flag.tolist()) == (0, 0, ["in", "in"])


def test_a_zero_left_out_of_the_log_scale_is_still_flagged():
    observed = [0, *range(95, 115)]
    result = funnel.ratios(observed, [100.0] * 21, limits="additive_log")
    assert result.flag[0] == "low998"
    assert np.isfinite(result.phi)


@pytest.mark.parametrize(
    ("call", "argument", "reason"),
    [
        (lambda: funnel.proportions([1, 6], [5, 5]), "events", "above n"),
        (lambda: funnel.proportions([1, -1], [5, 5]), "events", "negative"),
        (lambda: funnel.proportions([1, 1.5], [5, 5]), "events", "whole"),
        (lambda: funnel.proportions([1, 1], [5, 5.5]), "n", "whole"),
        (lambda: funnel.proportions([1, 1], [5, 0]), "n", "above zero"),
        (lambda: funnel.proportions([1], [5]), "events", "1 of the 2"),
        (lambda: funnel.proportions([], []), "events", "empty"),
        (lambda: funnel.proportions([1, np.nan], [5, 5]), "events", "missing"),
        (lambda: funnel.proportions([1, 1], [5, np.inf]), "n", "infinite"),
        (lambda: funnel.proportions([1, 1], [5, 5, 5]), "n", "shape"),
        (lambda: funnel.proportions([1, "1"], [5, 5]), "events", "not str"),
        (lambda: funnel.proportions([1, 1], [5, 5], target=1), "target", "between"),
        (lambda: funnel.proportions([1, 1], [5, 5], target=0), "target", "above zero"),
        (lambda: funnel.proportions([1, 1], [5, 5], limits="wide"), "limits", "one of"),
        (
            lambda: funnel.proportions([1, 1], [5, 5], limits="additive_log"),
            "limits",
            "one of",
        ),
        (lambda: funnel.ratios([1, 2], [1.0, 0.0]), "expected", "above zero"),
        (lambda: funnel.ratios([1, -2], [1.0, 2.0]), "observed", "negative"),
        (lambda: funnel.ratios([1, 2], [1.0, 2.0], target=-1), "target", "above zero"),
        (
            lambda: funnel.ratios([0, 2], [1.0, 2.0], limits="additive_log"),
            "observed",
            "no logarithm",
        ),
        (lambda: funnel.ratios([1, 2], [1.0, 2.0], limits="od"), "limits", "one of"),
        (lambda: funnel.rates([1, 2], [1.0, 0.0]), "person_time", "above zero"),
        (lambda: funnel.rates([1, 2.5], [1.0, 2.0]), "events", "whole"),
        (lambda: funnel.rates([1, 2], [1.0, 2.0], multiplier=0), "multiplier", "above"),
        (
            lambda: funnel.rates([1, 2], [1.0, 2.0], dispersion=0.5),
            "dispersion",
            "1 or more",
        ),
        (
            lambda: funnel.rates([0, 2], [1.0, 2.0], limits="additive_log"),
            "events",
            "no logarithm",
        ),
    ],
)
def test_bad_input_is_named(call, argument, reason):
    with pytest.raises(StatisticsError) as caught:
        call()
    assert caught.value.argument == argument
    assert reason in caught.value.reason

"""Exact funnels: who is flagged, by adding up the chances of whole counts."""

from math import exp, fsum, lgamma, log

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data_access.stats import funnel

TAILS = ("lower95", "upper95", "lower998", "upper998")
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


def columns(pairs) -> tuple[list[float], list[float]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def extremes(chances: list[float], tail: float) -> tuple[int, int]:
    """Return the least and the most of the counts that are not flagged."""
    counts = range(len(chances))
    least = next(count for count in counts if fsum(chances[: count + 1]) >= tail)
    most = next(count for count in reversed(counts) if fsum(chances[count:]) >= tail)
    return least, most


def slow_flag(chances: list[float], count: int) -> str:
    for tail, words in ((0.001, "998"), (0.025, "95")):
        least, most = extremes(chances, tail)
        if count < least:
            return f"low{words}"
        if count > most:
            return f"high{words}"
    return "in"


def exact_agrees(result: funnel.Funnel, events, sizes, chances) -> None:
    """Check that each limit lies between the last count inside and the next one."""
    flags = result.flag.tolist()
    assert flags == [slow_flag(c, x) for c, x in zip(chances, events, strict=True)]
    for tail, words in ((0.025, "95"), (0.001, "998")):
        lower = getattr(result, f"lower{words}") * sizes
        upper = getattr(result, f"upper{words}") * sizes
        for low, high, chance in zip(lower, upper, chances, strict=True):
            least, most = extremes(chance, tail)
            assert least - 1 <= low - 1e-6 or least == 0
            assert low <= least + 1e-6
            assert most - 1e-6 <= high <= most + 1 + 1e-6


def binomial(n: int, share: float) -> list[float]:
    return [
        exp(
            lgamma(n + 1)
            - lgamma(k + 1)
            - lgamma(n - k + 1)
            + k * log(share)
            + (n - k) * log(1 - share)
        )
        for k in range(n + 1)
    ]


def poisson(mean: float) -> list[float]:
    return [exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(600)]


def flag_of(value, lower95, upper95, lower998, upper998) -> str:
    if value < lower998:
        return "low998"
    if value > upper998:
        return "high998"
    if value < lower95:
        return "low95"
    return "high95" if value > upper95 else "in"


@settings(max_examples=80, deadline=None)
@given(SHARES)
def test_exact_shares_are_flagged_by_the_chance_of_their_own_tail(pairs):
    events, n = columns(pairs)
    assume(0 < sum(events) < sum(n))
    target = sum(events) / sum(n)
    exact_agrees(
        funnel.proportions(events, n),
        events,
        np.array(n),
        [binomial(size, target) for size in n],
    )


@settings(max_examples=40, deadline=None)
@given(RATIOS)
def test_exact_ratios_are_flagged_by_the_chance_of_their_own_tail(pairs):
    observed, expected = columns(pairs)
    exact_agrees(
        funnel.ratios(observed, expected),
        observed,
        np.array(expected),
        [poisson(e) for e in expected],
    )


@settings(max_examples=80, deadline=None)
@given(SHARES)
def test_flags_and_limits_of_exact_shares_say_the_same(pairs):
    events, n = columns(pairs)
    assume(0 < sum(events) < sum(n))
    result = funnel.proportions(events, n)
    for flag, value, size, *limits in zip(
        result.flag, result.value, n, *(getattr(result, t) for t in TAILS), strict=True
    ):
        # A count on the limit itself is left to rounding by values, never by tails.
        if all(abs(value - limit) * size > 1e-6 for limit in limits):
            assert flag == flag_of(value, *limits)


def test_everybody_of_a_small_practice_is_no_surprise():
    # The chance of 25 of 25 at 90.1% is 7%.
    result = funnel.proportions([25, 180, 178], [25, 200, 200])
    assert result.flag.tolist() == ["in", "in", "in"]
    assert result.upper95[0] == result.upper998[0] == 1
    # Nor is nobody of a practice of 20 where a tenth is usual: 12%.
    assert funnel.proportions([0, 41], [20, 390]).flag.tolist() == ["in", "in"]


def test_repeat_events_count_for_less():
    # 30 where 20 are expected: 2.2% by chance alone, 8% where events come in pairs.
    plain = funnel.rates([30, 20], [20.0, 20.0], target=1)
    pairs = funnel.rates([30, 20], [20.0, 20.0], target=1, dispersion=2)
    assert plain.flag.tolist() == ["high95", "in"]
    assert pairs.flag.tolist() == ["in", "in"]
    assert pairs.upper95[0] > plain.upper95[0]
    assert pairs.value.tolist() == plain.value.tolist()

"""The estimate as a reader gets it, against people followed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.lakes.estimate_home import MANAGER, PCN, EstimateHome
from scipy import stats

from data_access.questions.impact.impact import impact
from data_access.viewer import Viewer

CLOSE = {"rel": 1e-9}
QUARTERS = range(1, 5)


def test_estimate_and_its_interval(estimated: EstimateHome) -> None:
    got, want = impact(estimated.context()), estimated.emergency
    assert want.people > 60
    assert got.rate_ratio == pytest.approx(want.ratio, **CLOSE)
    assert got.rate_ratio_low == pytest.approx(want.low, **CLOSE)
    assert got.rate_ratio_high == pytest.approx(want.high, **CLOSE)
    assert got.expected == pytest.approx(want.expected, **CLOSE)
    assert got.avoided == pytest.approx(want.avoided, **CLOSE)
    assert got.avoided_low == pytest.approx(want.avoided_low, **CLOSE)
    assert got.avoided_high == pytest.approx(want.avoided_high, **CLOSE)


def test_sentence_says_the_estimate_its_limits_and_the_verdict(
    estimated: EstimateHome,
) -> None:
    got, want = impact(estimated.context()), estimated.emergency

    def said(avoided: float) -> str:
        # Tenths below ten, as counts are written everywhere.
        size = abs(avoided)
        tenths = f"{size:.1f}".removesuffix(".0")
        size_said = tenths if float(tenths) < 10 else f"{size:.0f}"
        return f"{size_said} {'fewer' if avoided > 0 else 'more'}"

    middle = said(want.expected - want.observed)
    high, low = said(want.avoided_high), said(want.avoided_low)
    assert f"About {middle} emergency admissions" in got.caption.headline
    assert f"(from {high} to {low}): {got.verdict}" in got.caption.headline


def test_verdict_follows_the_intervals_and_the_checks(
    estimated: EstimateHome,
) -> None:
    got, want = impact(estimated.context()), estimated.emergency
    results = {row[0]: row[1] for row in got.checks.table.rows}
    failed = "failed" in results.values()
    trusted = results["Earlier trend"] == "passed"
    passed = set(results.values()) == {"passed"}
    assert got.grade == (1 if failed or not trusted else 3 if passed else 2)
    if failed:
        verdict = "not a fair comparison"
    elif not trusted:
        verdict = "cannot tell yet"
    elif want.high < 1 and want.avoided_low > 0:
        verdict = "fewer"
    elif want.low > 1 and want.avoided_high < 0:
        verdict = "more"
    elif want.low > 0.9:
        verdict = "no evidence of change"
    else:
        verdict = "cannot tell yet"
    assert got.verdict == verdict


def test_the_earlier_year_is_as_sure_as_the_method_says(
    estimated: EstimateHome,
) -> None:
    got, want = impact(estimated.context()), estimated.emergency
    year, quarters = estimated.measure("earlier_year"), earlier_trend_of(estimated)
    result = {row[0]: row[1] for row in got.checks.table.rows}["Earlier trend"]
    if min(year.p_value, quarters) < 0.0125:
        assert result == "failed"
        return
    found = math.log(want.ratio)
    size = max(abs(found), 1.959964 * want.error)
    before = math.copysign(1, found) * math.log(year.ratio) + 1.281552 * year.error
    assert result == ("passed" if before < size else "could not be made")


def earlier_trend_of(estimated: EstimateHome) -> float:
    row = by_hand.quarters(estimated.pairs)[PCN]
    people = row["people"]
    steps = [row[f"difference_{q}"] for q in range(1, 5)]
    products = np.array(
        [[row[f"product_{min(i, j)}_{max(i, j)}"] for j in QUARTERS] for i in QUARTERS]
    )
    wald = np.array(steps) @ np.linalg.pinv(products) @ np.array(steps)
    scaled = wald * (people - 4) / (4 * (people - 1))
    return float(stats.f.sf(scaled, 4, people - 4))


def test_e_values(estimated: EstimateHome) -> None:
    got, want = impact(estimated.context()), estimated.emergency
    ratio = max(want.ratio, 1 / want.ratio)
    assert got.e_value == pytest.approx(ratio + math.sqrt(ratio * (ratio - 1)), **CLOSE)
    if want.low <= 1 <= want.high:
        assert got.e_value_limit == 1
    else:
        near = max(want.high, 1 / want.high) if want.high < 1 else want.low
        strength = near + math.sqrt(near * (near - 1))
        assert got.e_value_limit == pytest.approx(strength, **CLOSE)


def test_naive_change_beside_what_came_by_itself(estimated: EstimateHome) -> None:
    got, want = impact(estimated.context()), estimated.emergency
    matched = estimated.compared
    before = sum(
        pair.person.count("emergency", by_hand.next_month(pair.month, -12), pair.month)
        for pair in matched
    ) / len(matched)
    years = want.days / 365.25
    assert got.naive is not None
    assert got.naive.before == pytest.approx(before, **CLOSE)
    assert got.naive.after == pytest.approx(want.observed / years, **CLOSE)
    naive = 100 * (want.observed / years / before - 1)
    alone = 100 * (want.expected / years / before - 1)
    assert got.naive.naive_change == pytest.approx(naive, **CLOSE)
    assert got.naive.change_without_effect == pytest.approx(alone, **CLOSE)


def said(effect: float, error: float, earlier: float) -> float:
    """Sum over estimates: shown, larger than the earlier year could be, fair."""
    steps = np.linspace(effect - 10 * error, -1.9599640 * error, 20_001)
    if steps[0] > steps[-1]:
        return 0.0
    shown = stats.norm.pdf(steps, effect, error)
    not_there = stats.norm.sf((steps + 1.2815516 * earlier) / earlier)
    return 0.975**2 * float(np.trapezoid(shown * not_there, steps))


def test_smallest_fall_and_when_smaller_ones_will_show(estimated: EstimateHome) -> None:
    """Step through falls, and through months of people joining, by hand."""
    got, want = impact(estimated.context()), estimated.emergency
    beyond = max(want.error**2 - 1 / want.observed, 0.0)
    before = estimated.measure("earlier_year").error or want.error

    def shown(fall: float, months: int) -> bool:
        """The fall is shown: people now are followed on, others join, up to a year."""
        ratio, now = 1 - fall, want.days / 365.25 / want.people
        rate = want.expected / (want.days / 365.25)
        joining = want.people / (len(estimated.final) - 13)

        def told(years: float) -> float:
            return 1 / (1 / (ratio * rate * years) + want.people * beyond)

        total = want.people * told(min(now + months / 12, 1.0))
        total += sum(
            joining * told(min((months - j + 0.5) / 12, 1.0))
            for j in range(1, months + 1)
        )
        earlier = before * math.sqrt(want.people / (want.people + joining * months))
        return said(math.log(ratio), 1 / math.sqrt(total), earlier) >= 0.8

    smallest = next((f for f in range(1, 100) if shown(f / 100, 0)), None)
    if got.detectable_fall is None:
        assert smallest is None
    else:
        assert math.ceil(got.detectable_fall) == smallest
    assert len(got.when) == 3
    for fall, words in zip((0.1, 0.2, 0.3), got.when, strict=True):
        months = next((m for m in range(121) if shown(fall, m)), None)
        assert words.startswith(f"a fall of {100 * fall:.0f}%: ")
        if months is None:
            assert words.endswith("not within 10 years")
        elif months == 0:
            assert words.endswith("it already can")
        else:
            then = by_hand.next_month(estimated.final[-1], months)
            assert f"{then:%B %Y}" in words


def test_every_reader_gets_the_estimate_of_all_months(estimated: EstimateHome) -> None:
    """A month chosen elsewhere changes neither the estimate nor what it says it is."""
    got = impact(estimated.context())
    board = impact(estimated.context(Viewer()))
    for viewer, now in ((MANAGER, got), (Viewer(), board)):
        earlier = impact(estimated.context(viewer, month=estimated.months[-6]))
        assert earlier.rate_ratio == now.rate_ratio
        assert earlier.caption == now.caption
        assert earlier.when == now.when
    # Outside direct care to two digits.
    assert board.rate_ratio == float(f"{got.rate_ratio:.2g}")
    assert board.caption.subtitle == got.caption.subtitle
    assert f"{estimated.final[-2]:%B %Y}" in got.caption.subtitle

"""A figure over time: what is judged by which method, and what is drawn of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from fixtures.samples.sample_series import MONTHS, drawn, jagged, place, series
from hypothesis import given, settings
from hypothesis import strategies as st

from components.charts.trend import trend_chart
from data_access.catalogue.indicator import ROLLING_MONTHS
from data_access.catalogue.indicators import BY_ID, INDICATORS
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.trend_words import trend_caption, trend_table
from data_access.words.numbers import month_text
from data_access.words.verdicts import reading

ROLLING = BY_ID["smi_check"]
SEASONAL = BY_ID["emergency"]
FLOW = BY_ID["caseload_new"]
STOCK = BY_ID["caseload_open"]
NAN = float("nan")


# --- flows --------------------------------------------------------------------------


def test_a_change_that_stays_is_told_and_a_single_month_is_not() -> None:
    steady = jagged(40, 30)
    up = drawn(FLOW, [*steady, *jagged(60, 6)])
    assert up.verdict.sign == "higher"
    assert up.verdict.sentence == (
        "Higher than before, more than chance: the last six months average 60, those "
        "before 40."
    )
    once = drawn(FLOW, [*steady, *jagged(40, 5), 90.0])
    assert once.verdict.sign == "cannot_tell"
    assert "outside the limits" in once.verdict.sentence
    twice = drawn(FLOW, [*steady, *jagged(40, 4), 90.0, 95.0])
    assert twice.verdict.sign == "higher"
    assert drawn(FLOW, [*steady, *jagged(40, 6)]).verdict.sign == "none"


def test_a_change_that_has_gone_again_is_not_told() -> None:
    gone = drawn(FLOW, [*jagged(40, 30), *jagged(70, 5), 34.0])
    assert gone.verdict.sign != "higher"


@pytest.mark.parametrize("months", [2, 12, 13])
def test_limits_are_not_drawn_from_fewer_months_than_the_rule_allows(
    months: int,
) -> None:
    trend = drawn(FLOW, jagged(40, months))
    enough = months >= 13
    for line in (trend.mean, trend.lower, trend.upper):
        assert [level is not None for level in line] == [enough] * months
    assert (trend.verdict.sign == "not_judged") is not enough
    names = [column.label for column in trend_table(FLOW, trend).columns]
    assert ("Upper limit" in names) is enough


def test_new_limits_from_few_months_are_not_drawn_yet() -> None:
    trend = drawn(FLOW, jagged(40, 36), rebased=(MONTHS[-5],))
    assert trend.upper[-6] is not None
    assert set(trend.upper[-5:]) == {None}
    assert trend.verdict.sign == "not_judged"


@pytest.mark.parametrize("missing", [1, 2, 5])
def test_a_month_without_a_value_is_not_the_one_that_was_judged(missing: int) -> None:
    trend = drawn(FLOW, [*jagged(20, 25, step=1), *[90.0] * 3, *[NAN] * missing])
    assert trend.verdict.month == MONTHS[-1 - missing]
    assert trend.verdict.sign == "higher"
    first = month_text(MONTHS[-missing])
    summary = trend_caption(FLOW, place(), trend).summary
    assert f"No data from {first}." in summary


# --- rolling years ------------------------------------------------------------------


def test_every_rolling_indicator_is_of_people_among_people() -> None:
    """A year is told from the year before as two shares; people are not events."""
    rolling = [indicator for indicator in INDICATORS if indicator.rolling]
    assert rolling
    assert {indicator.unit for indicator in rolling} == {"percent", "count"}
    counted = [one for one in rolling if one.unit == "count"]
    assert all(one.numerator.startswith("people") for one in counted)


def test_a_rolling_year_has_no_limits_and_is_judged_against_the_year_before() -> None:
    climb = [500 + 200 / 12 * month for month in range(1, 13)]
    better = drawn(ROLLING, [*jagged(500, 24), *climb])
    assert {*better.mean, *better.lower, *better.upper} == {None}
    assert better.year_before[-1] == better.values[-13]
    assert better.verdict.sign == "better"
    assert better.verdict.sentence.startswith(
        "Improving, more than chance: 70%, against 51% a year before (difference "
    )
    assert "% interval)" in better.verdict.sentence
    summary = trend_caption(ROLLING, place(), better).summary
    assert "usually" not in summary
    assert "target" not in summary.lower()
    alike = drawn(ROLLING, [*jagged(500, 24), *jagged(510, 12)])
    assert alike.verdict.sign == "none"


def test_a_rolling_share_that_jumps_and_stays_is_told_if_the_year_agrees() -> None:
    """A corrected register moves the share at once; a difference of years is slow."""
    share = 500 + np.random.default_rng(2).choice([-6.0, 6.0], 36).cumsum()
    share += 15 - (share[33:].mean() - share[21:24].mean())
    moved = share + 50.0 * (np.arange(36) >= 34)
    trend = drawn(ROLLING, moved.tolist())
    assert trend.signs[33:] == ("none", "none", "better")
    assert "it went from" in trend.verdict.sentence
    assert month_text(MONTHS[34]) in trend.verdict.sentence
    higher = moved + 100.0 * (np.arange(36) < 30)
    assert drawn(ROLLING, higher.tolist()).verdict.sign not in ("better", "worse")


def test_without_the_same_month_a_year_before_nothing_is_said() -> None:
    gaps = jagged(500, 36)
    gaps[-13] = NAN
    trend = drawn(ROLLING, gaps)
    assert trend.verdict.sign == "not_judged"
    assert "a year before" in trend.verdict.sentence
    assert drawn(ROLLING, jagged(500, 12)).verdict.sign == "not_judged"


def test_a_year_before_of_other_practices_is_not_drawn() -> None:
    """In the last two months one of two practices sent nothing."""
    both, one = ["A1,A2"] * 34, ["A1"] * 2
    found = series(ROLLING, jagged(500, 36), senders=both + one)
    trend = trend_of(ROLLING, found, place())
    assert trend.verdict.sign == "not_judged"
    assert trend.year_before[-2:] == (None, None)
    assert trend.year_before[12:-2] == trend.values[:22]


def test_a_rolling_count_is_judged_too() -> None:
    found = BY_ID["budget_active"]
    climb = [20.0 + 5 * month for month in range(1, 13)]
    assert drawn(found, [*[20.0] * 24, *climb]).verdict.sign == "higher"
    assert drawn(found, [*[20.0] * 24, *[25.0] * 12]).verdict.sign == "none"


def test_months_that_differ_more_than_people_do_are_allowed_for() -> None:
    """Of 1,000 people 600 and 700 differ; months that jump by 60 do that alone."""
    smooth = np.linspace(400, 700, 36).round().tolist()
    assert drawn(ROLLING, smooth).verdict.sign == "better"
    random = np.random.default_rng(8).normal(0, 60, 47)
    jumping = 500 + np.convolve(random, np.ones(12), "valid")
    wild = drawn(ROLLING, jumping.clip(0, 1000).round().tolist())
    assert "better" not in wild.signs
    assert "worse" not in wild.signs


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=14, max_size=36), st.booleans())
def test_no_change_of_a_rolling_year_goes_against_the_year(
    numerators: list[int], exact: bool
) -> None:
    trend = drawn(ROLLING, [float(n) for n in numerators], exact=exact)
    for position, sign in enumerate(trend.signs):
        if sign in ("better", "worse"):
            assert position >= ROLLING_MONTHS
            now, before = trend.values[position], trend.year_before[position]
            assert now is not None
            assert before is not None
            assert (now > before) == (sign == "better")


# --- stocks -------------------------------------------------------------------------


def test_a_stock_is_judged_by_its_change_from_month_to_month() -> None:
    """A slow walk to another level is what a stock does by chance."""
    walk = np.random.default_rng(4).choice([-3.0, 3.0], 36).cumsum() + 300
    trend = drawn(STOCK, walk.tolist())
    assert trend.verdict.sign == "none"
    assert set(trend.mean) == {None}
    low, high = trend.lower[-1], trend.upper[-1]
    assert low is not None
    assert high is not None
    assert low < walk[-2] < high, "the limits follow the month before"
    grown = [*walk[:30], *(walk[29] + 12.0 * np.arange(1, 7))]
    assert drawn(STOCK, grown).verdict.sign == "higher"


def test_the_ramp_up_of_a_service_is_a_baseline_of_its_own() -> None:
    ramp = [8.0, 20.0, 33.0, 44.0, 58.0, 70.0, 82.0, 95.0, 106.0, 118.0]
    changed = 0
    for seed in range(60):
        plateau = np.random.default_rng(seed).normal(120, 4, 26).round()
        trend = drawn(STOCK, [*ramp, *plateau])
        (step,) = trend.steps
        assert MONTHS[8] <= step <= MONTHS[12]
        assert {*trend.lower[:8]} == {None}, "ten months are too few for limits"
        assert "start of the service" in trend_caption(STOCK, place(), trend).summary
        changed += trend.verdict.changed
    assert changed <= 2, "chance alone, as seldom as without a ramp-up"


def test_a_stock_that_jumps_once_and_stays_is_told_from_the_next_month_on() -> None:
    level = np.random.default_rng(4).choice([-3.0, 3.0], 36).cumsum() + 300
    moved = level + 40.0 * (np.arange(36) >= 34)
    trend = drawn(STOCK, moved.tolist())
    assert trend.signs[33:] == ("none", "cannot_tell", "higher")
    assert trend.rule[-1] == "jump"
    before, after = (f"{moved[at]:.0f}" for at in (33, 34))
    assert trend.verdict.sentence == (
        f"Higher than before, more than chance: it went from {before} to {after} in "
        f"{month_text(MONTHS[34])}, and has kept most of that since."
    )
    gone = [*moved[:35], level[35]]
    assert drawn(STOCK, gone).verdict.sign != "higher"
    # What a note explains is no jump: limits begin anew with it.
    long = [*level[:20], *(level[20:] + 40.0)]
    assert "jump" in drawn(STOCK, long).rule
    assert "jump" not in drawn(STOCK, long, rebased=(MONTHS[20],)).rule


def test_a_slower_fall_is_not_called_a_rise() -> None:
    fall = 600 - 12.0 * np.arange(30) + np.array(jagged(0, 30, 0.5))
    slower = fall[-1] - 2.0 * np.arange(1, 7)
    assert drawn(STOCK, [*fall, *slower]).verdict.sign not in ("higher", "lower")


# --- seasons ------------------------------------------------------------------------

WINTER = [1.14, 1.09, 1.04, 0.98, 0.96, 0.93, 0.93, 0.91, 0.95, 1.0, 1.05, 1.12]


def wintry(level: float, seed: int = 1) -> list[float]:
    noise = np.random.default_rng(seed).normal(0, 0.03, 36)
    return [
        float(round(level * WINTER[month.month - 1] * (1 + off)))
        for month, off in zip(MONTHS, noise, strict=True)
    ]


def test_a_season_is_not_called_a_change() -> None:
    """December and January are high in every year."""
    for last in (MONTHS[26], MONTHS[31], MONTHS[35]):
        cut = wintry(500)[: MONTHS.index(last) + 1]
        padded = [*[NAN] * (36 - len(cut)), *cut]
        moved = [*padded[36 - len(cut) :], *[NAN] * (36 - len(cut))]
        assert drawn(SEASONAL, moved).verdict.sign in ("none", "cannot_tell")


def test_limits_follow_the_season_and_values_stay_as_observed() -> None:
    numerators = wintry(500)
    trend = drawn(SEASONAL, numerators)
    assert list(trend.values) == pytest.approx(numerators)
    upper = dict(zip(trend.months, trend.upper, strict=True))
    assert (upper[date(2026, 1, 1)] or 0) > 1.1 * (upper[date(2026, 8, 1)] or 0)
    named = "this figure's own 36 months"
    assert named in trend_caption(SEASONAL, place(), trend).summary
    notes = [label["text"] for label in trend_chart(trend)["layout"]["annotations"]]
    assert f"Season: {named}" in notes


def test_a_change_in_a_seasonal_figure_is_told() -> None:
    numerators = wintry(500)
    fallen = [*numerators[:30], *(0.85 * n for n in numerators[30:])]
    assert drawn(SEASONAL, fallen).verdict.sign == "better"


def test_without_two_years_a_seasonal_figure_is_not_judged() -> None:
    trend = drawn(BY_ID["bed_days"], wintry(500)[-23:])
    assert trend.verdict.sign == "not_judged"
    assert "fewer than 24 months, too few to know the season" in trend.verdict.sentence
    assert set(trend.upper) == {None}
    judged = drawn(BY_ID["bed_days"], wintry(500)[-24:])
    assert judged.verdict.sign != "not_judged"


def test_nothing_at_all_in_every_month_has_no_season_and_does_not_change() -> None:
    assert drawn(SEASONAL, [0.0] * 36).verdict.sign == "none"


def test_provisional_months_are_drawn_and_never_the_figure() -> None:
    late = MONTHS[-2]
    trend = drawn(SEASONAL, [*wintry(500)[:34], 5.0, 2.0], late=late)
    assert trend.verdict.month == MONTHS[-3]
    assert trend.verdict.sign == "none"
    assert trend.provisional == (*[False] * 34, True, True)
    assert trend.signs[-2:] == ("not_judged", "not_judged")
    assert trend.values[-1] == pytest.approx(2.0)
    headline = trend_caption(SEASONAL, place(late), trend).headline
    assert month_text(MONTHS[-3]) in headline
    # What does not arrive late is judged to the end.
    assert series(ROLLING, [5.0] * 36, provisional_from=late).judged == MONTHS[-1]


# --- outside direct care ------------------------------------------------------------


def test_outside_direct_care_all_is_computed_from_what_is_shown() -> None:
    """Counts that are shown alike give the same lines, verdict and words."""
    random = np.random.default_rng(7)
    for id_ in ("caseload_new", "caseload_open", "smi_check", "did_not_attend"):
        found = BY_ID[id_]
        shown = random.integers(3, 40, 36) * 5.0
        others = shown + random.integers(-2, 3, 36)
        one, other = (
            drawn(found, counts_.tolist(), exact=False) for counts_ in (shown, others)
        )
        assert one == other, id_
        assert drawn(found, others.tolist()) != one


def test_outside_direct_care_lines_have_three_digits_at_most() -> None:
    for id_ in ("caseload_new", "caseload_open", "emergency"):
        numerators = [n + 0.0 for n in wintry(1234)]
        trend = drawn(BY_ID[id_], numerators, exact=False)
        lines = [v for line in (trend.mean, trend.lower, trend.upper) for v in line]
        for level in filter(None, lines):
            assert level == float(f"{level:.3g}")


@pytest.mark.parametrize("shown", [5, 7, 12, 13])
def test_outside_direct_care_few_shown_months_give_no_line(shown: int) -> None:
    trend = drawn(FLOW, [*[4.0] * (36 - shown), *jagged(40, shown)], exact=False)
    assert (trend.mean[-1] is not None) == (shown >= 13)
    if shown < 13:
        assert trend.verdict.sign == "not_judged"


def test_a_suppressed_latest_month_has_no_verdict() -> None:
    trend = drawn(FLOW, [*jagged(40, 35), 3.0], exact=False)
    assert trend.verdict.sign == "too_small"
    assert trend.verdict.icon == ""
    assert drawn(FLOW, [*jagged(40, 35), 3.0]).verdict.sign == "cannot_tell"


def test_one_month_is_no_trend() -> None:
    assert trend_of(ROLLING, series(ROLLING, [500.0]), place()) is None
    nobody = series_of(ROLLING, pd.DataFrame({"month": []}), place(), exact=True)
    assert nobody.months == ()
    assert trend_of(ROLLING, nobody, place()) is None


def test_the_kind_of_an_indicator_fits_its_window() -> None:
    with pytest.raises(ValueError, match="lookback_months of 12"):
        replace(ROLLING, kind="share")
    with pytest.raises(ValueError, match="lookback_months of 12"):
        replace(FLOW, kind="rolling year")
    with pytest.raises(ValueError, match="percent"):
        replace(FLOW, kind="share")
    assert reading("none") == "no more than usual variation"

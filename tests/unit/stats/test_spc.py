"""XmR charts: against plain loops, by their properties, and on bad input."""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from fixtures.samples import slow_spc
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data_access.stats import spc
from data_access.stats.errors import StatisticsError

LINES = ("mean", "lower", "upper", "near_lower", "near_upper")
DIRECTIONS = st.sampled_from(["increase", "decrease", "neutral"])
# Few distinct whole numbers, so that ties, runs and points on the mean are common.
NUMBERS = st.integers(-6, 6).map(float)
SERIES = st.lists(NUMBERS, min_size=2, max_size=40)
RAMPS = st.builds(
    lambda start, step, length, tail: [start + step * k for k in range(length)] + tail,
    NUMBERS,
    st.sampled_from([-2.0, -1.0, 1.0, 2.0]),
    st.integers(5, 12),
    SERIES,
)
WITH_GAPS = st.lists(
    st.one_of(NUMBERS, NUMBERS, NUMBERS, st.just(float("nan"))), min_size=2, max_size=40
).filter(lambda values: np.count_nonzero(~np.isnan(values)) >= 2)
ANY_SERIES = st.one_of(SERIES, RAMPS, WITH_GAPS)


@st.composite
def inputs(draw):
    values = draw(ANY_SERIES)
    return {
        "values": values,
        "improvement": draw(DIRECTIONS),
        "target": draw(st.one_of(st.none(), NUMBERS)),
        "rebase_at": draw(st.lists(st.integers(0, len(values) - 1), max_size=3)),
        "screen": draw(st.booleans()),
        "baseline": draw(st.one_of(st.none(), st.integers(2, 15))),
    }


def chart_of(given_input) -> spc.XmrChart:
    given_input = dict(given_input)
    return spc.xmr(given_input.pop("values"), **given_input)


def clear_of_its_lines(chart: spc.XmrChart, target: float | None = None) -> bool:
    """Say that rounding cannot decide: nothing is all but on a limit, yet beside it."""
    marks = [chart.values] if target is None else [chart.values, target]
    for line in (chart.lower, chart.upper, chart.near_lower, chart.near_upper):
        for mark in marks:
            gap = np.abs(mark - line)
            if ((gap > 0) & (gap < 1e-9)).any() or (
                (gap == 0) & (chart.upper > chart.lower)
            ).any():
                return False
    return True


@settings(max_examples=300, deadline=None)
@given(inputs())
def test_agrees_with_plain_loops(given_input):
    chart = chart_of(given_input)
    assume(clear_of_its_lines(chart, given_input["target"]))
    slow = slow_spc.chart(**given_input)
    for name in ("kept", "values", *LINES):
        np.testing.assert_allclose(
            getattr(chart, name), slow[name], rtol=1e-12, atol=1e-12
        )
    for name in ("rule", "label"):
        assert getattr(chart, name).tolist() == slow[name], name
    for name in ("variation", "assurance", "trial"):
        assert getattr(chart, name) == slow[name], name


@settings(max_examples=60, deadline=None)
@given(st.lists(inputs(), min_size=1, max_size=6), st.data())
def test_many_charts_are_each_the_chart_alone_to_the_last_bit(several, data):
    length = max(len(one["values"]) for one in several)
    rows = [one["values"] + [np.nan] * (length - len(one["values"])) for one in several]
    common = {
        "rebase_at": data.draw(st.lists(st.integers(0, length - 1), max_size=3)),
        "screen": several[0]["screen"],
        "baseline": several[0]["baseline"],
    }
    targets = [one["target"] for one in several]
    many = spc.xmr_many(
        rows,
        improvement=[one["improvement"] for one in several],
        target=targets,
        **common,
    )
    for row, one in enumerate(several):
        alone = spc.xmr(
            rows[row], improvement=one["improvement"], target=one["target"], **common
        )
        same(many.chart(row), alone)


def same(one: spc.XmrChart, other: spc.XmrChart) -> None:
    for field in fields(spc.XmrChart):
        np.testing.assert_array_equal(
            getattr(one, field.name), getattr(other, field.name), field.name
        )


def test_many_charts_keep_the_places_of_missing_values():
    rows = [[1.0, np.nan, 3.0, 2.0], [np.nan, 5.0, 4.0, np.nan]]
    charts = spc.xmr_many(rows, improvement="increase", target=[np.nan, 4])
    assert charts.kept.tolist() == [
        [True, False, True, True],
        [False, True, True, False],
    ]
    np.testing.assert_array_equal(np.isnan(charts.mean), ~charts.kept)
    assert (charts.label[~charts.kept] == "").all()
    assert charts.assurance.tolist() == ["", "hit_or_miss"]
    assert charts.chart(0).assurance is None


@settings(max_examples=100, deadline=None)
@given(inputs(), st.integers(-3, 6), st.integers(-100, 100))
def test_unit_and_origin_do_not_matter(given_input, power, shift):
    chart = chart_of(given_input)
    target = given_input["target"]
    assume(clear_of_its_lines(chart, target))
    scale = 2.0**power
    moved = chart_of(
        given_input
        | {
            "values": [value * scale + shift for value in given_input["values"]],
            "target": None if target is None else target * scale + shift,
        }
    )
    assert moved.rule.tolist() == chart.rule.tolist()
    assert moved.label.tolist() == chart.label.tolist()
    assert (moved.variation, moved.assurance) == (chart.variation, chart.assurance)
    for line in LINES:
        expected = getattr(chart, line) * scale + shift
        np.testing.assert_allclose(getattr(moved, line), expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(inputs())
def test_upside_down_is_the_mirror_image(given_input):
    mirror = {"increase": "decrease", "decrease": "increase", "neutral": "neutral"}
    target = given_input["target"]
    chart = chart_of(given_input)
    other = chart_of(
        given_input
        | {
            "values": [-value for value in given_input["values"]],
            "improvement": mirror[given_input["improvement"]],
            "target": None if target is None else -target,
        }
    )
    names = {"neutral_high": "neutral_low", "neutral_low": "neutral_high"}
    assert other.rule.tolist() == chart.rule.tolist()
    assert other.label.tolist() == [names.get(word, word) for word in chart.label]
    assert other.assurance == chart.assurance
    np.testing.assert_array_equal(other.mean, -chart.mean)
    np.testing.assert_array_equal(other.upper, -chart.lower)


@settings(max_examples=100, deadline=None)
@given(inputs())
def test_direction_swaps_praise_and_blame_and_nothing_else(given_input):
    up, down, neither = (
        chart_of(given_input | {"improvement": word})
        for word in ("increase", "decrease", "neutral")
    )
    swap = {"improvement": "concern", "concern": "improvement"}
    assert down.label.tolist() == [swap.get(word, word) for word in up.label]
    flagged = [word != "common_cause" for word in up.label]
    assert [word != "common_cause" for word in neither.label] == flagged
    assert up.rule.tolist() == down.rule.tolist() == neither.rule.tolist()
    assert neither.assurance is None
    if given_input["target"] is not None and up.assurance is not None:
        opposite = {"pass": "fail", "fail": "pass", "hit_or_miss": "hit_or_miss"}
        assert down.assurance == opposite[up.assurance]


@settings(max_examples=100, deadline=None)
@given(SERIES, SERIES, DIRECTIONS, st.booleans())
def test_a_rebase_makes_two_charts_of_one(before, after, improvement, screen):
    kind = {"improvement": improvement, "screen": screen}
    both = spc.xmr(before + after, rebase_at=[len(before)], **kind)
    parts = [spc.xmr(before, **kind), spc.xmr(after, **kind)]
    for name in ("values", *LINES, "rule", "label"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(getattr(both, name), joined, name)
    assert both.variation == parts[1].variation
    assert both.trial == parts[1].trial


@settings(max_examples=100, deadline=None)
@given(WITH_GAPS, DIRECTIONS, st.data())
def test_missing_values_change_nothing_but_positions(values, improvement, data):
    at = data.draw(st.integers(0, len(values) - 1))
    present = [value for value in values if not np.isnan(value)]
    shifted = np.count_nonzero(~np.isnan(values[:at]))
    assume(shifted < len(present))
    chart = spc.xmr(values, improvement=improvement, rebase_at=[at])
    bare = spc.xmr(present, improvement=improvement, rebase_at=[shifted])
    np.testing.assert_array_equal(chart.kept, np.flatnonzero(~np.isnan(values)))
    for name in ("values", *LINES, "rule", "label"):
        np.testing.assert_array_equal(getattr(chart, name), getattr(bare, name), name)


@settings(max_examples=100, deadline=None)
@given(SERIES, st.booleans())
def test_limits_lie_in_order_and_screening_never_widens_them(values, screen):
    chart = spc.xmr(values, improvement="increase", screen=screen)
    order = [chart.lower, chart.near_lower, chart.mean, chart.near_upper, chart.upper]
    for low, high in pairwise(order):
        assert (low <= high).all()
    open_chart = spc.xmr(values, improvement="increase", screen=False)
    assert (chart.upper <= open_chart.upper).all()


@settings(max_examples=60, deadline=None)
@given(SERIES, SERIES, st.booleans())
def test_points_after_the_baseline_do_not_move_the_limits(first, later, screen):
    fixed = spc.xmr(
        first + later, improvement="increase", screen=screen, baseline=len(first)
    )
    alone = spc.xmr(first, improvement="increase", screen=screen)
    for line in LINES:
        assert set(getattr(fixed, line)) == set(getattr(alone, line))


def test_every_group_has_its_own_baseline():
    values = [1.0, 2.0, 9.0, 9.0, 11.0, 12.0, 30.0, 30.0]
    chart = spc.xmr(values, improvement="increase", baseline=2, rebase_at=[4])
    assert chart.mean.tolist() == [1.5] * 4 + [11.5] * 4
    assert chart.upper.tolist() == [1.5 + 2.66] * 4 + [11.5 + 2.66] * 4


def test_a_constant_series_has_limits_equal_to_its_mean():
    # 0.1 summed 49 times and divided by 49 is not 0.1 without the second pass.
    chart = spc.xmr([0.1] * 49, improvement="increase", target=0.1)
    for line in LINES:
        assert set(getattr(chart, line)) == {0.1}
    assert set(chart.label) == {"common_cause"}
    assert chart.assurance == "hit_or_miss"
    assert spc.xmr([0.1] * 49, improvement="increase", target=0.2).assurance == "fail"
    assert spc.xmr([0.1] * 49, improvement="decrease", target=0.2).assurance == "pass"


@pytest.mark.parametrize(("jump", "spread"), [(3.60, 27.60 / 25), (3.61, 1.0)])
def test_a_range_is_screened_from_3_267_times_the_mean(jump, spread):
    # 24 ranges of 1 and the jump: 3.267 times their mean is 3.607 and 3.608.
    values = np.cumsum([0.0, *[1.0, -1.0] * 12, jump])
    chart = spc.xmr(values, improvement="neutral")
    np.testing.assert_allclose(chart.upper - chart.mean, 2.66 * spread)


def test_screening_away_the_only_step_leaves_every_point_outside():
    chart = spc.xmr([5.0] * 12 + [8.0] * 12, improvement="increase")
    assert set(chart.upper) == {6.5}
    assert set(chart.rule) == {"limits"}
    assert set(chart.label[:12]) == {"concern"}


def test_a_point_in_two_trends_takes_the_later_direction():
    up_and_down = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    restless = [20.0, -20.0, 20.0, -20.0]  # so that no point is outside the limits
    chart = spc.xmr(up_and_down + restless, improvement="increase", screen=False)
    assert set(chart.rule[:13]) == {"trend"}
    assert chart.label[:13].tolist() == ["improvement"] * 6 + ["concern"] * 7


def test_a_trend_that_stops_before_another_keeps_its_own_direction():
    # NHSRplotthedots 0.2.2 would call the seventh point falling: it looks only at
    # the move that follows, which belongs to neither run.
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    chart = spc.xmr(values, improvement="increase", screen=False)
    assert chart.label.tolist() == ["improvement"] * 14


def test_a_last_group_of_one_point_has_no_limits_and_no_assurance():
    chart = spc.xmr([1.0, 2.0, 3.0], improvement="increase", target=2, rebase_at=[2])
    assert chart.mean.tolist() == [1.5, 1.5, 3.0]
    assert np.isnan(chart.upper).tolist() == [False, False, True]
    assert (chart.label[2], chart.assurance, chart.trial) == (
        "common_cause",
        None,
        True,
    )


@pytest.mark.parametrize(("points", "trial"), [(12, True), (13, False)])
def test_trial_limits_below_thirteen_points(points, trial):
    assert spc.xmr(list(range(points)), improvement="neutral").trial is trial


@pytest.mark.parametrize(
    ("change", "argument", "reason"),
    [
        ({"values": []}, "values", "empty"),
        ({"values": [1.0]}, "values", "1 of the 2"),
        ({"values": [1.0, np.nan]}, "values", "1 of the 2"),
        ({"values": [1.0, np.inf]}, "values", "infinite at position 1"),
        ({"values": [1.0, "2"]}, "values", "not str"),
        ({"values": [1.0, True]}, "values", "not bool"),
        ({"values": [[1.0, 2.0]]}, "values", "one-dimensional"),
        ({"improvement": "up"}, "improvement", "one of increase, decrease, neutral"),
        ({"target": np.nan}, "target", "missing"),
        ({"target": np.inf}, "target", "infinite"),
        ({"target": [1.0, 2.0]}, "target", "one number"),
        ({"rebase_at": [3]}, "rebase_at", "past the last"),
        ({"rebase_at": [-1]}, "rebase_at", "0 or more"),
        ({"rebase_at": [1.5]}, "rebase_at", "whole"),
        ({"baseline": 1}, "baseline", "2 or more"),
        ({"baseline": 2.5}, "baseline", "whole"),
    ],
)
def test_bad_input_is_named(change, argument, reason):
    good = {"values": [1.0, 2.0, 3.0], "improvement": "increase"}
    with pytest.raises(StatisticsError) as caught:
        chart_of(good | change)
    assert caught.value.argument == argument
    assert reason in caught.value.reason
    assert str(caught.value) == f"{argument} {caught.value.reason}."


@pytest.mark.parametrize(
    ("values", "keywords", "argument"),
    [
        ([1.0, 2.0], {}, "values"),
        ([[1.0, 2.0], [3.0, np.nan]], {}, "values"),
        ([[1.0, 2.0]], {"improvement": ["increase"] * 2}, "improvement"),
        ([[1.0, 2.0]], {"target": [1.0, 2.0]}, "target"),
    ],
)
def test_bad_input_to_many_is_named(values, keywords, argument):
    with pytest.raises(StatisticsError) as caught:
        spc.xmr_many(values, **({"improvement": "increase"} | keywords))
    assert caught.value.argument == argument

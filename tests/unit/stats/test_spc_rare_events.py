"""T and g charts: against plain loops, by their properties, and on bad input."""

from math import log, nan, sqrt

import numpy as np
import pytest
from fixtures.samples import slow_spc
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats import spc
from data_access.stats.errors import StatisticsError

DIRECTIONS = st.sampled_from(["increase", "decrease", "neutral"])
TIMES = st.lists(st.integers(1, 40_000).map(lambda n: n / 100), min_size=2, max_size=30)
COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=30)
LINES = ("mean", "lower", "upper", "near_lower", "near_upper")


@settings(max_examples=100, deadline=None)
@given(TIMES, DIRECTIONS, st.booleans())
def test_t_chart_agrees_with_plain_loops(times, improvement, screen):
    chart = spc.t_chart(times, improvement=improvement, screen=screen)
    roots = [time ** (1 / 3.6) for time in times]
    slow = slow_spc.chart(roots, improvement, screen=screen)
    for line in LINES:
        back = [max(value, 0.0) ** 3.6 for value in slow[line]]
        np.testing.assert_allclose(getattr(chart, line), back, rtol=1e-9, atol=1e-9)
    assert chart.values.tolist() == times
    if len(set(times)) > 1:  # rounding decides whether equal times are on their mean
        assert chart.rule.tolist() == slow["rule"]
        assert chart.label.tolist() == slow["label"]
        assert chart.variation == slow["variation"]


@settings(max_examples=100, deadline=None)
@given(COUNTS, DIRECTIONS, st.data())
def test_g_chart_agrees_with_plain_loops(counts, improvement, data):
    at = data.draw(st.integers(0, len(counts) - 1))
    chart = spc.g_chart(counts, improvement=improvement, rebase_at=[at])
    rules = []
    lines = {line: [] for line in LINES}
    for group in slow_spc.split(map(float, counts), [at]):
        points = [value for _, value in group]
        mean = slow_spc.mean_of(points)
        sd = sqrt(mean * (mean + 1))
        draws = (
            log(2) * mean,
            max(mean - 3 * sd, 0),
            mean + 3 * sd,
            max(mean - 2 * sd, 0),
            mean + 2 * sd,
        )
        rules += slow_spc.rules(points, draws, two_of_three=False)
        for line, value in zip(LINES, draws, strict=True):
            lines[line] += [value] * len(points)
    assert chart.rule.tolist() == [rule for rule, _ in rules]
    assert chart.label.tolist() == [
        slow_spc.label_of(direction, improvement) for _, direction in rules
    ]
    for line in LINES:
        np.testing.assert_allclose(getattr(chart, line), lines[line], rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(TIMES, st.sampled_from([1 / 24, 7.0, 365.25]))
def test_t_chart_is_the_same_in_hours_days_and_years(times, unit):
    chart = spc.t_chart(times)
    other = spc.t_chart([time * unit for time in times])
    for line in LINES:
        expected = getattr(chart, line) * unit
        np.testing.assert_allclose(
            getattr(other, line), expected, rtol=1e-7, atol=1e-9 * max(times) * unit
        )


def test_a_long_time_without_an_event_is_an_improvement_unless_said_otherwise():
    times = [3.0, 5.0, 4.0, 6.0, 3.0, 5.0, 4.0, 6.0, 5.0, 4.0, 3.0, 5.0, 90.0]
    chart = spc.t_chart(times)
    assert (chart.rule[-1], chart.variation) == ("limits", "improvement_high")
    assert spc.t_chart(times, improvement="decrease").variation == "concern_high"
    counts = [3, 5, 4, 6, 3, 5, 4, 6, 5, 4, 3, 5, 90]
    assert spc.g_chart(counts).variation == "improvement_high"


def test_two_events_on_one_day_are_no_time_apart():
    chart = spc.t_chart([0.0, 10.0, 20.0, 0.0, 15.0])
    assert chart.values[0] == 0
    assert (chart.lower >= 0).all()


def test_a_g_chart_cannot_signal_at_no_cases_between():
    chart = spc.g_chart([0, 100, 100, 100, 100])
    assert set(chart.lower) == {0.0}
    assert chart.rule[0] == ""


def test_a_g_chart_does_not_use_two_of_three():
    chart = spc.g_chart([10] * 10 + [45, 45] + [10] * 10)
    pair = chart.values == 45
    assert (chart.values[pair] > chart.near_upper[pair]).all()
    assert (chart.values[pair] < chart.upper[pair]).all()
    assert "two_of_three" not in chart.rule


def test_a_target_is_on_the_scale_of_the_values():
    times = [10.0, 12.0, 9.0, 11.0, 10.0, 13.0, 9.0, 11.0]
    chart = spc.t_chart(times, target=1000)
    assert chart.assurance == "fail"
    middle = float(chart.mean[0])
    assert spc.t_chart(times, target=middle).assurance == "hit_or_miss"
    assert spc.t_chart(times, target=chart.lower[0] / 2).assurance == "pass"
    assert spc.g_chart([5, 6, 4, 5], target=1000).assurance == "fail"


def test_missing_values_are_dropped():
    chart = spc.t_chart([3.0, nan, 5.0, 4.0])
    assert chart.kept.tolist() == [0, 2, 3]
    assert spc.g_chart([3, None, 5, 4]).kept.tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("draw", "argument", "values"),
    [
        (spc.t_chart, "intervals_between", [1.0, -1.0]),
        (spc.t_chart, "intervals_between", [1.0]),
        (spc.t_chart, "intervals_between", [1.0, np.inf]),
        (spc.g_chart, "counts_between", [1, -1]),
        (spc.g_chart, "counts_between", [1]),
        (spc.g_chart, "counts_between", [1, 1.5]),
        (spc.g_chart, "counts_between", [1, "2"]),
    ],
)
def test_bad_input_is_named(draw, argument, values):
    with pytest.raises(StatisticsError) as caught:
        draw(values)
    assert caught.value.argument == argument


@pytest.mark.parametrize("draw", [spc.t_chart, spc.g_chart])
@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("target", np.nan),
        ("improvement", "up"),
        ("baseline", 1),
        ("rebase_at", [9]),
    ],
)
def test_bad_options_are_named(draw, keyword, value):
    with pytest.raises(StatisticsError) as caught:
        draw([1, 2, 3], **{keyword: value})
    assert caught.value.argument == keyword


def test_a_negative_target_time_is_refused():
    with pytest.raises(StatisticsError, match="target must not be negative"):
        spc.t_chart([1.0, 2.0], target=-1)

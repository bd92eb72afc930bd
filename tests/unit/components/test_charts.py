"""Figures are plain data, drawn from the answer alone, and hide nothing of it."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import get_args

import plotly.graph_objects as go
import pytest
from fixtures.samples.sample_answers import (
    LONG,
    sample_cards,
    sample_expected,
    sample_limits,
    sample_path,
    sample_places,
    sample_trend,
    short_trend,
)
from fixtures.samples.sample_figures import sample_figures
from hypothesis import given
from hypothesis import strategies as st

from components import theme
from components.charts.axes import padded, spread
from components.charts.bars import bars_chart
from components.charts.before_after import BeforeAfter, before_after_chart
from components.charts.compared import compared_chart
from components.charts.event_path import event_path_chart
from components.charts.expected_observed import expected_observed_chart
from components.charts.forest import Effect, forest_chart
from components.charts.funnel import funnel_chart
from components.charts.grouped import Group, grouped_chart
from components.charts.lines import Series, lines_chart
from components.charts.love_plot import Balance, love_plot_chart
from components.charts.points import hover_text
from components.charts.trend import stepped, trend_chart
from data_access.answers.core import Compared, Mark
from data_access.answers.verdict import Sign
from data_access.words.verdicts import RULES, kind_of

FIGURES = sample_figures()


def words(figure: theme.Drawing) -> str:
    return " ".join(a["text"] for a in figure["layout"].get("annotations", []))


def hovers(figure: theme.Drawing) -> str:
    return " ".join(t for trace in figure["data"] for t in trace.get("text", []))


def marked(figure: theme.Drawing) -> dict[str, int]:
    """Count the points under each name of the key."""
    counts: dict[str, int] = {}
    for trace in figure["data"]:
        if trace.get("showlegend"):
            counts[trace["name"]] = counts.get(trace["name"], 0) + len(trace["x"])
    return counts


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_plain_data_that_plotly_knows(name: str) -> None:
    figure = FIGURES[name]
    assert json.loads(json.dumps(figure)) == figure
    go.Figure(figure)  # raises for a property that does not exist
    assert figure["layout"]["template"] is theme.TEMPLATE


@pytest.mark.parametrize("name", FIGURES)
def test_figure_uses_only_what_the_small_bundle_draws(name: str) -> None:
    assert {trace["type"] for trace in FIGURES[name]["data"]} <= {"scatter", "bar"}


@pytest.mark.parametrize("name", FIGURES)
def test_everything_a_pointer_meets_has_words(name: str) -> None:
    for trace in FIGURES[name]["data"]:
        if trace.get("hoverinfo") != "skip":
            assert len(trace["text"]) == len(trace["x"]) == len(trace["y"])
            assert all(trace["text"])


def test_every_month_of_a_trend_is_drawn_once() -> None:
    trend = sample_trend()
    drawn = [
        (x, y)
        for trace in trend_chart(trend)["data"]
        if trace["mode"] == "markers" and trace["name"] != "No data or suppressed"
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    held = [
        (month.isoformat(), value)
        for month, value in zip(trend.months, trend.values, strict=True)
        if value is not None
    ]
    assert sorted(drawn) == held


def test_signals_differ_by_shape_and_provisional_months_are_hollow() -> None:
    figure = trend_chart(sample_trend())
    assert marked(figure) == {
        "Usual variation": 28,
        "Unusual, not confirmed": 1,
        "Improving": 1,
        "Getting worse": 1,
        "Higher or lower, neither better": 1,
        "Provisional": 2,
        "No data or suppressed": 2,
    }
    markers = [t["marker"] for t in figure["data"] if t.get("showlegend")]
    solid = [m for m in markers if m.get("color") not in (theme.BACKGROUND, None)]
    assert len({m["symbol"] for m in solid}) == len(solid) == 5
    hollow = next(t for t in figure["data"] if t.get("name") == "Provisional")
    assert hollow["marker"]["color"] == theme.BACKGROUND
    assert hollow["x"] == ["2026-09-01", "2026-10-01"]


def test_provisional_months_are_shaded_and_named() -> None:
    figure = trend_chart(sample_trend())
    shapes = figure["layout"]["shapes"]
    (shade,) = [shape for shape in shapes if shape["type"] == "rect"]
    assert shade["x0"] < "2026-09-01" < "2026-10-01" < shade["x1"]
    assert shade["x0"] > "2026-08-01"
    assert "Provisional" in words(figure)
    settled = replace(sample_trend(), provisional=(False,) * 36)
    shapes = trend_chart(settled)["layout"]["shapes"]
    assert not [shape for shape in shapes if shape["type"] == "rect"]
    assert "Provisional" not in words(trend_chart(settled))


def test_missing_months_break_the_line_and_say_why() -> None:
    trend = sample_trend()
    figure = trend_chart(trend)
    joined = next(
        t
        for t in figure["data"]
        if t["mode"] == "lines" and len(t["y"]) == 36 and None in t["y"]
    )
    assert joined["y"] == [*trend.values[:34], None, None], "late months: no line"
    assert joined["connectgaps"] is False
    assert "<b>June 2024</b><br>Suppressed" in hovers(figure)
    assert "<b>June 2025</b><br>No data" in hovers(figure)


def test_hover_is_in_english_words_and_numbers() -> None:
    text = hovers(trend_chart(sample_trend()))
    assert "<b>November 2024</b><br>62%<br>Cannot tell yet: outside the limits" in text


def test_line_ends_carry_name_and_value() -> None:
    text = words(trend_chart(sample_trend()))
    for name in ("Upper limit<br>67%", "Average<br>57%", "Lower limit<br>47%"):
        assert name in text
    assert "Target<br>60%" in text
    assert "Target" not in words(trend_chart(sample_trend(target=None)))


def test_a_trend_of_few_months_has_no_lines_but_its_values() -> None:
    assert "limit" not in words(trend_chart(short_trend()))
    assert "Average" not in words(trend_chart(short_trend()))


def test_a_rolling_year_has_the_year_before_and_no_limits() -> None:
    trend = sample_trend()
    nothing = (None,) * 36
    before = (*nothing[:12], *trend.values[:24])
    rolling = replace(
        trend, mean=nothing, lower=nothing, upper=nothing, year_before=before
    )
    figure = trend_chart(rolling)
    assert "A year before<br>" in words(figure)
    assert "limit" not in words(figure)
    assert "a year before" in figure["layout"]["meta"]["how_to_read"]


def test_an_axis_of_percentages_ends_at_100() -> None:
    high = replace(sample_trend(), values=(99.0,) * 36, upper=(100.0,) * 36)
    assert trend_chart(high)["layout"]["yaxis"]["range"][1] == 100.0


def test_a_trend_with_nothing_to_show_says_so_and_draws_no_axis() -> None:
    nothing = sample_cards()[4].trend
    figure = trend_chart(nothing)
    assert figure["data"] == []
    assert words(figure) == "No month can be shown:<br>suppressed"


def test_a_rebase_is_a_step() -> None:
    months = tuple(date(2026, m, 1) for m in range(1, 5))
    at, levels = stepped(months, (5.0, 5.0, 7.0, None), (months[2],))
    assert levels == [5.0, 5.0, None, 7.0, None]
    assert len(at) == len(levels)


def test_every_sign_has_a_shape_and_every_rule_has_words() -> None:
    assert {kind_of(sign) for sign in get_args(Sign)} == set(theme.POINTS)
    trend = sample_trend()
    for rule, text in RULES.items():
        at = replace(trend, rule=(rule,) * 36, signs=("cannot_tell",) * 36)
        assert hover_text(at, 0).endswith(f"Cannot tell yet: {text}")


def test_compared_keeps_a_row_for_what_cannot_be_shown() -> None:
    figure = compared_chart(sample_places(), "percent", reference=("PCN", 62.0))
    assert "Suppressed" in words(figure)
    assert "No data" in words(figure)
    assert "PCN 62%" in words(figure)
    assert sum(marked(figure).values()) == 4
    assert 0 not in [x for trace in figure["data"] for x in trace["x"]]


def test_compared_intervals_reach_their_ends() -> None:
    for trace in compared_chart(sample_places(), "percent")["data"]:
        for row, value, up, down in zip(
            trace["y"],
            trace["x"],
            trace["error_x"]["array"],
            trace["error_x"]["arrayminus"],
            strict=True,
        ):
            item = sample_places()[row]
            assert value + up == pytest.approx(item.upper)
            assert value - down == pytest.approx(item.lower)


def test_no_line_is_drawn_where_there_is_no_interval() -> None:
    """A line of no width would look like certainty."""
    plain = [Compared("1", "One", 12.0), Compared("2", "Two", 5.0, 3.0, 8.0)]
    (points,) = compared_chart(plain, "count")["data"]
    assert points["error_x"]["array"] == [None, pytest.approx(3.0)]
    assert points["error_x"]["arrayminus"] == [None, pytest.approx(2.0)]
    # Nothing hides an interval of nothing at the end of a bar.
    bars, whiskers = bars_chart(plain, "count")["data"]
    assert "error_x" not in bars
    assert (whiskers["x"], whiskers["y"]) == ([5.0], [1])
    assert whiskers["error_x"]["array"] == [pytest.approx(3.0)]
    assert whiskers["error_x"]["arrayminus"] == [pytest.approx(2.0)]
    (alone,) = bars_chart(plain[:1], "count")["data"]
    assert "error_x" not in alone


def test_grouped_keeps_series_apart_by_shape_and_says_what_is_missing() -> None:
    figure = FIGURES["grouped"]
    assert marked(figure) == {"This PCN": 2, "Its ICB": 1, "England": 2}
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 3
    assert "Suppressed" in words(figure)
    with pytest.raises(ValueError, match="one item for each"):
        grouped_chart([Group("a", sample_places()[:1])], ("x", "y"), "percent")
    with pytest.raises(ValueError, match="at most four"):
        grouped_chart([], tuple("abcde"), "percent")


def test_bars_start_at_zero_and_write_their_values() -> None:
    figure = bars_chart(sample_places(), "percent")
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert "<b>71%</b>" in words(figure)
    assert "Suppressed" in words(figure)


def test_long_names_are_cut_in_the_chart_and_whole_when_asked_for() -> None:
    figure = compared_chart(sample_places(), "percent")
    assert LONG not in words(figure)
    assert LONG[:30] in words(figure)
    assert LONG in hovers(figure)


def test_funnel_names_what_lies_outside_and_leaves_out_what_has_no_number() -> None:
    figure = funnel_chart(
        sample_places(), sample_limits(), "percent", denominator="On register"
    )
    assert "Dr Okafor" in words(figure)
    assert "Riverside Surgery" not in words(figure)
    assert sum(marked(figure).values()) == 4
    assert figure["layout"]["xaxis"]["title"]["text"] == "On register"


def test_funnel_draws_its_limits_as_given() -> None:
    limits = sample_limits()
    figure = funnel_chart(sample_places(), limits, "percent", denominator="n")
    drawn = [tuple(t["y"]) for t in figure["data"] if t["mode"] == "lines"]
    for line in (limits.lower_95, limits.upper_95, limits.lower_998, limits.upper_998):
        assert line in drawn


def test_more_than_four_lines_are_refused() -> None:
    months = (date(2026, 1, 1),)
    series = [Series(str(n), (1.0,)) for n in range(5)]
    with pytest.raises(ValueError, match="at most four"):
        lines_chart(months, series, "count")


def test_lines_are_named_where_they_end_and_differ_by_dash() -> None:
    figure = FIGURES["lines"]
    text = words(figure)
    for name in ("This PCN", "Integrated<br>care board", "England"):
        assert name in text
    dashes = [trace["line"]["dash"] for trace in figure["data"]]
    assert len(set(dashes)) == 3


def test_expected_is_drawn_with_its_interval_and_observed_with_its_gap() -> None:
    answer = sample_expected()
    figure = expected_observed_chart(answer)
    band, expected, observed = figure["data"]
    assert band["y"] == [*answer.upper, *reversed(answer.lower)]
    assert expected["y"] == list(answer.expected)
    assert observed["y"][4] is None
    assert "Observed" in words(figure)
    assert "Expected" in words(figure)


def test_love_plot_sets_apart_what_stays_different() -> None:
    figure = love_plot_chart((Balance("Age", -0.5, 0.02), Balance("Sex", 0.2, -0.11)))
    counts = marked(figure)
    assert counts == {
        "Before sorting": 2,
        "After sorting": 1,
        "After, still different": 1,
    }
    assert "Sex: " not in words(figure)
    assert "−0.11" in hovers(figure)


def test_event_path_leaves_a_gap_where_there_is_no_ratio() -> None:
    figure = event_path_chart(sample_path())
    before, after = figure["data"]
    assert before["x"] == list(range(-12, 0))
    assert after["x"] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12]


def test_forest_says_which_groups_are_too_small() -> None:
    figure = forest_chart(
        (Effect("Frailty", 0.9, 0.7, 1.1), Effect("Carers", None, None, None))
    )
    assert "Too few people" in words(figure)
    low, high = figure["layout"]["xaxis"]["range"]
    assert 10**low < 0.7
    assert 10**high > 1.1


def test_before_after_adds_up_and_greys_the_naive_figure() -> None:
    answer = BeforeAfter("per_1000", -210.0, -196.0, -14.0, -45.0, 18.0)
    (bars,) = before_after_chart(answer)["data"]
    ends = [start + x for start, x in zip(bars["base"], bars["x"], strict=True)]
    assert ends == [-210.0, -196.0, -210.0]
    assert bars["marker"]["color"][:2] == [theme.MUTED, theme.MUTED]
    assert bars["marker"]["color"][2] != theme.MUTED


def test_no_figure_of_impact_is_blue_or_green_for_being_low() -> None:
    figure = forest_chart((Effect("Frailty", 0.5, 0.2, 1.4),))
    colours = {trace["marker"]["color"] for trace in figure["data"]}
    assert theme.IMPROVEMENT not in colours


def test_empty_answers_draw_empty_figures() -> None:
    empty = Compared("A", "A", None, None, None, None, Mark.NO_DATA)
    for figure in (
        compared_chart((), "percent"),
        compared_chart((empty,), "count"),
        bars_chart((), "count"),
        love_plot_chart(()),
        event_path_chart(()),
        forest_chart(()),
        lines_chart((), (), "count"),
    ):
        go.Figure(figure)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8),
    st.floats(0.01, 0.1),
)
def test_spread_names_never_meet_and_keep_their_order(places, gap) -> None:
    moved = spread(places, gap)
    order = sorted(range(len(places)), key=lambda i: places[i])
    for before, after in pairwise(order):
        assert moved[after] - moved[before] >= gap - 1e-9
    assert sum(moved) == pytest.approx(sum(places), abs=1e-6)


@given(st.lists(st.none() | st.floats(-1e6, 1e6, allow_subnormal=False), max_size=10))
def test_padded_range_holds_every_value_and_never_invents_negatives(values) -> None:
    low, high = padded(values)
    known = [value for value in values if value is not None]
    assert low < high
    assert all(low <= value <= high for value in known)
    if known and min(known) >= 0:
        assert low >= 0

"""A month without a number is marked below every value, never at one."""

from datetime import date

import pytest
from fixtures.samples.sample_series import MONTHS, drawn, jagged
from hypothesis import given, settings
from hypothesis import strategies as st

from components.charts.gap_trend import gap_trend_chart
from components.charts.trend import trend_chart
from components.theme import Drawing
from data_access.answers.core import Compared, Mark
from data_access.catalogue.indicators import BY_ID

NAN = float("nan")


def numbers(figure: Drawing) -> list[float]:
    """Return every height that stands for a value: points, lines and their limits."""
    found = [
        float(y)
        for trace in figure["data"]
        if not is_mark(trace)
        for y in trace["y"]
        if y is not None
    ]
    return [*found, 0.0]


def is_mark(trace: Drawing) -> bool:
    return trace.get("marker", {}).get("symbol") == "x-thin"


def marked(figure: Drawing) -> list[float]:
    return [y for trace in figure["data"] if is_mark(trace) for y in trace["y"]]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["caseload_new", "caseload_open", "did_not_attend", "home_visits"]),
    st.sampled_from([2.0, 40.0, 400.0]),
    st.sets(st.integers(0, 35), min_size=1, max_size=20),
)
def test_no_mark_of_a_trend_is_at_a_value(
    indicator: str, level: float, gone: set[int]
) -> None:
    values = jagged(level, 36, step=level / 8)
    series = [NAN if at in gone else value for at, value in enumerate(values)]
    series[0] = values[0]
    figure = trend_chart(drawn(BY_ID[indicator], series))
    low, high = figure["layout"]["yaxis"]["range"]
    levels = [y for y in numbers(figure) if low <= y <= high]
    for y in marked(figure):
        assert low < y < min(levels)
        # And apart from the least of them, so that it is not read as one.
        assert min(levels) - y > 0.02 * (high - low)
    edges = [s for s in figure["layout"]["shapes"] if s["type"] == "line"]
    assert len(edges) == bool(marked(figure))


@pytest.mark.parametrize("sign", [1, -1])
def test_no_withheld_gap_stands_on_the_line_of_no_gap(sign: int) -> None:
    gaps = [
        Compared(
            "1", "Q1", value=sign * 3.0, lower=sign * 3.0 - 2, upper=sign * 3.0 + 2
        ),
        Compared("2", "Q2", mark=Mark.TOO_FEW),
        Compared(
            "3", "Q3", value=sign * 1.0, lower=sign * 1.0 - 2, upper=sign * 1.0 + 2
        ),
    ]
    days: list[date] = list(MONTHS[:3])
    figure = gap_trend_chart(days, gaps, "points")
    low, _ = figure["layout"]["yaxis"]["range"]
    (y,) = marked(figure)
    assert low < y < min(0.0, min(sign * n - 2 for n in (3.0, 1.0)))
    assert not marked(gap_trend_chart(days[:1], gaps[:1], "points"))

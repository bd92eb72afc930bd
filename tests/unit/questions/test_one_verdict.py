"""One verdict is said everywhere: headline, table, card, chart and tooltip."""

from datetime import date

import numpy as np
from fixtures.samples.sample_series import MONTHS, place, series
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components import theme
from components.cards import indicator_card
from components.charts.points import hover_text
from components.charts.trend import trend_chart
from data_access.answers.core import Card, Mark, Trend
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID, INDICATORS
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.trend_words import trend_caption, trend_table
from data_access.words.numbers import month_text, value_text

NAN = float("nan")


def held_together(indicator: Indicator, trend: Trend) -> None:
    """Assert that headline, table, card, chart and tooltip say the verdict."""
    verdict, at = trend.verdict, trend.latest
    assert verdict.sign == trend.signs[at]
    caption = trend_caption(indicator, place(), trend)
    card = Card(
        indicator=indicator.id,
        name=indicator.name,
        theme=indicator.theme,
        value=trend.values[at],
        lower=None,
        upper=None,
        mark=trend.marks[at],
        month=trend.months[at],
        later="",
        trend=trend,
    )
    written = str(indicator_card(card, "/x"))
    row = trend_table(indicator, trend).rows[at]
    assert row[-2] == verdict.reading
    if trend.values[at] is None:
        assert verdict.sign in ("too_small", "no_data")
        assert verdict.month is None
        assert verdict.icon == ""
        assert "icon" not in written
        assert "chance" not in caption.headline + caption.summary
        return
    assert caption.headline.endswith(verdict.reading)
    assert month_text(trend.months[at]) in caption.headline
    assert value_text(trend.values[at], trend.unit) in caption.headline
    assert verdict.sentence in caption.summary
    assert repr(verdict.sentence)[1:-1] in written
    assert ("icon" in written) == bool(verdict.icon)
    assert verdict.reading in hover_text(trend, at).lower()
    assert (f"card-{verdict.kind}" in written) == verdict.changed
    marked = [
        trace["marker"]["symbol"]
        for trace in trend_chart(trend)["data"]
        if trend.months[at].isoformat() in trace["x"] and trace["mode"] == "markers"
    ]
    assert marked == [theme.POINTS[verdict.kind][2]]
    if verdict.month is None:
        assert verdict.sign == "not_judged"
    else:
        assert verdict.month == trend.months[at]


def never_outside_and_common(trend: Trend) -> None:
    """Assert that no month outside its limits is usual, and no limit beyond 100%."""
    top = 100.0 if trend.unit == "percent" else np.inf
    for value, low, high, sign in zip(
        trend.values, trend.lower, trend.upper, trend.signs, strict=True
    ):
        if low is not None and high is not None:
            assert 0 <= low <= high <= top
            if value is not None and not low <= value <= high:
                assert sign != "none"


counts = st.one_of(
    st.lists(st.integers(0, 60).map(float) | st.just(NAN), min_size=3, max_size=36),
    # Most months alike, as they are, with a change at the end or in the middle.
    st.tuples(
        st.integers(0, 200), st.integers(0, 200), st.integers(0, 36), st.integers(0, 99)
    ).map(
        lambda of: [
            float(max(0, round(level + wobble)))
            for month in range(36)
            for level in [of[0] if month < of[2] else of[1]]
            for wobble in [np.random.default_rng([of[3], month]).normal(0, 5)]
        ]
    ),
)


@settings(max_examples=300, deadline=None)
# Outside the limits where the upper one is nothing at all.
@example(
    [0.0, *[60.0] * 4, 1.0, *[0.0] * 20, 3.0, 10.0, *[0.0] * 4, 10.0, 2.0, 60.0, 60.0],
    "caseload_per_wte",
    60.0,
    False,
    0,
    set(),
)
@given(
    counts,
    st.sampled_from([indicator.id for indicator in INDICATORS]),
    st.sampled_from([60.0, 1000.0]),
    st.booleans(),
    st.integers(0, 3),
    st.sets(st.sampled_from(MONTHS), max_size=2),
)
def test_one_verdict_is_said_everywhere_of_every_series(
    numerators: list[float],
    id_: str,
    denominator: float,
    exact: bool,
    late: int,
    rebased: set[date],
) -> None:
    if np.isnan(numerators).all():
        return
    indicator = BY_ID[id_]
    start = MONTHS[-late] if late else None
    cut = [min(n, denominator) for n in numerators]
    found = series(indicator, cut, denominator, start, exact=exact)
    trend = trend_of(indicator, found, place(start), rebased=tuple(rebased))
    if trend is None:
        assert found.judgeable.sum() < 2
        return
    held_together(indicator, trend)
    never_outside_and_common(trend)
    assert len(trend.values) == len(trend.months) == len(trend.rule) == len(trend.mean)
    for value, mark, sign in zip(trend.values, trend.marks, trend.signs, strict=True):
        assert (value is None) == (mark is not None), "missing is said, never zero"
        assert (sign == "too_small") == (mark is Mark.SUPPRESSED)
        assert (sign == "no_data") == (mark is Mark.NO_DATA)
    for provisional, sign in zip(trend.provisional, trend.signs, strict=True):
        assert not provisional or sign in ("not_judged", "too_small", "no_data")

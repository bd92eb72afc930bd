"""A figure of less than two years is divided by England's season, which is named."""

from itertools import pairwise
from statistics import mean

import numpy as np
import pytest
from fixtures.samples.sample_series import MONTHS, drawn, place

from components.charts.trend import trend_chart
from data_access.catalogue.indicators import BY_ID, INDICATORS
from data_access.catalogue.seasons import SEASON_OF
from data_access.questions.parts.trend_words import trend_caption

SEASONAL = BY_ID["emergency"]
FACTORS = SEASON_OF["emergency"].factors


def english(level: float, length: int, seed: int = 1) -> list[float]:
    """Make months of England's season, with a little chance."""
    noise = np.random.default_rng(seed).normal(0, 0.015, length)
    months = MONTHS[-length:]
    return [
        level * FACTORS[month.month - 1] * (1 + off)
        for month, off in zip(months, noise, strict=True)
    ]


def slow_limits(values: list[float], months: list[int]) -> list[tuple[float, ...]]:
    """Work an XmR chart of the divided values out by hand, and multiply it back."""
    flat = [
        value / FACTORS[month - 1] for value, month in zip(values, months, strict=True)
    ]
    ranges = [abs(one - before) for before, one in pairwise(flat)]
    kept = [each for each in ranges if each < 3.267 * mean(ranges)]
    reach = 2.66 * mean(kept)
    return [
        tuple((mean(flat) + way * reach) * FACTORS[month - 1] for way in (-1, 0, 1))
        for month in months
    ]


@pytest.mark.parametrize("length", [13, 18, 23])
@pytest.mark.parametrize("seed", range(4))
def test_limits_are_those_of_the_divided_values(length: int, seed: int) -> None:
    values = english(500, length, seed)
    trend = drawn(SEASONAL, values)
    held = [value for value in trend.values if value is not None]
    months = [month.month for month in trend.months]
    for at, (low, middle, high) in enumerate(slow_limits(held, months)):
        assert trend.lower[at] == pytest.approx(low)
        assert trend.mean[at] == pytest.approx(middle)
        assert trend.upper[at] == pytest.approx(high)
    assert trend.verdict.sign in ("none", "cannot_tell")


def test_it_is_named_with_its_publisher_and_months() -> None:
    trend = drawn(SEASONAL, english(500, 18))
    summary = trend_caption(SEASONAL, place(), trend).summary
    assert (
        "Each month is divided by England's season of emergency admissions, as "
        "published by NHS England for April 2022 to July 2025, because this figure has "
        "not two years of its own."
    ) in summary
    notes = [label["text"] for label in trend_chart(trend)["layout"]["annotations"]]
    assert "Season: England's, NHS England, April 2022 to July 2025" in notes


def test_two_years_are_judged_by_their_own_season() -> None:
    trend = drawn(SEASONAL, english(500, 24))
    assert trend.season == "this figure's own 24 months"


def test_a_change_is_found_and_the_season_is_none() -> None:
    values = english(500, 20)
    fallen = [*values[:14], *(0.85 * value for value in values[14:])]
    assert drawn(SEASONAL, fallen).verdict.sign == "better"
    assert "season" in drawn(SEASONAL, fallen).verdict.sentence
    signs = [drawn(SEASONAL, english(500, n, n)).verdict.sign for n in range(13, 24)]
    assert not {"better", "worse"} & set(signs)


def test_what_is_not_published_waits_for_two_years_of_its_own() -> None:
    for indicator in INDICATORS:
        if indicator.seasonal and indicator.id not in SEASON_OF:
            trend = drawn(indicator, english(500, 23))
            assert trend.verdict.sign == "not_judged"
            assert "fewer than 24 months, too few" in trend.verdict.sentence
            assert set(trend.upper) == {None}


def test_fewer_months_than_a_chart_needs_are_not_judged() -> None:
    trend = drawn(SEASONAL, english(500, 12))
    assert trend.verdict.sign == "not_judged"
    assert "fewer than 13 months, too few" in trend.verdict.sentence
    assert trend.season == ""

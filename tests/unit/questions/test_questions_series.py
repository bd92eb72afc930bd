"""A control chart of one indicator: what is judged, what is believed, what is drawn."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.catalogue.indicator import ROLLING_MONTHS, Indicator
from data_access.catalogue.indicators import BY_ID, INDICATORS
from data_access.queries.places import Practice
from data_access.questions.parts.place import Place
from data_access.questions.parts.series import Series, series_of, trend_of, year_on_year
from data_access.words.sentences import variation_sentence

MONTHS = tuple(day.date() for day in pd.date_range("2023-11-01", periods=36, freq="MS"))
ROLLING = BY_ID["smi_check"]
LATE = BY_ID["emergency"]


def place(provisional_from: date | None = None) -> Place:
    practice = Practice("A1", "One", "U1", "First PCN")
    return Place(
        month=MONTHS[-1],
        first_month=MONTHS[0],
        provisional_from=provisional_from,
        pcn="U1",
        pcn_name="First PCN",
        practice="all",
        cohort="all",
        practices=(practice,),
    )


def series(
    indicator: Indicator,
    numerators: list[float],
    denominator: float = 1000.0,
    provisional_from: date | None = None,
    *,
    exact: bool = True,
) -> Series:
    """Lay numerators on the last months; NaN is a month that is not held."""
    months = MONTHS[-len(numerators) :]
    held = [n for n in zip(months, numerators, strict=True) if not np.isnan(n[1])]
    rows = pd.DataFrame(
        {
            "month": pd.to_datetime([day for day, _ in held]),
            "numerator": [value for _, value in held],
            "denominator": denominator,
            "squares": [value for _, value in held],
            "numerator_withheld": False,
            "denominator_withheld": False,
        }
    )
    return series_of(indicator, rows, place(provisional_from), exact=exact)


def jagged(level: float, months: int, step: float = 6.0) -> list[float]:
    return [level + (step if month % 2 else -step) for month in range(months)]


@pytest.mark.parametrize(("small", "told"), [(0, True), (12, True), (13, False)])
def test_an_average_tells_nothing_of_months_that_are_mostly_withheld(
    small: int, told: bool
) -> None:
    """Of 24 months all at 4, "the average is 4" would be each of them."""
    found = BY_ID["caseload_new"]
    numerators = [4.0] * small + jagged(40, 24 - small)
    shown = series(found, numerators, exact=False)
    drawn = trend_of(found, shown, place())
    assert drawn is not None
    for level in (drawn.mean, drawn.lower, drawn.upper):
        assert [value is not None for value in level] == [told] * 24
    in_direct_care = trend_of(found, series(found, numerators), place())
    assert in_direct_care is not None
    assert None not in in_direct_care.mean


@pytest.mark.parametrize("exact", [True, False])
def test_outside_direct_care_lines_are_given_to_tenths(exact: bool) -> None:
    """From an average to fifteen figures the exact counts could be worked out."""
    found = BY_ID["caseload_new"]
    drawn = trend_of(found, series(found, jagged(41.37, 24), exact=exact), place())
    assert drawn is not None
    lines = [v for line in (drawn.mean, drawn.lower, drawn.upper) for v in line]
    tenths = [v is not None and v == round(v, 1) for v in lines]
    assert all(tenths) is not exact


def test_every_rolling_indicator_is_of_people_among_people() -> None:
    """A year is told from the year before as two shares; people are not events."""
    rolling = [indicator for indicator in INDICATORS if indicator.rolling]
    assert rolling
    assert {indicator.unit for indicator in rolling} == {"percent", "count"}
    counts = [one for one in rolling if one.unit == "count"]
    assert all(one.numerator.startswith("people") for one in counts)
    assert ROLLING.rolling
    assert LATE.arrives_late


def test_a_shift_that_is_no_change_on_the_year_is_not_believed() -> None:
    # Seven months a little above the average: of windows that share eleven months.
    numerators = [*jagged(500, 29, step=8), *[507.0] * 7]
    drawn = trend_of(ROLLING, series(ROLLING, numerators), place())
    assert drawn is not None
    assert drawn.rule[-1] == "shift"
    assert drawn.variation == "common_cause"
    assert set(drawn.label[-7:]) == {"common_cause"}


def test_a_shift_that_differs_from_a_year_before_is_believed() -> None:
    numerators = [*jagged(500, 26), *jagged(700, 10)]
    drawn = trend_of(ROLLING, series(ROLLING, numerators), place())
    assert drawn is not None
    assert drawn.variation == "improvement_high"
    assert drawn.label[-1] == "improvement"


def test_a_rise_that_is_still_lower_than_a_year_before_is_not_better() -> None:
    numerators = [*jagged(600, 29, step=100), *map(float, range(380, 450, 10))]
    found = series(ROLLING, numerators)
    drawn = trend_of(ROLLING, found, place())
    assert drawn is not None
    assert drawn.rule[-1] == "trend"
    assert year_on_year(found)[-1] == -1
    assert drawn.variation == "common_cause"


def test_a_rise_below_the_average_that_is_above_a_year_before_is_better() -> None:
    # High long ago, low a year ago: the average is no part of the question.
    numerators = [
        *jagged(900, 12, step=60),
        *jagged(300, 17, step=60),
        *map(float, range(390, 530, 20)),
    ]
    found = series(ROLLING, numerators)
    drawn = trend_of(ROLLING, found, place())
    assert drawn is not None
    assert drawn.rule[-1] == "trend"
    assert found.exact[-1] < (drawn.mean[-1] or 0)
    assert year_on_year(found)[-1] == 1
    assert drawn.variation == "improvement_high"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 1000), min_size=14, max_size=36),
    st.sampled_from(["increase", "decrease", "neutral"]),
)
def test_on_overlapping_windows_no_signal_goes_against_the_year(
    numerators: list[int], improvement: str
) -> None:
    indicator = replace(ROLLING, improvement=improvement)
    found = series(indicator, [float(n) for n in numerators])
    drawn = trend_of(indicator, found, place())
    assert drawn is not None
    better = {"increase": 1, "decrease": -1, "neutral": 0}[improvement]
    changes = year_on_year(found)
    for position, label in enumerate(drawn.label):
        upwards = {
            "improvement": better,
            "concern": -better,
            "neutral_high": 1,
            "neutral_low": -1,
        }.get(label, 0)
        if upwards:
            before = found.exact[position - ROLLING_MONTHS]
            assert position >= ROLLING_MONTHS
            assert np.sign(found.exact[position] - before) == upwards
            assert changes[position] == upwards


def test_a_year_without_its_month_before_says_nothing() -> None:
    gaps = jagged(300, 18)
    gaps[3] = np.nan
    found = series(ROLLING, [*gaps, *jagged(900, 6)])
    signs = year_on_year(found)
    assert list(signs[:12]) == [0.0] * 12
    assert signs[15] == 0, "the month before it is missing"
    assert signs[-1] == 1


@pytest.mark.parametrize("missing", [1, 2, 5])
def test_a_month_without_a_value_is_not_the_one_that_was_judged(missing: int) -> None:
    numerators = [*jagged(20, 20, step=1), *[90.0] * 3, *[np.nan] * missing]
    found = series(LATE, numerators)
    assert found.judged == MONTHS[-1 - missing]
    drawn = trend_of(LATE, found, place())
    assert drawn is not None
    assert variation_sentence(drawn, found.judged) == (
        "Getting worse, more than chance: the latest month lies outside the limits."
    )


def test_provisional_months_are_drawn_and_not_judged() -> None:
    late = MONTHS[-2]
    numerators = [*jagged(500, 34), 5.0, 2.0]
    found = series(LATE, numerators, provisional_from=late)
    drawn = trend_of(LATE, found, place(late))
    assert drawn is not None
    assert found.judged == MONTHS[-3]
    assert drawn.variation == "common_cause"
    assert drawn.provisional == (*[False] * 34, True, True)
    assert drawn.label[-2:] == ("", "")
    assert drawn.values[-1] == pytest.approx(2.0)
    # What does not arrive late is judged to the end.
    assert series(ROLLING, numerators, provisional_from=late).judged == MONTHS[-1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.integers(0, 60).map(float) | st.just(float("nan")), min_size=3, max_size=36
    ),
    st.sampled_from(["smi_check", "emergency"]),
    st.integers(0, 3),
)
def test_whatever_is_missing_the_finding_is_a_whole_sentence(
    numerators: list[float], id_: str, late: int
) -> None:
    if np.isnan(numerators).all():
        return
    indicator = BY_ID[id_]
    start = MONTHS[-late] if late else None
    found = series(indicator, numerators, 60.0, provisional_from=start)
    drawn = trend_of(indicator, found, place(start))
    if drawn is None:
        return
    sentence = variation_sentence(drawn, found.judged)
    assert sentence.endswith(".")
    assert ": ." not in sentence
    assert len(drawn.values) == len(drawn.months) == len(drawn.rule) == len(drawn.mean)
    for value, mark in zip(drawn.values, drawn.marks, strict=True):
        assert (value is None) == (mark is not None), "missing is said, never zero"


def test_one_month_is_no_trend() -> None:
    assert trend_of(ROLLING, series(ROLLING, [500.0]), place()) is None
    nobody = series_of(ROLLING, pd.DataFrame({"month": []}), place(), exact=True)
    assert nobody.months == ()
    assert trend_of(ROLLING, nobody, place()) is None

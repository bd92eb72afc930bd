import locale
import re
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.answers.core import Mark
from data_access.words.numbers import (
    cell_text,
    counted,
    date_text,
    interval_text,
    month_text,
    number_text,
    period_text,
    plain_text,
    score_text,
    short_month_text,
    value_text,
    with_plus,
)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (62.0, "percent", "62%"),
        (12.5, "percent", "13%"),  # half up: a float's own rounding says 12%
        (7.44, "percent", "7.4%"),
        (6.96, "percent", "7%"),
        (9.95, "percent", "10%"),  # no 10.0% beside 10%
        (100 * (29 / 200), "percent", "15%"),  # 14.499999999999998 as a float
        (0.05, "percent", "0.1%"),
        (0.04, "percent", "0%"),
        (-0.04, "percent", "0%"),
        (-0.0, "percent", "0%"),
        (99.95, "percent", "100%"),
        (0.0, "percent", "0%"),
        (100.0, "percent", "100%"),
        (7.4, "per_1000", "7.4 per 1,000"),
        (7.0, "per_1000", "7.0 per 1,000"),
        (99.95, "per_1000", "100 per 1,000"),
        (1234.5, "per_1000", "1,235 per 1,000"),
        (3.25, "per_100", "3.3 per 100"),
        (1234.0, "count", "1,234"),
        (3.6, "count", "3.6"),
        (19.1, "count", "19"),
        (638.5, "count", "639"),
        (-14.0, "count", "−14"),
        (22.06, "ratio", "22.1"),
        (1.89, "per_10000", "1.89 per 10,000"),
        (0.8, "per_10000", "0.8 per 10,000"),
        (14.04, "per_10000", "14 per 10,000"),
        (-24.21, "points", "−24.2 percentage points"),
        (0.916, "ratio", "0.92"),
        (1.0, "ratio", "1.00"),
        (9.996, "ratio", "10.0"),
        (1.0, "days", "1 day"),
        (12.0, "days", "12 days"),
        (12.5, "days", "12.5 days"),
        (29135.0, "gbp", "£29,135"),
        (-1250.4, "gbp", "−£1,250"),
        (-0.2, "gbp", "£0"),
    ],
)
def test_value_text(value, unit, text) -> None:
    assert value_text(value, unit) == text


def test_words_of_the_unit_can_be_left_to_the_axis() -> None:
    assert value_text(7.4, "per_1000", words=False) == "7.4"
    assert value_text(12.0, "days", words=False) == "12"
    assert value_text(62.0, "percent", words=False) == "62%"


def test_interval_names_its_unit_once() -> None:
    assert interval_text(59.2, 64.9, "percent") == "59% to 65%"
    assert interval_text(6.1, 8.9, "per_1000") == "6.1 to 8.9 per 1,000"
    assert interval_text(-31.0, 4.0, "count") == "−31 to 4"


def test_months_and_days() -> None:
    assert month_text(date(2026, 10, 1)) == "October 2026"
    assert short_month_text(date(2026, 10, 1)) == "Oct 2026"
    assert date_text(date(2026, 10, 5)) == "5 October 2026"
    assert date_text(date(987, 10, 5)) == "5 October 987"


def test_periods() -> None:
    march, october = date(2025, 3, 1), date(2026, 10, 1)
    assert period_text(march, october) == "March 2025 to October 2026"
    assert period_text(march, march) == "March 2025"


def test_months_are_english_whatever_the_locale() -> None:
    kept = locale.setlocale(locale.LC_TIME)
    others = ("de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8")
    try:
        for other in others:
            with suppress(locale.Error):
                locale.setlocale(locale.LC_TIME, other)
            assert month_text(date(2026, 5, 1)) == "May 2026"
            assert short_month_text(date(2026, 12, 1)) == "Dec 2026"
    finally:
        locale.setlocale(locale.LC_TIME, kept)


@pytest.mark.parametrize(
    ("text", "written"),
    [("7.3%", "+7.3%"), ("−7.3%", "−7.3%"), ("0%", "0%"), ("0.0", "0.0")],
)
def test_a_plus_stands_before_what_is_above_nothing(text: str, written: str) -> None:
    assert with_plus(text) == written


def test_things_are_counted_with_their_noun() -> None:
    assert counted(1, "row") == "1 row"
    assert counted(0, "row") == "0 rows"
    assert counted(1234, "person", "people") == "1,234 people"


def test_posts_and_scores_have_no_unit() -> None:
    assert [plain_text(one) for one in (3.0, 3.2, 12.75)] == ["3", "3.2", "12.75"]
    assert [score_text(one) for one in (3.0, 61.25, -0.04)] == ["3.0", "61.3", "0"]


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (Mark.SUPPRESSED, "count", "Suppressed"),
        (Mark.NO_DATA, "percent", "No data"),
        ("", "text", "No data"),
        ("High Street", "text", "High Street"),
        (date(2026, 10, 1), "month", "October 2026"),
        (date(2026, 10, 5), "text", "5 October 2026"),
        (0, "count", "0"),
        (1310, "count", "1,310"),
        (71.2, "percent", "71%"),
        (7.44, "rate", "7.4"),
        (-1250.0, "gbp", "−£1,250"),
        (0.916, "number", "0.92"),
        (3.0, "number", "3"),
        (12.75, "number", "12.75"),
        (12.75, "rate", "12.8"),
        (0.916, "ratio", "0.92"),
        (12.5, "days", "12.5"),
        (7.0, "per_100", "7.0"),
    ],
)
def test_cell_text(cell, kind, text) -> None:
    assert cell_text(cell, kind) == text


@given(
    st.decimals(-(10**9), 10**9, places=4).map(float),
    st.integers(min_value=0, max_value=4),
)
def test_number_text_is_the_number_to_half_a_unit_of_its_last_place(value, decimals):
    text = number_text(value, decimals)
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*(\.\d+)?", text)
    back = float(text.replace(",", "").replace("−", "-"))
    assert abs(back - value) <= 0.5 * 10**-decimals + 1e-6
    assert not (back == 0 and text.startswith("−"))

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.answers.core import Mark
from data_access.words.numbers import (
    cell_text,
    date_text,
    interval_text,
    month_text,
    number_text,
    short_month_text,
    value_text,
)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (62.0, "percent", "62%"),
        (12.5, "percent", "13%"),  # half up: a float's own rounding says 12%
        (7.44, "percent", "7.4%"),
        (0.0, "percent", "0%"),
        (100.0, "percent", "100%"),
        (7.4, "per_1000", "7.4 per 1,000"),
        (1234.5, "per_1000", "1,235 per 1,000"),
        (3.25, "per_100", "3.3 per 100"),
        (1234.0, "count", "1,234"),
        (3.6, "count", "3.6"),
        (638.5, "count", "639"),
        (-14.0, "count", "−14"),
        (22.06, "ratio", "22.1"),
        (1.89, "per_10000", "1.9 per 10,000"),
        (-24.21, "points", "−24.2 percentage points"),
        (0.916, "ratio", "0.92"),
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
        (71.2, "percent", "71.2%"),
        (7.44, "rate", "7.4"),
        (-1250.0, "gbp", "−£1,250"),
        (0.916, "number", "0.92"),
        (3.0, "number", "3"),
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

"""Months and financial years as plain dates."""

from datetime import date

import pytest

from data_access import months


@pytest.mark.parametrize(
    ("number", "month"),
    [(0, date(2026, 1, 1)), (-1, date(2025, 12, 1)), (23, date(2027, 12, 1))],
)
def test_months_after_cross_the_year(number, month):
    assert months.months_after(date(2026, 1, 31), number) == month


def test_a_month_ends_on_its_last_day():
    assert months.month_end(date(2024, 2, 10)) == date(2024, 2, 29)
    assert months.month_end(date(2026, 12, 1)) == date(2026, 12, 31)


def test_months_between_includes_both_ends():
    first, last = date(2025, 12, 15), date(2026, 1, 2)
    assert months.months_between(first, last) == [date(2025, 12, 1), date(2026, 1, 1)]
    assert months.months_between(last, first) == []


@pytest.mark.parametrize(
    ("newest", "provisional", "firm"),
    [
        # The extract ends with October. Late rows take two months to arrive,
        (date(2026, 10, 1), 2, date(2026, 8, 1)),
        (date(2026, 9, 1), 2, date(2026, 8, 1)),
        # but a file's own newest month, begun or not, is never firm.
        (date(2026, 8, 1), 2, date(2026, 7, 1)),
        (date(2026, 8, 1), 1, date(2026, 7, 1)),
        (date(2026, 10, 1), 1, date(2026, 9, 1)),
        (date(2026, 8, 1), 0, date(2026, 8, 1)),
    ],
)
def test_late_rows_arrive_by_the_calendar(
    newest: date, provisional: int, firm: date
) -> None:
    assert months.firm_month(newest, date(2026, 10, 1), provisional) == firm


def test_a_last_month_without_its_last_five_days_is_left_out():
    first = date(2026, 1, 5)
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert months.study_months(first, date(2026, 2, 23)) == [january]
    assert months.study_months(first, date(2026, 2, 24)) == [january, february]

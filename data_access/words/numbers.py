"""Numbers and dates as an English reader writes them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from data_access.answers.core import Cell, ColumnKind, Mark, Unit

_MINUS = "−"
_WORDS: dict[Unit, str] = {
    "points": " percentage points",
    "per_10000": " per 10,000",
    "per_1000": " per 1,000",
    "per_100": " per 100",
}
# Not from calendar: its names follow the locale of the machine.
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number_text(value: float, decimals: int = 0) -> str:
    """Write a number with thousands commas and a true minus sign."""
    # Half up, as people round: a float's own rounding makes 12.5% of 200 people 12%.
    step = Decimal(1).scaleb(-decimals)
    text = f"{abs(Decimal(repr(float(value)))).quantize(step, ROUND_HALF_UP):,}"
    negative = value < 0 and any(digit in text for digit in "123456789")
    return f"{_MINUS}{text}" if negative else text


def value_text(value: float, unit: Unit, *, words: bool = True) -> str:
    """Write a value in its unit: ``62%``, ``7.4 per 1,000``, ``£1,234``, ``12 days``.

    ``words=False`` leaves out what an axis or a column heading already says.
    """
    if unit == "percent":
        return f"{number_text(value, _decimals(value, below=10))}%"
    if unit == "gbp":
        sign = _MINUS if value <= -0.5 else ""
        return f"{sign}£{number_text(abs(value))}"
    if unit == "count":
        whole = float(value).is_integer() or abs(value) >= 100
        return number_text(value, 0 if whole else 1)
    if unit == "ratio":
        return number_text(value, 2 if abs(value) < 10 else 1)
    if unit == "days":
        text = number_text(value, 0 if float(value).is_integer() else 1)
        day = "day" if text == "1" else "days"
        return f"{text} {day}" if words else text
    text = number_text(value, _decimals(value, below=100))
    return f"{text}{_WORDS[unit]}" if words else text


def interval_text(lower: float, upper: float, unit: Unit) -> str:
    """Write an interval: ``59% to 65%``, ``6.1 to 8.9 per 1,000``."""
    first = value_text(lower, unit, words=False)
    return f"{first} to {value_text(upper, unit)}"


def month_text(month: date) -> str:
    """Write a month in full: ``October 2026``."""
    return f"{_MONTH_NAMES[month.month - 1]} {month.year}"


def short_month_text(month: date) -> str:
    """Write a month where room is short: ``Oct 2026``."""
    return f"{_MONTH_NAMES[month.month - 1][:3]} {month.year}"


def date_text(day: date) -> str:
    """Write a day: ``5 October 2026``."""
    return f"{day.day} {month_text(day)}"


def cell_text(cell: Cell, kind: ColumnKind) -> str:
    """Write a table's cell; a cell without a number says why."""
    if isinstance(cell, Mark):
        return cell.value
    if isinstance(cell, date):
        return month_text(cell) if kind == "month" else date_text(cell)
    if isinstance(cell, str):
        return cell or Mark.NO_DATA.value
    return _CELLS[kind](float(cell))


def _decimals(value: float, *, below: float) -> int:
    return 1 if 0 < abs(value) < below else 0


_CELLS = {
    "text": lambda value: number_text(value, 0 if value.is_integer() else 1),
    "month": number_text,
    "count": number_text,
    "percent": lambda value: f"{number_text(value, 1)}%",
    "number": lambda value: number_text(value, 0 if value.is_integer() else 2),
    "rate": lambda value: number_text(value, 1),
    "gbp": lambda value: value_text(value, "gbp"),
}

"""The one writer of numbers, months and days for a reader.

Headlines, cards, tables, hover and alternative text, exports in words and the command
line all call it, so that one value is one text everywhere. What a machine reads (the
cells of a CSV, addresses, attributes) keeps its full number in direct care and three
digits outside it, and ISO dates.

Decimals by unit, half up, if the text itself is below 10, below 100 or from 100:

=============  ========  =========  ========  ===========================
unit           below 10  below 100  from 100  written
=============  ========  =========  ========  ===========================
percent        1 *       0          0         ``6.9%``, ``7%``, ``62%``
points         1 *       1 *        0         ``−5.3 percentage points``
per_100        1         1          0         ``17.2 per 100``
per_1000       1         1          0         ``7.0 per 1,000``
per_10000      2 *       1 *        0         ``0.85 per 10,000``
ratio          2         1          0         ``0.90``, ``22.1``
count          1 *       0          0         ``3.6``, ``14``, ``1,234``
days           1 *       1 *        0         ``1 day``, ``12.5 days``
gbp            0         0          0         ``−£1,250``
rate (cells)   1         1          0         a mean or rate without a unit
number         2 *       2 *        1 *       ``0.5`` posts, ``1.25``
=============  ========  =========  ========  ===========================

\\* without trailing zeros: counts and days are mostly whole, and people say 7%. What
rounds to nothing is ``0``, without a sign. Months are English on every machine.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from data_access.answers.core import Cell, ColumnKind, Mark, Unit

_MINUS = "−"
_NOT_ZERO = frozenset("123456789")


class _Rule(NamedTuple):
    """Decimals below 10, below 100 and above; whether zeros at the end are left out."""

    below_10: int
    below_100: int
    above: int
    bare: bool = False


_RULES: dict[ColumnKind, _Rule] = {
    "percent": _Rule(1, 0, 0, bare=True),
    "points": _Rule(1, 1, 0, bare=True),
    "per_100": _Rule(1, 1, 0),
    "per_1000": _Rule(1, 1, 0),
    "per_10000": _Rule(2, 1, 0, bare=True),
    "ratio": _Rule(2, 1, 0),
    "count": _Rule(1, 0, 0, bare=True),
    "days": _Rule(1, 1, 0, bare=True),
    "gbp": _Rule(0, 0, 0),
    "rate": _Rule(1, 1, 0),
    "number": _Rule(2, 2, 1, bare=True),
    "text": _Rule(2, 2, 1, bare=True),
    "month": _Rule(0, 0, 0),
}
_WORDS: dict[Unit, str] = {
    "points": " percentage points",
    "per_10000": " per 10,000",
    "per_1000": " per 1,000",
    "per_100": " per 100",
    "days": " days",
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
    """Write a number with thousands commas, a true minus sign and fixed ``decimals``.

    For numbers without a unit: whole people (estimates too) and p values.
    """
    return _signed(value, f"{_rounded(value, decimals):,}")


def plain_text(value: float) -> str:
    """Write posts, weights and distances: up to two decimals, no more than needed."""
    return cell_text(value, "number")


def score_text(value: float) -> str:
    """Write a score, or a mean of scores, in tenths."""
    return cell_text(value, "rate")


def with_plus(text: str) -> str:
    """Put a plus sign before the text of a change above zero."""
    above = not text.startswith(_MINUS) and any(digit in text for digit in _NOT_ZERO)
    return f"+{text}" if above else text


def counted(number: float, one: str, many: str = "") -> str:
    """Write whole things with their noun: ``1 person``, ``1,234 rows``.

    ``many`` is the plural; by default ``one`` with an s.
    """
    text = number_text(number)
    return f"{text} {one if text == '1' else many or f'{one}s'}"


def value_text(value: float, unit: Unit, *, words: bool = True) -> str:
    """Write a value in its unit: ``62%``, ``7.4 per 1,000``, ``£1,234``, ``12 days``.

    ``words=False`` leaves out what an axis or a column heading already says.
    """
    digits = _digits(value, unit)
    if unit == "percent":
        return f"{_signed(value, digits)}%"
    if unit == "gbp":
        return _signed(value, digits, before="£")
    text = _signed(value, digits)
    if not words:
        return text
    return (
        f"{text} day" if unit == "days" and text == "1" else text + _WORDS.get(unit, "")
    )


def interval_text(lower: float, upper: float, unit: Unit, *, words: bool = True) -> str:
    """Write an interval: ``59% to 65%``, ``6.1 to 8.9 per 1,000``."""
    first = value_text(lower, unit, words=False)
    return f"{first} to {value_text(upper, unit, words=words)}"


def month_text(month: date) -> str:
    """Write a month in full: ``October 2026``."""
    return f"{_MONTH_NAMES[month.month - 1]} {month.year}"


def short_month_text(month: date) -> str:
    """Write a month in a small space: ``Oct 2026``."""
    return f"{_MONTH_NAMES[month.month - 1][:3]} {month.year}"


def period_text(first: date, last: date) -> str:
    """Write a period of months: ``March 2025 to October 2026``."""
    if first == last:
        return month_text(first)
    return f"{month_text(first)} to {month_text(last)}"


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
    if kind == "percent" or kind == "gbp":
        return value_text(cell, kind)
    return _signed(cell, _digits(cell, kind))


def _rounded(value: float, decimals: int) -> Decimal:
    # Half up, as people round: a float's own rounding makes 12.5% of 200 people 12%.
    # To 14 digits first: 29 of 200 is 14.499999999999998 as a float, and 14.5 to all.
    exact = abs(Decimal(f"{value:.14g}"))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _digits(value: float, kind: ColumnKind) -> str:
    """Write the size of a value by the rule of its kind."""
    rule = _RULES[kind]
    size = _rounded(value, rule.below_10)
    if size >= 10:
        size = _rounded(value, rule.below_100)
    if size >= 100:
        size = _rounded(value, rule.above)
    if not size:
        return "0"
    text = f"{size:,}"
    return text.rstrip("0").rstrip(".") if rule.bare and "." in text else text


def _signed(value: float, digits: str, before: str = "") -> str:
    below = value < 0 and any(digit in digits for digit in _NOT_ZERO)
    return f"{_MINUS if below else ''}{before}{digits}"

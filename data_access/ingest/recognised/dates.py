"""In which ways are the dates of a file written?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.words.numbers import date_text

# A day before its month, and after it; the rest can be read in one way alone.
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y")
_PLAIN = (
    *("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d-%B-%Y", "%b %d, %Y", "%B %d, %Y"),
    *("%Y/%m/%d", "%Y%m%d"),
)
_ISO = "%Y-%m-%d"
_TIMES = ("", " %H:%M", " %H:%M:%S")
_SHORT = ("%d %b %y", "%d-%b-%y", "%d %B %y")
_YEARLESS = ("%d %b", "%d %B", "%d-%b", "%d-%B", "%b %d", "%B %d", "%b-%d", "%d/%m")
_NHS_BEGAN = date(1948, 7, 5)  # no event of its patients is earlier
# Excel counts days from 1900, and a 29 February of that year which never was.
_DAY_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"[1-5]\d{4}(\.\d+)?")
_OLDEST = 125  # years of a person
_FIGURES = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\b")


@dataclass(frozen=True, slots=True)
class DateForms:
    """The formats of a file's dates, and whether the month stands before the day."""

    formats: tuple[str, ...] = ()
    month_first: bool = False


class OrderOpenError(UnreadableFileError):
    """No date of a file shows whether the day or the month comes first."""


def date_forms(
    file: str, columns: Sequence[Sequence[str]], *, month_first: bool | None = None
) -> DateForms:
    """Return the forms in which the dates of one file's columns are written.

    Where days and months are both written in figures, one that is above 12 says which
    is which, for the whole file; else ``month_first``. There are no formats where every
    date is ISO.

    Raises OrderOpenError if neither says so, and UnreadableFileError if dates say one
    thing and some another, or not what was said.
    """
    texts = {text for column in columns for value in column if (text := value.strip())}
    orders = {_order(text) for text in texts} - {None}
    if {"day", "month"} <= orders:
        raise UnreadableFileError(
            f"{file} has dates with the day first and dates with the month first: "
            "export it again with one form of date."
        )
    told = None if month_first is None else ("month" if month_first else "day")
    if told and not orders <= {told, "either"}:
        raise UnreadableFileError(
            f"{file} has dates that cannot have the {told} first: choose the other "
            "order, or leave it to the dates."
        )
    if orders == {"either"} and told is None:
        raise OrderOpenError(
            f"No date of {file} shows whether the day or the month comes first: say "
            "which, or export it with the month's name."
        )
    month_first = "month" in orders or (told == "month" and "day" not in orders)
    numeric = _MONTH_FIRST if month_first else _DAY_FIRST
    forms = [f"{form}{time}" for form in (*numeric, *_PLAIN) for time in _TIMES]
    found = [form for form in forms if any(_read(text, form) for text in texts)]
    # A profile with formats reads those alone, and ISO dates may stand between them.
    return DateForms((*found, _ISO) if found else (), month_first)


def order_shown(columns: Sequence[Sequence[str]], forms: Sequence[str]) -> str:
    """Say by one date in figures how days and months are read; empty if none is."""
    for text in (value.strip() for column in columns for value in column):
        day = next((day for form in forms if (day := _read(text, form))), None)
        if day is not None and _order(text):
            return f"{text} is read as {date_text(day)}"
    return ""


def odd_dates(
    values: Iterable[str],
    *,
    month_first: bool,
    of_birth: bool = False,
    today: date | None = None,
) -> dict[str, str]:
    """Return the ISO day of dates that no format of a profile reads.

    They are those with a year of two figures, where only one century is possible: no
    birth is to come, and no event was before the NHS.
    """
    found = {}
    for value in values:
        text = " ".join(value.split())
        days = _short_years(text, month_first, of_birth, today or date.today())
        if len(days) == 1:
            found[text.casefold()] = days[0].isoformat()
    return found


def serial_days(values: Iterable[str]) -> dict[str, str]:
    """Return the ISO day of values that are days as a spreadsheet counts them."""
    return {
        text: (_DAY_ZERO + timedelta(days=int(float(text)))).isoformat()
        for text in values
        if _SERIAL.fullmatch(text)
    }


def of_two_centuries(
    text: str, *, month_first: bool, of_birth: bool, today: date | None = None
) -> bool:
    """Say whether the two figures of a year leave its century open."""
    plain = " ".join(text.split())
    return len(_short_years(plain, month_first, of_birth, today or date.today())) > 1


def is_yearless(text: str) -> bool:
    """Say whether a date has no year, or none that is told from its day ("May-26")."""
    plain = " ".join(text.split())
    # A leap year, so that 29 February is a day.
    return any(_read(f"{plain} 2024", f"{form} %Y") for form in _YEARLESS)


def _short_years(
    text: str, month_first: bool, of_birth: bool, today: date
) -> tuple[date, ...]:
    """Return the days that a date with a year of two figures can be."""
    numeric = _MONTH_FIRST if month_first else _DAY_FIRST
    forms = (*(form.replace("%Y", "%y") for form in numeric), *_SHORT)
    found = next((day for form in forms if (day := _read(text, form))), None)
    if found is None:
        return ()
    earliest = date(today.year - _OLDEST, 1, 1) if of_birth else _NHS_BEGAN
    # Python takes 69 and above for the last century, whatever the date is of.
    years = (found.year % 100 + 1900, found.year % 100 + 2000)
    days = [day for year in years if (day := _in_year(found, year))]
    possible = tuple(day for day in days if earliest <= day <= today)
    # What is still to come is a fault of the row, which the load names.
    return possible or tuple(day for day in days[-1:] if day > today)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        return None


def _order(text: str) -> str | None:
    """Say which part of a date in figures is the day; None if it is no such date."""
    found = _FIGURES.match(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12:
        return "day"
    return "month" if second > 12 else "either"


def _read(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None

"""In which formats are the dates of a column written?"""

import re
from collections.abc import Sequence
from datetime import datetime

from data_access.ingest.extract.text_table import UnreadableFileError

# A day before its month, and after it; the rest can be read in one way alone.
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y")
_PLAIN = (
    *("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d-%B-%Y", "%b %d, %Y", "%B %d, %Y"),
    *("%Y/%m/%d", "%Y%m%d"),
)
_TIMES = ("", " %H:%M", " %H:%M:%S")


def date_formats(file: str, columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the formats in which the dates of one file's columns are written.

    ISO dates need none. Where days and months are both written in figures, one that is
    above 12 says which is which, for the whole file.

    Raises UnreadableFileError if no date says so, or if some say one thing and some
    another.
    """
    texts = {text for column in columns for value in column if (text := value.strip())}
    orders = {_order(text) for text in texts} - {None}
    if {"day", "month"} <= orders:
        raise UnreadableFileError(
            f"{file} has dates with the day first and dates with the month first: "
            "export it again with one form of date."
        )
    if orders == {"either"}:
        raise UnreadableFileError(
            f"No date of {file} shows whether the day or the month comes first: export "
            "it with the month's name, or load it with an import profile."
        )
    numeric = _MONTH_FIRST if "month" in orders else _DAY_FIRST
    forms = [f"{form}{time}" for form in (*numeric, *_PLAIN) for time in _TIMES]
    return tuple(form for form in forms if any(_reads(text, form) for text in texts))


def _order(text: str) -> str | None:
    """Say which part of a date in figures is the day; None if it is no such date."""
    found = re.match(r"(\d{1,2})([-/.])(\d{1,2})\2\d{4}\b", text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12:
        return "day"
    return "month" if second > 12 else "either"


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True

"""How old is a published figure beside the newest file loaded?"""

from datetime import date

from data_access.months import months_after
from data_access.words.numbers import month_text

# Figures of a year appear up to a year and a half after it began.
_OLD_MONTHS = 18


def is_old(to: date, newest: date) -> bool:
    """Return whether figures to a date are much older than the newest map."""
    return months_after(to, _OLD_MONTHS) < newest


def old_mark(to: date, newest: date) -> str:
    """Return " (old)" where figures to a date are, else nothing."""
    return " (old)" if is_old(to, newest) else ""


def dated(to: date, newest: date) -> str:
    """Return "to March 2024", marked where that is old."""
    return f"to {month_text(to)}{old_mark(to, newest)}"


def age_sentence(to: date, newest: date) -> str:
    """Return a sentence where figures are old, else nothing."""
    if not is_old(to, newest):
        return ""
    return (
        f"Old figures: nothing newer than {month_text(to)} is loaded, and the newest "
        f"map of practices is of {month_text(newest)}. "
    )

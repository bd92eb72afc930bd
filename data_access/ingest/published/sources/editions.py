"""Which of two files of one publication is the newer, from their names alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from data_access.ingest.published.sources.values import MONTHS

_LATER = (
    r"(?<![a-z])(?:revised|revision|rev|corrected|correction|amended|updated|final)"
    r"(?![a-z])"
)
_EARLIER = r"(?<![a-z])(?:provisional|prov|preliminary|prelim|draft)(?![a-z])"
_VERSION = r"(?<![a-z])(?:v|ver|version|rev|revised|revision)[ ._-]?(\d{1,2}(?:\.\d+)?)"
_DAY = r"(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)"
_DAY_FIRST = r"(?<!\d)([0-3]\d)[-_.]([01]\d)[-_.](20\d\d)(?!\d)"
_MONTH = r"(?<![a-z])([a-z]{3,9})[ _-]?(20\d\d)(?!\d)"
# Not 2024-25, a financial year: no month is the 25th.
_YEAR_MONTH = r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])(?![-_.]?\d)"
_YEAR = r"(?<!\d)(20\d\d)(?!\d)"


def newer(one: str, other: str) -> str | None:
    """Return the name of the newer file, None where the names do not agree on it.

    A name tells it by "revised" or "provisional", a version ("v2"), or a date.
    """
    pairs = [(sign(one.lower()), sign(other.lower())) for sign in _SIGNS]
    votes = {
        one if first > second else other
        for first, second in pairs
        if first is not None and second is not None and first != second
    }
    return votes.pop() if len(votes) == 1 else None


def _revision(name: str) -> float | None:
    return float(bool(re.search(_LATER, name))) - bool(re.search(_EARLIER, name))


def _version(name: str) -> float | None:
    return max((float(found) for found in re.findall(_VERSION, name)), default=1.0)


def _dated(name: str) -> float | None:
    found = [(int(y), int(m), int(d)) for y, m, d in re.findall(_DAY, name)]
    found += [(int(y), int(m), int(d)) for d, m, y in re.findall(_DAY_FIRST, name)]
    found += [(int(y), int(m), 1) for y, m in re.findall(_YEAR_MONTH, name)]
    found += [
        (int(year), MONTHS[word], 1)
        for word, year in re.findall(_MONTH, name)
        if word in MONTHS
    ]
    return max((day for parts in found if (day := _ordinal(*parts))), default=None)


def _ordinal(year: int, month: int, day: int) -> float | None:
    try:
        return float(date(year, month, day).toordinal())
    except ValueError:
        return None


def _year(name: str) -> float | None:
    return max((float(found) for found in re.findall(_YEAR, name)), default=None)


_SIGNS: tuple[Callable[[str], float | None], ...] = (
    _revision,
    _version,
    _dated,
    _year,
)

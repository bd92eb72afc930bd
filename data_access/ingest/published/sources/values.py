"""Read numbers, dates and periods as published files write them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime

import numpy as np
import pandas as pd

from data_access.ingest.published.sources.shorthand import is_mark, plain
from data_access.months import APRIL, month_end, months_after

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name)}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr)}
MONTHS.pop("")

_THOUSANDS = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"
_DAY_FORMATS = ("%Y-%m-%d", "%d%b%Y", "%Y%m%d", "%d/%m/%Y", "%d-%b-%Y", "%d-%b-%y")

Days = Callable[[str], date | None]


def numbers(text: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Return the figures (NaN if missing) and a flag for cells that are not figures.

    Thousands separators and a closing percent sign are taken off. A comma anywhere
    else makes nonsense: "1,5" may be one and a half, and is not fifteen.
    """
    bare = plain(text)
    marks = {cell: is_mark(cell) for cell in bare.unique()}
    missing = bare.map(marks).astype(bool)
    bare = bare.str.removesuffix("%")
    odd = bare.str.contains(",", regex=False) & ~bare.str.fullmatch(_THOUSANDS)
    bare = bare.str.replace(",", "", regex=False)
    values = pd.to_numeric(bare.mask(missing | odd), errors="coerce").astype("float64")
    finite = pd.Series(np.isfinite(values), index=values.index)
    return values.where(finite), ~finite & ~missing


def day(text: str) -> date | None:
    """Return the day written as 2026-07-01, 01Jul2026, 20260701 or 01/07/2026."""
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def month(text: str) -> date | None:
    """Return the first day of a month written in words anywhere in `text`.

    Reads "July 2022", "September-2025-AE.csv" and "MSitAE-MARCH-2024" alike.
    """
    match = re.search(r"(?<![a-z])([a-z]{3,9})[\s_-]*(20\d\d)(?!\d)", text.lower())
    if match is None or match[1] not in MONTHS:
        return None
    return date(int(match[2]), MONTHS[match[1]], 1)


def quarter_end(text: str) -> date | None:
    """Return the last day of a financial quarter written as Q4-2022-2023."""
    match = re.search(r"q([1-4])\D+(20\d\d)\D+(20)?(\d\d)\s*$", text.lower())
    if match is None or (int(match[2]) + 1) % 100 != int(match[4]):
        return None
    quarter, year = int(match[1]), int(match[2])
    return month_end(months_after(date(year, APRIL, 1), 3 * quarter - 1))


def financial_year_text(text: str) -> str | None:
    """Return a financial year as "2024-25" from "2024-25", "2024/25" or "2425"."""
    for match in re.finditer(r"(?<!\d)(?:20)?(\d\d)[-/_]?(?:20)?(\d\d)(?!\d)", text):
        if (int(match[1]) + 1) % 100 == int(match[2]):
            return f"20{match[1]}-{match[2]}"
    return None


def financial_year_end(year: str) -> date:
    """Return 31 March at the end of a year written as "2024-25"."""
    return date(int(year[:4]) + 1, 3, 31)

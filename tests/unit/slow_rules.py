"""The rules a row must meet by itself, cell by cell in plain Python.

Written from the contract, not from the SQL it is held against.
"""

import datetime as dt
import math
import re

from data_access.ingest.extract.contract import Column, Table

EARLIEST = dt.date(1900, 1, 1)


def broken(table: Table, row: dict[str, str], today: dt.date) -> set[tuple[str, str]]:
    """Return (column, rule) for everything wrong with one row's own cells."""
    found: set[tuple[str, str]] = set()
    values: dict[str, object] = {}
    for column in table.columns:
        text = row.get(column.name, "")
        if text in ("", "NULL", "null"):
            if column.required:
                found.add((column.name, "empty"))
            continue
        value, rules = judge(column, text, today)
        values[column.name] = value
        found |= {(column.name, rule) for rule in rules}
    return found | between(table, values)


def between(table: Table, values: dict[str, object]) -> set[tuple[str, str]]:
    """Return what is wrong between two columns of one row."""
    found = set()
    for opening, closing in table.closings:
        first, last = values.get(opening), values.get(closing)
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            found.add((closing, "closes_before_it_opens"))
    on = str(values.get(str(table.conditional_on)))
    for name, lists in table.conditional_codes.items():
        # Where a list applies, nothing is not on it either.
        if on in lists and values.get(name) not in lists[on]:
            found.add((name, "unknown_code"))
    for name, ranges in table.conditional_ranges.items():
        score = values.get(name)
        low, high = ranges.get(on, (-math.inf, math.inf))
        if isinstance(score, float) and not low <= score <= high:
            found.add((name, "out_of_range"))
    month = values.get("month")
    if isinstance(month, dt.date) and month.day != 1:
        found.add(("month", "not_first_of_month"))
    return found


def judge(column: Column, text: str, today: dt.date) -> tuple[object, set[str]]:
    if column.kind == "date":
        return date(text, today)
    if column.kind == "flag":
        known = {
            "true": True,
            "t": True,
            "yes": True,
            "y": True,
            "1": True,
            "false": False,
            "f": False,
            "no": False,
            "n": False,
            "0": False,
        }
        value = known.get(text.lower())
        return value, set() if value is not None else {"not_a_flag"}  # fmt: skip
    if column.kind in ("integer", "number"):
        return number(column, text)
    if column.kind == "code" and column.codes and not column.open_list:
        code = re.sub(r"^(\d+)\.0$", r"\1", text)
        upper = any(c.isupper() for c in column.codes)
        code = code.upper() if upper else code.lower()
        return code, set() if code in column.codes else {"unknown_code"}
    return writing(column, text)


def date(text: str, today: dt.date) -> tuple[object, set[str]]:
    written = re.fullmatch(
        r"(\d{4})-(\d{2})-(\d{2})([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?", text, re.ASCII
    )
    if written is None:
        return None, {"not_a_date"}
    year, month, day = map(int, written.groups()[:3])
    try:
        # Year 0 is a leap year to the database, as year 4, though no calendar has it.
        value = dt.date(year or 4, month, day)
    except ValueError:
        return None, {"not_a_date"}
    if year == 0:
        return dt.date.min, {"too_early"}
    if value > today:
        return value, {"future"}
    return value, {"too_early"} if value < EARLIEST else set()


def number(column: Column, text: str) -> tuple[object, set[str]]:
    if column.kind == "integer":
        readable = re.fullmatch(r"[+-]?\d{1,9}(\.0*)?", text, re.ASCII)
    else:
        readable = re.fullmatch(
            r"[+-]?(\d{1,15}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", text, re.ASCII
        )
    if not readable or not math.isfinite(float(text)):
        return None, {"not_a_number"}
    value = float(text)
    if column.low is not None and column.high is not None:
        return value, set() if column.low <= value <= column.high else {"out_of_range"}
    return value, set()


def writing(column: Column, text: str) -> tuple[object, set[str]]:
    rules = set()
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        rules.add("unprintable")
    if len(text) > 200:
        rules.add("too_long")
    if column.kind in ("text", "code") and holds_nhs_number(text):
        rules.add("nhs_number")
    if column.pattern and not re.fullmatch(column.pattern, text.upper(), re.ASCII):
        rules.add("pattern")
    if column.kind in ("person", "record") and re.fullmatch(
        r"\d(\.\d+)?[eE]\+\d+", text, re.ASCII
    ):
        rules.add("shortened_number")
    return text.lower() if column.kind == "code" else text, rules


def holds_nhs_number(text: str) -> bool:
    pattern = r"\d{3}[ -]?\d{3}[ -]?\d{4}"
    for found in re.findall(pattern, text, re.ASCII):
        digits = [int(character) for character in found if character.isdigit()]
        weighted = sum(
            weight * digit
            for weight, digit in zip(range(10, 1, -1), digits, strict=False)
        )
        check = 11 - weighted % 11
        if {11: 0}.get(check, check) == digits[9]:
            return True
    return False

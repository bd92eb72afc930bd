"""What do the written values of a found table mean, and how many mean nothing?"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from data_access.ingest.extract.contract import FieldSpec
from data_access.ingest.recognised.dates import (
    is_yearless,
    odd_dates,
    of_two_centuries,
    serial_days,
)
from data_access.ingest.recognised.plan_terms import plan_terms
from data_access.ingest.recognised.values import meanings
from data_access.words.numbers import counted

# What HES writes where there is no date, or an invalid one.
NO_DATE = {"1800-01-01", "1801-01-01", "18000101", "18010101", "01/01/1800"}

Meanings = Mapping[str, str]


def meant(
    field: FieldSpec, written: Sequence[str], *, month_first: bool = False
) -> Meanings:
    """Return the contract's value of each written value that needs one.

    What has no meaning is left as it is, for the rules of the load to judge.
    """
    values = {" ".join(value.split()) for value in written} - {""}
    if field.kind == "date":
        of_birth = field.name == "date_of_birth"
        nothing = dict.fromkeys(NO_DATE & values, "")
        return {
            **serial_days(values),
            **odd_dates(values, month_first=month_first, of_birth=of_birth),
            **nothing,
        }
    if field.kind not in ("code", "flag"):
        return {}
    terms = {
        term.casefold(): str(declined).lower()
        for term, declined in plan_terms(values).items()
    }
    if terms:  # the other terms of such a report are rows of something else
        return terms
    spelt = _spelt(field, values)
    known = meanings(field.name, field.kind, values - set(spelt))
    others = {
        value.casefold(): code
        for value, code in spelt.items()
        if value.casefold() != code.casefold()
    }
    return {**known, **others}


def _spelt(field: FieldSpec, values: Set[str]) -> Mapping[str, str]:
    """Return the values that are codes of the contract, however they are spelt."""
    codes = {_words(code): code for code in field.codes}
    return {value: codes[_words(value)] for value in values if _words(value) in codes}


def _words(text: str) -> str:
    """Return a code as its words: ``face_to_face`` is "Face to face"."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def less_than_they_seem(field: FieldSpec, written: Sequence[str]) -> Iterator[str]:
    """Say how many values of a column are less than they seem."""
    if field.kind == "date":
        yearless = sum(map(is_yearless, written))
        if yearless:
            yield (
                f"{counted(yearless, 'date')} of {field.name} without a year not read: "
                "write the year in four figures"
            )
        serial = len(serial_days(text.strip() for text in written))
        if serial:
            yield (
                f"{counted(serial, 'different number')} of {field.name} read as days "
                "that a spreadsheet counts from 1900"
            )
        birth = field.name == "date_of_birth"
        # Which comes first, the day or the month, is no matter here.
        open_years = sum(
            of_two_centuries(value, month_first=False, of_birth=birth)
            or of_two_centuries(value, month_first=True, of_birth=birth)
            for value in written
        )
        if open_years:
            yield (
                f"{counted(open_years, 'date')} of {field.name} not read: the year's "
                "two figures can be of two centuries; write it in four"
            )

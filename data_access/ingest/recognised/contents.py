"""What do the values of a column look like?"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from nhs_number.validate import is_valid

from data_access.ingest.extract.codes import ADMISSION_METHOD
from data_access.ingest.extract.empty_words import is_empty

_MOST = 0.8  # of the filled values; the rest are what people write into any column


class Content(StrEnum):
    """A form of value that decides which columns of the contract a column may be."""

    NHS_NUMBER = "NHS number"
    DATE = "date"
    ODS = "ODS code"
    ICD_10 = "ICD-10 code"
    ADMISSION_METHOD = "admission method"
    SEX = "sex"
    NUMBER = "number"
    FLAG = "yes or no"
    SERIAL = "day as a spreadsheet counts it"
    TEXT = "text"
    NOTHING = "nothing"


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"(\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}[-/]\d{2}[-/]\d{2}"
    r"|(18|19|20)\d{2}[01]\d[0-3]\d"
    rf"|\d{{1,2}}[-/ ]?({_MONTHS})[a-z]*[-/ ,]*\d{{2,4}}|({_MONTHS})[a-z]*[- ]\d{{4}}"
    # A day without its year is a date all the same, though none that can be read.
    rf"|\d{{1,2}}[- ]({_MONTHS})[a-z]*|({_MONTHS})[a-z]*[- ]\d{{1,2}}"
    r"|\d{4}[-/](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/]\d{4})"
    r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?",
    re.IGNORECASE,
)
_FORMS: Mapping[Content, Callable[[str], bool]] = {
    Content.NHS_NUMBER: lambda text: (
        bool(re.fullmatch(r"\d{3}[ -]?\d{3}[ -]?\d{4}", text)) and bool(is_valid(text))
    ),
    Content.DATE: lambda text: bool(_DATE.fullmatch(text)),
    Content.SEX: lambda text: (
        text.casefold()
        in {"m", "f", "male", "female", "1", "2", "9", "0", "x", "i"}
        | {"indeterminate", "unknown", "not known", "not specified", "other", "u"}
    ),
    Content.FLAG: lambda text: (
        text.casefold() in {"y", "n", "yes", "no", "true", "false"}
    ),
    # From 1927 to 2064: a number of four figures is a year.
    Content.SERIAL: lambda text: bool(re.fullmatch(r"[1-5]\d{4}(\.\d+)?", text)),
    Content.ADMISSION_METHOD: lambda text: text.upper() in ADMISSION_METHOD,
    Content.ODS: lambda text: bool(
        re.fullmatch(r"[A-Z]\d{5}|[A-Z]\d[A-Z0-9]\d[A-Z]", text)
    ),
    Content.ICD_10: lambda text: bool(
        re.fullmatch(r"[A-TV-Z]\d{2}(\.?[\dX][\dADX]?)?", text.upper())
    ),
    Content.NUMBER: lambda text: bool(
        re.fullmatch(r"[-+]?£? ?[-+]?[\d,]+(\.\d*)?%?", text)
    ),
}


def contents(values: Sequence[str]) -> frozenset[Content]:
    """Return every form that nearly all filled values have; TEXT if none has."""
    filled = [value.strip() for value in values if not is_empty(value)]
    if not filled:
        return frozenset({Content.NOTHING})
    found = {
        form
        for form, fits in _FORMS.items()
        if sum(map(fits, filled)) >= _MOST * len(filled)
    }
    return frozenset(found or {Content.TEXT})

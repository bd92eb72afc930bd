"""How alike are the name of a column and a name that exports are known to give?"""

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz

from data_access.ingest.found.header_row import GROUP, plain
from data_access.ingest.recognised.synonyms import known_names

# Of 731 names with one typing error each, 720 are found by 80 of 100, none wrongly.
ALIKE = 80
EXACT, _LATER = 100.0, 0.5  # each further synonym is a little less likely
_NO_MEANING = {"of", "the", "a", "an"}
_OF_WHOM = {"patient", "patients", "client"}  # an "ID" alone may be of anything
_OF_CODES = {"code", "ods"}
# Words that exports shorten, in the letters that they are cut to.
_SHORT = {
    "adm": "admission",
    "admit": "admission",
    "appt": "appointment",
    "diag": "diagnosis",
    "disch": "discharge",
    "ref": "referral",
    "reg": "registration",
    "pt": "patient",
    "prac": "practice",
}
# A date that is due, planned or of something else is not the date of what was done.
_OTHER = {
    *("due", "next", "planned", "expected", "estimated", "exp", "est", "target"),
    *("proposed", "predicted", "cancelled", "last", "previous", "latest", "deferred"),
    *("refused", "declined", "submitted", "reviewed", "recall", "overdue", "not"),
    *(
        "non",
        "no",
        "de",
        "re",
        "readmission",
        "deregistered",
        "reopened",
        "requested",
        "created",
    ),
    *("updated", "entered", "printed", "booked", "birth", "death", "count", "number"),
}
_DAY = re.compile(
    r"\s*\b(as (at|of|on) |at |on )?(\d{1,2}[-/. ])?([A-Za-z]{3,9}|\d{1,2})[-/. ]"
    r"(\d{4}|\d{2})$"
)


def readings(name: str) -> tuple[str, ...]:
    """Return a name, and what is left without a group before it or a note behind it.

    A note stands in brackets, or is the day of which the values are.
    """
    last = name.rsplit(GROUP, 1)[-1]
    bare = re.sub(r"\s*[(\[].*?[)\]]", "", last)
    undated = _DAY.sub("", bare)
    return tuple(dict.fromkeys(filter(None, map(plain, (name, last, bare, undated)))))


def name_likeness(name: str, names: Sequence[str]) -> float:
    """Return how alike a plain name and the likest of some are, 0 to 100.

    The same words in another order are the same name; a name with a word that says
    another thing is not alike, however few its letters.
    """
    if name in names:
        return EXACT - _LATER * names.index(name)
    words = _words(name)
    if words and any(_words(known) == words for known in names):
        return EXACT - 1
    return (
        max(
            (fuzz.ratio(name, known) for known in names if not _differ(words, known)),
            default=0.0,
        )
        - 1
    )


@cache
def _words(name: str) -> frozenset[str]:
    words = {_SHORT.get(word, word) for word in name.split()} - _NO_MEANING
    kept = words - _OF_WHOM
    return frozenset(kept if len(kept) > 1 else words)


def _differ(words: frozenset[str], known: str) -> bool:
    """Say whether a name has a word of its own that is no typing error."""
    own = words - _words(known) - _OF_CODES
    return bool(own & (_OTHER | _vocabulary()))


@cache
def _vocabulary() -> frozenset[str]:
    """Return every word of the names of columns."""
    return frozenset(word for name in known_names() for word in _words(name))

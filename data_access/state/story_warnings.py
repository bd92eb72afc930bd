"""Warnings about words in a story that might identify a person.

Nothing is changed: the warnings are shown to the writer, who changes the text or
accepts them, and to the reviewer. A valid NHS number is refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from unicodedata import category, normalize

from data_access.catalogue.read_toml import read_toml

Kind = Literal["name", "date", "place", "age", "number", "contact"]

_MEANS: dict[Kind, str] = {
    "name": "may be a name: say who they are, as in “her daughter”.",
    "date": "is a date: say the season, or how long it took.",
    "place": "is a place: say what kind of place it is.",
    "age": "is an age over 89, which few people have: say “very old”.",
    "number": "is a small number: few people share it; say “a few” or “several”.",
    "contact": "could be used to contact a person: leave it out.",
}


@dataclass(frozen=True, slots=True)
class StoryWarning:
    """One warning: its kind, and the words exactly as written."""

    kind: Kind
    found: str

    @property
    def key(self) -> str:
        """An identifier of the warning, the same wherever the words are in the text."""
        return f"{self.kind}:{self.found.casefold()}"

    @property
    def sentence(self) -> str:
        """A sentence that says what may be wrong, and what to write instead."""
        return f"“{self.found}” {_MEANS[self.kind]}"


def nhs_numbers(text: str) -> tuple[str, ...]:
    """Return every NHS number in the text, as ten digits, however it is written.

    Ten digits of which the last is the check digit of the others, modulus 11 (NHS Data
    Dictionary, NHS NUMBER). Digits may be in groups with a few characters between.
    """
    plain = "".join(c for c in normalize("NFKC", text) if category(c) != "Cf")
    numbers = []
    for run in _DIGITS.finditer(plain):
        groups = re.findall(r"\d+", run[0])
        for first in range(len(groups)):
            for last in range(first + 1, min(first + 10, len(groups)) + 1):
                digits = "".join(str(int(c)) for c in "".join(groups[first:last]))
                if len(digits) == 10 and _checks(digits):
                    numbers.append(digits)
    return tuple(dict.fromkeys(numbers))


def warnings_in(
    text: str, places: frozenset[str] = frozenset()
) -> tuple[StoryWarning, ...]:
    """Return the warnings about a text, in its order, each once.

    ``places`` are names of places in lower case, as ``known_places`` returns them.
    """
    spans: list[tuple[int, int, Kind]] = []
    rest = text
    for kind, find in _FINDERS:
        for start, end in tuple(find(rest, places)):
            spans.append((start, end, kind))
            rest = rest[:start] + _TAKEN * (end - start) + rest[end:]
    warnings = (
        StoryWarning(kind, text[start:end]) for start, end, kind in sorted(spans)
    )
    return tuple({warning.key: warning for warning in warnings}.values())


def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of words that a story is checked against."""
    return frozenset(_LISTS[name].split())


def _checks(digits: str) -> bool:
    total = sum(int(c) * (10 - i) for i, c in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])


_LISTS = read_toml(Path(__file__).with_name("story_words.toml"), dict[str, str])
_NOT_NAMES, _GIVEN = word_list("not_names"), word_list("given_names")
_TITLES, _PEOPLE = word_list("titles"), word_list("people")

Spans = Iterator[tuple[int, int]]
_TAKEN = "\0"  # neither a letter, nor a blank, nor the end of a sentence
_ENDING = re.compile("['’](?:s|m|d|t|ll|ve|re)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONGEST_PLACE = 6  # words
# Where a sentence ends: a capital after it says nothing.
_BEGINS = re.compile(r"(?:^|[.!?…:]|\n|,(?=\s*[\"“‘']))[\s\"'“”‘’(\[–—-]*$")
_DIGITS = re.compile(r"\d(?:(?:\W|_){0,3}\d){9,}")
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|https?://\S+|\+?\d(?:[\s./()–—-]{0,3}\d){6,}"
)

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}\b(?:,?[\s-]+\d{{2,4}}\b)?"
    rf"|\b{_MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
    rf"|\b{_MONTH},?\s+(?:of\s+)?(?:19|20)\d\d\b"
    r"|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_SITE = re.compile(
    rf"\b(?:[A-Z][\w'’-]*\s+)+(?i:{'|'.join(sorted(word_list('sites')))})\b"
)
_OLD = r"(?:9\d|1[0-2]\d)"
_COUNTED = "|".join(sorted(word_list("measures") | _PEOPLE))
_AGE = re.compile(
    rf"\b{_OLD}[\s-]*(?:(?:years?|yrs?)[\s-]*(?:old|of\s+age)|yo\b|y/o\b)"
    rf"|\b(?:aged?|age\s+of|turned|is|was|['’]s|am|['’]m|at|nearly|almost)\s+{_OLD}\b"
    rf"(?!\s*(?:%|[.,:/]\d|(?:per|{_COUNTED})\b))"
    rf"|\b{_OLD}(?:st|nd|rd|th)\s+birthday|\b(?:his|her|their|my)\s+nineties\b"
    r"|\bninety(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"[\s-]years?[\s-]old|\bcentenarian\b|\bhundredth\s+birthday",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"(?<![\w.,/:£$-])(?:[1-7](?![\w:/]|[.,]\d|\s*(?:%|am\b|pm\b))"
    r"|(?:one|two|three|four|five|six|seven)\b)",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    rf"(?:[\s-]+(?:{'|'.join(word_list('between'))}|\d+|two|three|four|five|six|seven))*"
    rf"[\s-]+(?:{'|'.join(sorted(word_list('measures')))})\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b(?:{'|'.join(word_list('numbered'))})\s+$", re.IGNORECASE)
# "1 in 4": a rate of many, either side of its "in".
_RATE_BEFORE = re.compile(r"\b(?:1|one)\s+in\s+$", re.IGNORECASE)
_RATE_AFTER = re.compile(r"\s+in\s+(?:\d|two|three|four|five|six|seven|ten)", re.I)


def _by(pattern: re.Pattern[str]) -> Callable[[str, frozenset[str]], Spans]:
    return lambda text, _: (match.span() for match in pattern.finditer(text))


def _places(text: str, places: frozenset[str]) -> Spans:
    matches = list(_WORD.finditer(text))
    for first, first_match in enumerate(matches):
        for last in range(min(first + _LONGEST_PLACE, len(matches)) - 1, first - 1, -1):
            candidate = " ".join(
                match[0].casefold() for match in matches[first : last + 1]
            )
            # One word alone is a place only with its capital: "mill", "green", "park".
            if candidate in places and (last > first or first_match[0][0].isupper()):
                yield first_match.start(), matches[last].end()
                break


def _names(text: str, _: frozenset[str]) -> Spans:
    """Find runs of words with a capital that does not begin a sentence."""
    start = end = -1
    for word in _WORD.finditer(text):
        if not _is_name(word, text):
            continue
        # Names that only blanks, or the point of a title, part are one name.
        if start >= 0 and re.fullmatch(r"\.?\s+", text[end : word.start()]):
            end = word.end()
            continue
        if start >= 0:
            yield start, end
        start, end = word.span()
    if start >= 0:
        yield start, end


def _is_name(word: re.Match[str], text: str) -> bool:
    bare = _ENDING.sub("", word[0].casefold())
    if _is_title(word[0]):
        return True
    if not word[0][0].isupper() or bare in _NOT_NAMES:
        return False
    before = text[: word.start()]
    titled = re.search(r"(\w+)\.?\s+$", before)
    if titled and _is_title(titled[1]):
        return True
    return bare in _GIVEN or not _BEGINS.search(before)


def _is_title(word: str) -> bool:
    """Return whether a word is a title; "lady" or "miss" only with a capital."""
    bare = word.casefold()
    return bare in _TITLES and (word[0].isupper() or bare in ("mr", "mrs", "dr"))


def _small(text: str, _: frozenset[str]) -> Spans:
    for match in _SMALL.finditer(text):
        if not _harmless(
            match[0].casefold(), text[: match.start()], text[match.end() :]
        ):
            yield match.span()


def _harmless(number: str, before: str, after: str) -> bool:
    """Return whether a number counts no people: a time, a list, a rate, a "one"."""
    next_words = {word.casefold() for word in _WORD.findall(after)[:3]}
    rate = number in ("1", "one") and _RATE_AFTER.match(after)
    if rate or _RATE_BEFORE.search(before) or _MEASURED.match(after):
        return True
    if next_words & _PEOPLE:
        return False
    is_list_number = re.search(r"(?:^|\n)\s*$", before) and re.match(r"[.)]\s", after)
    return bool(number == "one" or _NUMBERED.search(before) or is_list_number)


# In this order: a later finder skips what an earlier one has found.
_FINDERS: tuple[tuple[Kind, Callable[[str, frozenset[str]], Spans]], ...] = (
    ("age", _by(_AGE)),
    ("date", _by(_DATE)),
    ("contact", _by(_CONTACT)),
    ("place", _by(_POSTCODE)),
    ("place", _places),
    ("place", _by(_SITE)),
    ("name", _names),
    ("number", _small),
)

"""Which months of which file has which practice not sent, or not all of?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data_access.answers.core import Column, Table
from data_access.marts.care.coverage_rule import (
    BEGUN,
    COMPLETE,
    GAP,
    NONE,
    OPEN,
    SENT,
    SHORT,
)
from data_access.months import next_month
from data_access.queries.coverage import FileMonth
from data_access.questions.parts.place import Place
from data_access.words.numbers import month_text, period_text
from data_access.words.sentences import listed

_NEVER = "never sent"
_WORDS = {
    NONE: _NEVER,
    GAP: "nothing sent",
    BEGUN: "rows end within the month",
    SHORT: "far fewer rows than usual",
    OPEN: "open cases only, not who has left",
}
_BEGINS = "rows begin within the month"


@dataclass(frozen=True, slots=True)
class Missing:
    """Months in a row that a file lacks for some practices, all in one way."""

    file: str
    practices: tuple[str, ...]
    first: date
    last: date
    what: str


def missing_months(months: Sequence[FileMonth], place: Place) -> list[Missing]:
    """Return what is not whole, the newest first; practices in the same case as one.

    Months before a practice's first row are not missing, unless it never sent any. Of a
    practice that sent no register at all, the single ones are not named.
    """
    by_sender: dict[tuple[str, str], list[FileMonth]] = {}
    for month in months:
        by_sender.setdefault((month.file, month.practice), []).append(month)
    cases: dict[tuple[str, date, date, str], list[str]] = {}
    for (file, practice), held in by_sender.items():
        whole = by_sender.get((file.partition(".")[0], practice), [])
        if whole is not held and any(month.state == NONE for month in whole):
            continue
        for first, last, what in _runs(held):
            cases.setdefault((file, first, last, what), []).append(practice)
    order = [practice.code for practice in place.practices]
    return [
        Missing(file, tuple(sorted(practices, key=order.index)), first, last, what)
        for (file, first, last, what), practices in sorted(
            cases.items(), key=lambda case: (-case[0][2].toordinal(), case)
        )
    ]


def missing_table(missing: Sequence[Missing], place: Place) -> Table:
    """Return a table of what is missing, for whoever asks the senders for it."""
    columns = (Column("File"), Column("Practice"), Column("Months"), Column("Missing"))
    rows = tuple(
        (
            _file(one),
            _names(one, place),
            period_text(one.first, one.last),
            one.what,
        )
        for one in missing
    )
    return Table("Months that the loaded files do not have whole", columns, rows)


def missing_headline(missing: Sequence[Missing], place: Place, last: date) -> str:
    """Say which files lack the latest month, or that none does."""
    late = [one for one in missing if one.last == last]
    if not late:
        return f"Every practice's files reach {month_text(last)}"
    phrases = dict.fromkeys(
        f"{_file(one)} of {'all practices' if _all(one, place) else _names(one, place)}"
        for one in late
    )
    return f"Not whole in {month_text(last)}: {listed(list(phrases))}"


def missing_phrase(one: Missing, place: Place) -> str:
    """Say in words which file of whom lacks what."""
    months = period_text(one.first, one.last)
    when = "" if one.what == _NEVER else f" in {months}"
    whom = "all practices" if _all(one, place) else _names(one, place)
    return f"{_file(one)} of {whom}: {one.what}{when}"


def missing_phrases(months: Sequence[FileMonth], place: Place) -> tuple[str, ...]:
    """Say in words what is not whole, a phrase each; see `missing_months`."""
    return tuple(missing_phrase(one, place) for one in missing_months(months, place))


def _file(one: Missing) -> str:
    file, _, register = one.file.partition(".")
    return f"{file} ({register})" if register else file


def _all(one: Missing, place: Place) -> bool:
    return len(one.practices) == len(place.practices)


def _names(one: Missing, place: Place) -> str:
    if _all(one, place):
        return "All practices"
    names = {practice.code: practice.name for practice in place.practices}
    return listed([names[code] for code in one.practices])


def _runs(months: Sequence[FileMonth]) -> list[tuple[date, date, str]]:
    """Return the first and last month of each run that lacks the same, and what."""
    sent = {month.month for month in months if month.state in SENT}
    never = all(month.state == NONE for month in months)
    runs: list[tuple[date, date, str]] = []
    for month in sorted(months, key=lambda month: month.month):
        if month.state == COMPLETE or (month.state == NONE and not never):
            continue
        begins = month.state == BEGUN and next_month(month.month) in sent
        what = _BEGINS if begins else _WORDS[month.state]
        before = runs[-1] if runs else None
        if before and before[2] == what and next_month(before[1]) == month.month:
            runs[-1] = (before[0], month.month, what)
        else:
            runs.append((month.month, month.month, what))
    return runs

"""Make a caseload of a report of coded events, which names no episode.

Where codes say that care started, a case runs from such a code to the next that says it
ended. Where none does, the first contact with a coordinator opens a case, and it closes
at the last one before some months without any: MONTHS_WITHOUT, or as a profile says.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.ingest.found.found_table import FoundTable, text_table
from data_access.ingest.recognised.columns import columns_of, propose
from data_access.ingest.recognised.dates import date_forms
from data_access.words.numbers import counted

MONTHS_WITHOUT = 6  # the product's own choice

BY_CODES = "cases run from a code that care started to the next that it ended"


def by_contacts_in_words(months: int) -> str:
    """Return the rule that makes cases of contacts, in words."""
    silence = counted(months, "month")
    return f"cases run from a first contact to the last before {silence} without one"


class Kind(StrEnum):
    """What a coded term says of a case."""

    STARTED = "started"
    ENDED = "ended"
    CONTACT = "contact"


# Terms as EMIS Web shows them: "Proactive care ended", "Seen by care coordinator".
_CARE = r"\b(proactive care|care co-?ordination|case management)\b.*"
_TERMS = (
    (Kind.ENDED, _CARE + r"\b(ended|stopped|completed|closed|discharged|finished)\b"),
    (Kind.STARTED, _CARE + r"\b(started|commenced|begun|initiated|enrolled)\b"),
    (
        Kind.CONTACT,
        r"\b(seen by|contact with|review by) (a |the )?care co-?ordinator\b",
    ),
)


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One coded event of a person; of one day, what ends a case comes last."""

    day: date
    kind: Kind


Case = tuple[date, date | None]


def kind_of(term: str) -> Kind | None:
    """Return what a term says of a case; None if nothing."""
    return next(
        (kind for kind, form in _TERMS if re.search(form, term, re.IGNORECASE)), None
    )


def cases_of(found: FoundTable, months: int = MONTHS_WITHOUT) -> FoundTable | None:
    """Return the cases of a table of coded events; None if no code opens one.

    Where contacts open them, they close before ``months`` without any.
    """
    people, coded, left_out = _events(found)
    if not people:
        return None
    newest = max(event.day for events in people.values() for event in events)
    rule = BY_CODES if coded else by_contacts_in_words(months)
    rows: list[tuple[str, str, str]] = []
    for person, events in people.items():
        made = by_codes(events) if coded else by_contacts(events, newest, months)
        rows += [
            (person, opened.isoformat(), closed.isoformat() if closed else "")
            for opened, closed in made
        ]
    text = text_table(
        found.text.name,
        ("patient_id", "opened_on", "closed_on"),
        rows,
        range(1, len(rows) + 1),
        (f"{counted(len(rows), 'case')} made of coded events: {rule}", *left_out),
    )
    sheet = f"{found.sheet}: cases" if found.sheet else "cases"
    return replace(found, text=replace(text, rule=rule), sheet=sheet, left_out={})


def by_codes(events: Iterable[Event]) -> Iterator[Case]:
    """Yield the cases of a person by their codes that care started and ended."""
    opened: date | None = None
    order = (Kind.STARTED, Kind.CONTACT, Kind.ENDED)
    for event in sorted(events, key=lambda one: (one.day, order.index(one.kind))):
        if event.kind == Kind.STARTED and opened is None:
            opened = event.day
        elif event.kind == Kind.ENDED and opened is not None:
            yield opened, event.day
            opened = None
    if opened is not None:
        yield opened, None


def by_contacts(
    events: Iterable[Event], newest: date, months: int = MONTHS_WITHOUT
) -> Iterator[Case]:
    """Yield the cases of a person by their contacts; ``newest`` is the last known day.

    A code that care ended closes a case on its day.
    """
    opened: date | None = None
    last = newest
    order = (Kind.STARTED, Kind.CONTACT, Kind.ENDED)
    for event in sorted(events, key=lambda one: (one.day, order.index(one.kind))):
        if opened is not None and event.day > _later(last, months):
            yield opened, last
            opened = None
        if event.kind == Kind.ENDED:
            if opened is not None:
                yield opened, event.day
            opened = None
        else:
            opened, last = opened or event.day, event.day
    if opened is not None:
        yield opened, last if newest > _later(last, months) else None


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _events(
    found: FoundTable,
) -> tuple[dict[str, list[Event]], bool, tuple[str, ...]]:
    """Return the events of each person, whether any code opens, and what is lost."""
    cells = [_column(found, place) for place in range(len(found.text.header))]
    terms = next(
        (
            column
            for column in cells
            if {Kind.STARTED, Kind.CONTACT} & {*map(kind_of, set(column))}
        ),
        None,
    )
    place = propose(columns_of(found), "care_plans")
    if terms is None or not {"patient_id", "agreed_on"} <= set(place):
        return {}, False, ()
    days = cells[place["agreed_on"]]
    try:
        formats = date_forms(found.text.name, [days]).formats or ("%Y-%m-%d",)
    except UnreadableFileError:  # which the table of the events itself says
        return {}, False, ()
    kinds = {kind_of(term) for term in set(terms)}
    people: dict[str, list[Event]] = {}
    person, unread = "", 0
    for who, text, term in zip(cells[place["patient_id"]], days, terms, strict=True):
        # A blank row ends a person, whose details the next may withhold.
        person = who or (person if text or term else "")
        kind = kind_of(term)
        if kind is None or not person:
            continue
        day = _read(text, formats)
        if day is None:
            unread += 1
        else:
            people.setdefault(person, []).append(Event(day, kind))
    lost = (f"{counted(unread, 'coded event')} without a day not used",) * bool(unread)
    return people, Kind.STARTED in kinds, lost


def _column(found: FoundTable, place: int) -> list[str]:
    cells = found.text.cells.column(place).to_pylist()
    return [" ".join((cell or "").split()) for cell in cells]


def _read(text: str, formats: Sequence[str]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None

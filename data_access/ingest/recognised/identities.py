"""Which people of the store are in a practice's own list, and what does it call them?

Nothing here is stored: identifiers go through the keys of the store in memory, and what
comes back is for the reader who gave the list.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from data_access.errors import CareImpactError
from data_access.ingest.extract.clean_cells import trimmed
from data_access.ingest.extract.load_database import as_loaded
from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.found.header_row import GROUP, plain
from data_access.ingest.recognised.columns import Column, columns_of
from data_access.ingest.recognised.contents import Content
from data_access.ingest.recognised.synonyms import synonyms
from data_access.store.pseudonyms import Keys

MOST_CELLS = 5_000_000  # of one list: 100,000 people with fifty columns
# A column is a person's name if its words are these alone, one of the first among them.
_NAMES = {"name", "names", "forename", "forenames", "surname", "initials"}
_OF_NAMES = {
    *("patient", "patients", "person", "client", "service", "user", "full", "first"),
    *("last", "middle", "given", "family", "preferred", "known", "as", "calling"),
    *("legal", "title", "and", "s"),
}


@dataclass(frozen=True, slots=True)
class Identities:
    """The columns of a list that say who somebody is, and by pseudonym their values.

    ``given`` counts the identifiers of the list, known or not.
    """

    columns: tuple[str, ...]
    of: Mapping[str, tuple[str, ...]] = field(repr=False)
    given: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """One table: its columns, their values, and whom each value leads to."""

    columns: tuple[Column, ...]
    values: tuple[list[str], ...] = field(repr=False)
    people: tuple[list[str | None], ...] = field(repr=False)

    def hits(self, place: int) -> int:
        """Count the people that a column leads to."""
        return len({person for person in self.people[place] if person})


def identities(
    tables: Iterable[FoundTable], keys: Keys, people: Collection[str]
) -> Identities:
    """Find the ``people``, by pseudonym, in tables that have an identifier of each.

    The identifier is the column that leads to them, whatever its name. Raises
    CareImpactError if no column has identifiers, if two lead to different people, or if
    the list is too long.
    """
    known = frozenset(people)
    found: dict[str, dict[str, str]] = {}
    headers: dict[str, None] = {}
    given = 0
    for table in tables:
        if table.text.rows * len(table.text.header) > MOST_CELLS:
            raise CareImpactError(
                "The list is too long to match at once: keep the columns of identifier "
                "and name, or give the list of one practice."
            )
        listed = _listed(table, keys, known)
        given += _identifiers(listed)
        key = _key_column(listed)
        if key is None:
            continue
        kept = [
            place
            for place, column in enumerate(listed.columns)
            if place == key or _says_who(column)
        ]
        headers |= dict.fromkeys(listed.columns[place].name for place in kept)
        for row, person in enumerate(listed.people[key]):
            if person is None:
                continue
            cells = found.setdefault(person, {})
            for place in kept:
                value = listed.values[place][row]
                if value:
                    cells.setdefault(listed.columns[place].name, value)
    if not given:
        raise CareImpactError(
            "There is no column of identifiers in the list: give one with the NHS "
            "number, or the local identifier that was loaded, of each person, or paste "
            "them alone."
        )
    return Identities(
        tuple(headers),
        {
            person: tuple(cells.get(name, "") for name in headers)
            for person, cells in found.items()
        },
        given,
    )


def _listed(table: FoundTable, keys: Keys, known: frozenset[str]) -> _Listed:
    cells = trimmed(table.text.cells)
    values = tuple([text or "" for text in one.to_pylist()] for one in cells.columns)
    every = sorted({value for column in values for value in column if value})
    person_of: dict[str, str] = {}
    for value, identifier in zip(every, as_loaded(every), strict=True):
        person = keys.pseudonym(identifier) if identifier else ""
        if person in known:
            person_of[value] = person
    columns = tuple(
        Column(column.name.strip() or f"Column {place}", column.forms)
        for place, column in enumerate(columns_of(table), start=1)
    )
    people = tuple([person_of.get(value) for value in column] for column in values)
    return _Listed(columns, values, people)


def _identifiers(listed: _Listed) -> int:
    """Count the different values of the column that has most identifiers."""
    return max(
        (
            len(set(values) - {""})
            for place, (column, values) in enumerate(
                zip(listed.columns, listed.values, strict=True)
            )
            if _is_identifier(column) or listed.hits(place)
        ),
        default=0,
    )


def _key_column(listed: _Listed) -> int | None:
    """Return the place of the column that leads to people; None if none does."""
    leading = [
        place
        for place, column in enumerate(listed.columns)
        if listed.hits(place)
        and (
            _is_identifier(column)
            or len(listed.columns) == 1
            or not _counts_rows(listed.values[place])
        )
    ]
    if not leading:
        return None
    best = max(
        leading,
        key=lambda place: (_is_identifier(listed.columns[place]), listed.hits(place)),
    )
    for other in leading:
        if _differ(listed.people[best], listed.people[other]) and (
            _is_identifier(listed.columns[best])
            is _is_identifier(listed.columns[other])
        ):
            raise CareImpactError(
                f"The columns “{listed.columns[best].name}” and "
                f"“{listed.columns[other].name}” of the list lead to different people: "
                "give it without the one that does not identify them."
            )
    return best


def _differ(some: Sequence[str | None], others: Sequence[str | None]) -> bool:
    pairs = zip(some, others, strict=True)
    return any(one and other and one != other for one, other in pairs)


def _counts_rows(values: Sequence[str]) -> bool:
    """Return whether a column only numbers the rows, which identifies nobody."""
    return any(
        list(values) == [str(first + row) for row in range(len(values))]
        for first in (0, 1)
    )


def _is_identifier(column: Column) -> bool:
    # By its exact name: "House number" is nearly "NHS number", and goes nowhere.
    name = plain(column.name.rsplit(GROUP, 1)[-1])
    exact = name in synonyms()["patients"]["patient_id"]
    return exact or Content.NHS_NUMBER in column.forms


def _says_who(column: Column) -> bool:
    words = set(plain(column.name).split())
    named = bool(words & _NAMES) and words <= _NAMES | _OF_NAMES
    return named or _is_identifier(column)

"""Every table of the contract that a file holds, and which of its columns is which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_access.ingest.found.find_tables import find_tables
from data_access.ingest.found.found_table import Found, FoundTable, NoTable
from data_access.ingest.recognised.coded_cases import MONTHS_WITHOUT, cases_of
from data_access.ingest.recognised.columns import (
    Column,
    columns_of,
    likely_tables,
    propose,
)
from data_access.ingest.recognised.grouped_columns import apart
from data_access.ingest.recognised.plan_terms import plan_terms
from data_access.ingest.recognised.several_events import with_one_event
from data_access.ingest.recognised.synonyms import known_names
from data_access.ingest.recognised.wide_sheet import as_rows


@dataclass(frozen=True, slots=True)
class Proposal:
    """A table of the contract, and the place of each of its columns that was found."""

    table: str
    columns: tuple[Column, ...]
    places: Mapping[str, int]


def tables_of(path: Path, months_without: int = MONTHS_WITHOUT) -> Iterator[Found]:
    """Yield the tables of a file, taken apart and laid out as the contract has them.

    A caseload made of contacts has cases that end before ``months_without`` any.
    Raises UnreadableFileError if the file cannot be used.
    """
    for found in find_tables(path, known_names()):
        if isinstance(found, NoTable):
            yield found
        else:
            for one in map(with_one_event, apart(found)):
                cases = cases_of(one, months_without)
                # Codes of cases alone are rows of nothing else.
                if cases is None or _place_of_plans(one) is not None:
                    yield as_rows(one)
                if cases is not None:
                    yield cases


def proposal(found: FoundTable) -> Proposal | None:
    """Return what a found table most likely is; None if it is no table we know.

    Coded terms decide before names do: rows of agreed and declined plans are plans.
    """
    columns = columns_of(found)
    plans = _place_of_plans(found)
    if plans is not None:
        agreed = propose(columns, "care_plans")
        return Proposal("care_plans", columns, {**agreed, "declined": plans})
    likely = likely_tables(columns)
    if not likely:
        return None
    table = likely[0][0]
    places = propose(columns, table)
    if table == "practices" and _repeats(found, places.get("practice_code")):
        return None  # counts of each practice, month by month, are no list of them
    return Proposal(table, columns, places)


def _repeats(found: FoundTable, place: int | None) -> bool:
    if place is None:
        return False
    codes = [code for code in found.text.cells.column(place).to_pylist() if code]
    return len(set(codes)) * 2 <= len(codes)


def _place_of_plans(found: FoundTable) -> int | None:
    """Return the place of the column whose terms say that plans were made."""
    return next(
        (
            place
            for place, column in enumerate(found.text.cells.columns)
            if plan_terms({text or "" for text in column.unique().to_pylist()})
        ),
        None,
    )

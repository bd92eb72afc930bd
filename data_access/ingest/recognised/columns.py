"""Which column of a found table is which column of the contract?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.optimize import linear_sum_assignment

from data_access.ingest.extract.contract import FieldSpec
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.recognised.alike_names import (
    ALIKE,
    EXACT,
    name_likeness,
    readings,
)
from data_access.ingest.recognised.contents import Content, contents
from data_access.ingest.recognised.synonyms import synonyms

SAMPLE = 200  # rows that are looked at
_SEEN = 15.0  # for values that have the form of the column
_ROUGH = 1e-6
_FEW = 2  # tables that have a name by which a table can be told


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a found table: its name and the form of its values."""

    name: str
    forms: frozenset[Content]


def columns_of(found: FoundTable) -> tuple[Column, ...]:
    """Return what is known of each column, from its name and its first values."""
    cells = found.text.cells.slice(0, SAMPLE)
    return tuple(
        Column(name, contents(_texts(cells, place)))
        for place, name in enumerate(found.text.header)
    )


def _texts(cells: pa.Table, place: int) -> list[str]:
    return [text or "" for text in cells.column(place).to_pylist()]


def likeness(column: Column, field: FieldSpec, names: Sequence[str]) -> float:
    """Return how likely a column is a field, 0 to 115; 0 if its values forbid it."""
    if not column.name or _forbidden(field, column.forms):
        return 0.0
    named = max(
        name_likeness(name, names) - place
        for place, name in enumerate(readings(column.name))
    )
    if named < ALIKE:
        return 0.0
    return named + (_SEEN if _expected(field) & column.forms else 0.0)


def propose(columns: Sequence[Column], table: str) -> Mapping[str, int]:
    """Return the most likely place of each field of a table; none where unlikely.

    Each column is used once, so that the sum of likeness is the largest.
    """
    return {name: place for name, (place, _) in _assigned(columns, table).items()}


def _assigned(columns: Sequence[Column], table: str) -> dict[str, tuple[int, float]]:
    fields = TABLES[table].columns
    named = synonyms()[table]
    scores = np.array(
        [
            [likeness(one, field, named[field.name]) for one in columns]
            for field in fields
        ]
    )
    # Of two as likely columns the first, which a report repeats further right.
    scores = np.where(scores > 0, scores - _ROUGH * np.arange(len(columns)), 0.0)
    rows, places = linear_sum_assignment(scores, maximize=True)
    return {
        fields[row].name: (int(place), float(scores[row, place]))
        for row, place in zip(rows, places, strict=True)
        if scores[row, place] > 0
    }


def fits(columns: Sequence[Column], table: str) -> float:
    """Return how well columns fit a table: what is found, less what must be there.

    A field that many tables have (a person, a date) tells little; one that only this
    table has tells most. A person and a date alone are a row of anything.
    """
    found = _assigned(columns, table)
    if all(_tables_with(columns[place].name) > _FEW for place, _ in found.values()):
        return 0.0
    gained = sum(
        score / EXACT / _tables_with(columns[place].name)
        for place, score in found.values()
    )
    required = [field.name for field in TABLES[table].columns if field.required]
    lacking = sum(name not in found for name in required) / len(required)
    return gained * (1 - lacking / 2)


def _tables_with(name: str) -> int:
    known_by = readings(name)
    return max(
        1,
        sum(
            any(one in names for names in columns.values() for one in known_by)
            for columns in synonyms().values()
        ),
    )


def likely_tables(columns: Sequence[Column]) -> tuple[tuple[str, float], ...]:
    """Return the tables that columns may be, most likely first, with how they fit."""
    fit = ((table, fits(columns, table)) for table in TABLES)
    return tuple(sorted((one for one in fit if one[1] > 0), key=lambda one: -one[1]))


def _expected(field: FieldSpec) -> frozenset[Content]:
    if field.kind == "person":
        return frozenset({Content.NHS_NUMBER})
    if field.kind == "date":
        return frozenset({Content.DATE})
    if field.name in _OF_FORM:
        return frozenset({_OF_FORM[field.name]})
    if field.name.endswith("_code"):
        return frozenset({Content.ODS})
    return frozenset()


_OF_FORM = {
    "sex": Content.SEX,
    "method": Content.ADMISSION_METHOD,
    "primary_diagnosis": Content.ICD_10,
}
_NUMBERS = {"integer", "number"}
_SAID_BY_YES = {"attended", "status"}  # other codes name a thing, which no "yes" does


def _forbidden(field: FieldSpec, forms: frozenset[Content]) -> bool:
    """Say whether values have a form that a field cannot have."""
    if Content.NOTHING in forms:
        return False
    if field.kind == "person":
        return Content.DATE in forms and Content.NHS_NUMBER not in forms
    if Content.NHS_NUMBER in forms:
        return True
    if field.kind == "date":
        return not forms & {Content.DATE, Content.SERIAL}
    if field.kind == "code" and Content.FLAG in forms:
        return field.name not in _SAID_BY_YES
    if field.kind in _NUMBERS:
        return Content.NUMBER not in forms
    return Content.DATE in forms and Content.NUMBER not in forms

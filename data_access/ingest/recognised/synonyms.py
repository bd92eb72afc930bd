"""Read the names that exports give to the columns of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from data_access.catalogue.read_toml import read_toml
from data_access.errors import CareImpactError
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.found.header_row import plain

FILE = Path(__file__).with_name("synonyms.toml")

Names = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Named:
    """The names of one column."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The file: where names are from, those of any table, of each, and of sheets.

    ``wide`` has the columns of sheets with one column a score or an element.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    sources: Mapping[str, str]
    any: Mapping[str, Named]
    tables: Mapping[str, Mapping[str, Named]]
    wide: Mapping[str, Mapping[str, Named]]


@cache
def _read(file: Path) -> Synonyms:
    return read_toml(file, Synonyms)


@cache
def synonyms(file: Path = FILE) -> Names:
    """Return plain names by table and column; the contract's own name is the first.

    Raises CareImpactError for a table or column that the contract does not have.
    """
    told = _read(file)
    unknown = [name for name in told.tables if name not in TABLES]
    if unknown:
        raise CareImpactError(f"{file.name} has a table {unknown[0]}: there is none.")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, spec in TABLES.items():
        given = told.tables.get(table, {})
        columns = [column.name for column in spec.columns]
        strange = [name for name in given if name not in columns]
        if strange:
            raise CareImpactError(
                f"{file.name} has a column {strange[0]} of {table}: there is none."
            )
        found[table] = {
            column: _plain(column, given.get(column) or told.any.get(column))
            for column in columns
        }
    return found


@cache
def wide_names(kind: str, file: Path = FILE) -> Mapping[str, str]:
    """Return the measure or the element of each plain name of a wide sheet's column."""
    return {
        name: value
        for value, named in _read(file).wide[kind].items()
        for name in _plain(value, named)
    }


@cache
def known_names(file: Path = FILE) -> frozenset[str]:
    """Return every plain name of any column of any table or sheet."""
    names = {
        name
        for columns in synonyms(file).values()
        for own in columns.values()
        for name in own
    }
    return frozenset(
        names.union(*(wide_names(kind, file) for kind in _read(file).wide))
    )


def _plain(name: str, named: Named | None) -> tuple[str, ...]:
    names = (name, *(named.names if named else ()))
    return tuple(dict.fromkeys(map(plain, names)))

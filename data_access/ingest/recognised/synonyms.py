"""Read the names that exports give to the columns of the contract."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data_access.catalogue.read_toml import read_toml
from data_access.errors import CareImpactError
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.found.header_row import plain

FILE = Path(__file__).with_name("synonyms.toml")
_SOURCES, _ANY = "sources", "any"

Names = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def synonyms(file: Path = FILE) -> Names:
    """Return plain names by table and column; the contract's own name is the first.

    Raises CareImpactError for a table or column that the contract does not have.
    """
    told = read_toml(file, dict[str, dict[str, dict[str, list[str]] | str]])
    told.pop(_SOURCES, None)
    anywhere = told.pop(_ANY, {})
    unknown = [name for name in told if name not in TABLES]
    if unknown:
        raise CareImpactError(f"{file.name} has a table {unknown[0]}: there is none.")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, spec in TABLES.items():
        given = told.get(table, {})
        columns = [column.name for column in spec.columns]
        strange = [name for name in given if name not in columns]
        if strange:
            raise CareImpactError(
                f"{file.name} has a column {strange[0]} of {table}: there is none."
            )
        found[table] = {
            column: _plain([column, *_names(given.get(column) or anywhere.get(column))])
            for column in columns
        }
    return found


@cache
def known_names(file: Path = FILE) -> frozenset[str]:
    """Return every plain name of any column of any table."""
    return frozenset(
        name
        for columns in synonyms(file).values()
        for names in columns.values()
        for name in names
    )


def _names(entry: dict[str, list[str]] | str | None) -> list[str]:
    return entry["names"] if isinstance(entry, dict) else []


def _plain(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(name) for name in names))

"""Which months and which providers are in a hospital's file?"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import datetime as dt

import duckdb

from data_access.errors import CareImpactError
from data_access.ingest.extract.contract import FileSpec
from data_access.ingest.extract.staging import accepted
from data_access.ingest.extract.text_table import TextTable, plain_names
from data_access.store.lake import Cover

# The column of the provider as HES, SUS and ECDS name it, and as lists by hand do.
_PROVIDERS = (
    *("procode", "procode3", "procode5", "provider_code", "provider", "hospital"),
    *("organisation_code_code_of_provider", "der_provider_code", "trust", "site"),
)
_MOST_PROVIDERS = 200  # more values than that are no providers


def declared_cover(first: str, last: str) -> Cover:
    """Return the cover that somebody says; raise CareImpactError if it is none."""
    try:
        begin, end = (dt.datetime.strptime(text, "%Y-%m") for text in (first, last))
    except ValueError:
        raise CareImpactError(
            "The months that a hospital's file covers are written like 2026-04: give "
            "the first and the last."
        ) from None
    if end < begin:
        raise CareImpactError(
            f"A hospital's file cannot cover {first} to {last}: give the first month, "
            "then the last."
        )
    return Cover(f"{begin:%Y-%m}", f"{end:%Y-%m}", declared=True)


def cover_of(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: FileSpec,
    text: TextTable,
    declared: Cover | None,
) -> Cover | None:
    """Return what file number ``file`` covers: as it was said, else as its rows are.

    The providers are those that its rows name. None where no row is accepted.
    """
    first, last = connection.execute(
        f"""SELECT strftime(min({table.date}), '%Y-%m'),
                   strftime(max({table.date}), '%Y-%m')
        FROM {accepted(table)} WHERE file = {file}"""
    ).fetchone() or (None, None)
    providers = _providers(text)
    if declared is not None:
        return Cover(declared.first, declared.last, providers, declared=True)
    return Cover(first, last, providers) if first else None


def _providers(text: TextTable) -> tuple[str, ...]:
    for place, name in enumerate(plain_names(text.header)):
        if name in _PROVIDERS:
            values = text.cells.column(place).unique().to_pylist()
            found = sorted({value.strip() for value in values if value} - {""})
            return tuple(found) if len(found) <= _MOST_PROVIDERS else ()
    return ()

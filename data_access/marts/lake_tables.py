"""Stored tables as a build reads them: with every column of today's contract."""

from collections.abc import Mapping
from pathlib import Path

import ibis
from ibis import ir
from ibis.backends.sql.datatypes import DuckDBType

from data_access.ingest.extract.tables import TABLES
from data_access.ingest.published.sources.tables import FEED_TABLES


def lake_table(backend: ibis.BaseBackend, name: str, file: Path) -> ir.Table:
    """Return table ``name`` of the lake, with every column of today's contract."""
    stored = backend.read_parquet(file, table_name=f"lake_{name}")
    return with_columns(stored, TABLES[name].lake_columns)


def feed_columns(name: str) -> dict[str, str]:
    """Return the columns of a published file in today's contract, and SQL types."""
    schema = ibis.Schema.from_pyarrow(FEED_TABLES[name].schema)
    return {column: DuckDBType.to_string(kind) for column, kind in schema.items()}


def with_columns(stored: ir.Table, columns: Mapping[str, str]) -> ir.Table:
    """Add the missing ones of ``columns`` (names and SQL types) to a table.

    They are NULL in every row: a table that was stored before a column existed is read
    like an extract without it.
    """
    missing = {
        name: ibis.null(DuckDBType.from_string(kind))
        for name, kind in columns.items()
        if name not in stored.columns
    }
    return stored.mutate(**missing) if missing else stored

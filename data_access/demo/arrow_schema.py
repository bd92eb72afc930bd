"""The tables of an extract as Arrow types, from the contract that a load applies."""

from collections.abc import Mapping

import pyarrow as pa

from data_access.ingest.extract.contract import Kind
from data_access.ingest.extract.tables import TABLES

_TYPES: Mapping[Kind, pa.DataType] = {
    "person": pa.string(),
    "record": pa.string(),
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "integer": pa.int32(),
    "number": pa.float64(),
}
# A demo gives the year of birth instead, as most extracts do.
_NOT_GIVEN = ("date_of_birth", "birth_month")

NAMES = tuple(TABLES)


def schema(table: str) -> pa.Schema:
    """Return the columns of a table and their types."""
    columns = [
        column for column in TABLES[table].columns if column.name not in _NOT_GIVEN
    ]
    return pa.schema([(column.name, _TYPES[column.kind]) for column in columns])


def text_schema(table: str) -> pa.Schema:
    """Return the same columns as text."""
    return pa.schema([(name, pa.string()) for name in schema(table).names])


def as_table(table: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """Put columns in the order and types of a table; an optional one may be empty.

    Raises:
        KeyError: when a required column of the table is not given.
    """
    target = schema(table)
    required = {column.name for column in TABLES[table].columns if column.required}
    rows = len(next(iter(columns.values())))
    cast = [
        columns[field.name].cast(field.type)
        if field.name in columns or field.name in required
        else pa.nulls(rows, field.type)
        for field in target
    ]
    return pa.table(cast, schema=target)

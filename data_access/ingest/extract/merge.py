"""Merge the accepted rows of a load with the current version.

A table ``by_key`` keeps every stored row whose key is not in the load. A table
``by_span`` replaces the rows from the first to the last date of the load, for the
practices in the load, and keeps the other stored rows. Rows of a correction only add a
row, or replace the row with the same key. People who opted out leave every table.
"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import datetime as dt
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from data_access.ingest.extract.contract import FileSpec, stored_name
from data_access.ingest.extract.load_database import day_of, insert_stored, quoted
from data_access.ingest.extract.staging import accepted
from data_access.ingest.extract.table_changes import (
    TableChange,
    change_by_key,
    change_by_month,
)
from data_access.ingest.extract.tables import CONTACTS, PATIENTS, TABLES
from data_access.ingest.progress import StageProgress
from data_access.store.lake import LakeVersion

_VALUES = {
    "birth_year": "coalesce(year(date_of_birth), birth_year)",
    "birth_month": "coalesce(month(date_of_birth), birth_month)",
}


@dataclass(frozen=True, slots=True)
class Merged:
    """One table after the load, and what changed in it."""

    table: pa.Table = field(repr=False)
    changed: bool
    change: TableChange


def merge(
    connection: duckdb.DuckDBPyConnection,
    current: LakeVersion | None,
    names: frozenset[str],
    corrections: frozenset[int],
    on_progress: StageProgress,
    whole_on: dt.date | None = None,
) -> dict[str, Merged]:
    """Return every table as it is after the load, sorted so that equal ones are alike.

    ``names`` are the tables that a file was given for, even one with only a header: an
    empty table means that there is nothing, a missing one that nothing is known.
    ``corrections`` are the numbers of the files with corrected rows only. ``whole_on``:
    the day on which the leavers left.
    """
    merged = {}
    rows = 0
    for done, table in enumerate(TABLES.values()):
        on_progress("pseudonymise", done, len(TABLES), rows)
        _read_stored(connection, table, current)
        rows += _read_new(connection, table, corrections)
        if table is PATIENTS:
            _end_registrations(connection, whole_on)
        if table.name in names or (current is not None and current.table(table.name)):
            merged[table.name] = _merge(connection, table)
    on_progress("pseudonymise", len(TABLES), len(TABLES), rows)
    return merged


def _read_stored(
    connection: duckdb.DuckDBPyConnection, table: FileSpec, current: LakeVersion | None
) -> None:
    columns = ", ".join(f"{quoted(n)} {kind}" for n, kind in table.lake_columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE old ({columns})")
    insert_stored(connection, "old", current.read(table.name) if current else None)


def _read_new(
    connection: duckdb.DuckDBPyConnection, table: FileSpec, corrections: frozenset[int]
) -> int:
    """Put the accepted rows in ``new``, under pseudonyms, and return how many."""
    columns = ", ".join(
        f"CAST({_VALUES.get(name, quoted(name))} AS {kind}) AS {quoted(name)}"
        for name, kind in table.lake_columns.items()
    )
    numbers = ", ".join(map(str, sorted(corrections))) or "NULL"
    person = "JOIN ids ON patient_id = raw" if table.has_person else ""
    connection.execute(
        f"""CREATE OR REPLACE TABLE new AS
        SELECT {columns}, coalesce(file IN ({numbers}), false) AS correction
        FROM {accepted(table)} {person}"""
    )
    (rows,) = connection.execute("SELECT count(*) FROM new").fetchone() or (0,)
    return int(rows)


def _end_registrations(
    connection: duckdb.DuckDBPyConnection, whole_on: dt.date | None
) -> None:
    """Add the stored row of everybody who has left, with the day of leaving."""
    connection.execute(
        f"""INSERT INTO new BY NAME
        SELECT * REPLACE ({day_of(whole_on)} AS registered_to), true AS correction
        FROM old SEMI JOIN leavers USING (person_id)"""
    )


def _merge(connection: duckdb.DuckDBPyConnection, table: FileSpec) -> Merged:
    names = list(table.lake_columns)
    columns = ", ".join(map(quoted, names))
    replaced = [_opted_out(table)]
    if table.key:
        replaced.append(_matches(list(map(stored_name, table.key)), "new"))
    elif table.identical_rows == "once":
        replaced.append(_matches(names, "(FROM new WHERE correction)"))
    if table.merge == "by_span":
        replaced.append(_within_span(table))
    connection.execute(
        f"""CREATE OR REPLACE TABLE after AS SELECT {columns} FROM new
        UNION ALL SELECT {columns} FROM old WHERE NOT ({" OR ".join(replaced)})"""
    )
    before, after = (
        connection.execute(f"SELECT {columns} FROM {name} ORDER BY ALL")
        .to_arrow_table()
        .combine_chunks()
        for name in ("old", "after")
    )
    changed = not after.equals(before)
    if table.merge == "by_span":
        change = change_by_month(connection, table.name, str(table.date), columns)
    else:
        key = ", ".join(quoted(stored_name(name)) for name in table.key)
        change = change_by_key(connection, table.name, key, columns)
    return Merged(after, changed, change)


def _matches(names: list[str], source: str) -> str:
    same = " AND ".join(
        f"n.{name} IS NOT DISTINCT FROM old.{name}" for name in map(quoted, names)
    )
    return f"EXISTS (SELECT 1 FROM {source} n WHERE {same})"


def _within_span(table: FileSpec) -> str:
    """Return SQL, true for a stored row within its practice's dates in the load.

    Each practice has its own span: if one sends ten years and another three months, the
    earlier years of the second must stay.
    """
    day = quoted(str(table.date))
    return f"""old.rowid IN (
        WITH span AS (
            SELECT practice_code, min(new.{day}) AS first, max(new.{day}) AS last
            FROM new {_person(table, "new")} JOIN people USING (person_id)
            WHERE NOT correction GROUP BY practice_code)
        SELECT old.rowid FROM old {_person(table, "old")} JOIN people USING (person_id)
        JOIN span USING (practice_code)
        WHERE old.{day} BETWEEN span.first AND span.last)"""


def _opted_out(table: FileSpec) -> str:
    if not table.has_person and table is not CONTACTS:
        return "false"
    return f"""old.rowid IN (SELECT old.rowid FROM old {_person(table, "old")}
                JOIN opted_out USING (person_id))"""


def _person(table: FileSpec, alias: str) -> str:
    """Return the join that adds person_id to a table that names an episode instead.

    A join and not a subquery for each row: within another join's condition DuckDB made
    every contact meet every person, 16 GB for 54,500 people.
    """
    if table.has_person:
        return ""
    return f"JOIN episodes ON episodes.episode_id = {alias}.episode_id"

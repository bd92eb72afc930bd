"""Bring the accepted rows of a load together with the version held.

A table ``by_key`` keeps every held row whose key the load does not bring. A table
``by_span`` replaces what lies between the first and the last date it brings, for the
practices it brings; the rest of the held rows stay. People who have opted out leave
every table.
"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data_access.ingest.lake import LakeVersion
from data_access.ingest.staging import TYPES, accepted, rows_of
from data_access.ingest.tables import TABLES, Table
from data_access.ingest.workbench import quoted

_VALUES = {"birth_year": "coalesce(year(date_of_birth), birth_year)"}


@dataclass(frozen=True, slots=True)
class Merged:
    """One table after the load, and in a sentence what changed in it."""

    table: pa.Table
    changed: bool
    effect: str


def lake_columns(table: Table) -> dict[str, str]:
    """Return the columns ``table`` has in the lake and their SQL types, in order."""
    columns: dict[str, str] = {}
    for column in table.columns:
        if column.name in ("date_of_birth", "opted_out"):
            continue
        name = "person_id" if column.kind == "person" else column.name
        columns[name] = TYPES[column.kind]
    return columns


def merge(
    connection: duckdb.DuckDBPyConnection,
    held: LakeVersion | None,
    corrections: frozenset[str],
) -> dict[str, Merged]:
    """Return every table held after the load, sorted so that equal tables are alike."""
    for table in TABLES.values():
        _hold(connection, table, held)
        _bring(connection, table)
    merged = {}
    for table in TABLES.values():
        held_before = held is not None and held.table(table.name) is not None
        (brought,) = _one(connection, f"SELECT count(*) FROM {rows_of(table)}")
        if held_before or brought:
            merged[table.name] = _merge(connection, table, table.name in corrections)
    return merged


def _hold(
    connection: duckdb.DuckDBPyConnection, table: Table, held: LakeVersion | None
) -> None:
    columns = lake_columns(table)
    listed = ", ".join(f"{quoted(n)} {kind}" for n, kind in columns.items())
    connection.execute(f"CREATE TABLE {_old(table)} ({listed})")
    file = held.read(table.name) if held else None
    if file is not None:
        connection.register("held_file", file)
        connection.execute(f"INSERT INTO {_old(table)} BY NAME SELECT * FROM held_file")
        connection.unregister("held_file")


def _bring(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    names = [
        f"CAST({_VALUES.get(name, quoted(name))} AS {kind}) AS {quoted(name)}"
        for name, kind in lake_columns(table).items()
    ]
    person = "JOIN ids ON patient_id = raw" if table.has_person else ""
    connection.execute(
        f"""CREATE TABLE {_new(table)} AS
        SELECT {", ".join(names)} FROM {accepted(table)} {person}"""
    )


def _merge(
    connection: duckdb.DuckDBPyConnection, table: Table, correction: bool
) -> Merged:
    columns = ", ".join(quoted(name) for name in lake_columns(table))
    replaced = ["false"]
    if table.key:
        replaced.append(_same_key(table))
    if table.merge == "by_span" and not correction:
        replaced.append(_within_span(table))
    if table.merge == "by_span" and not table.key and correction:
        replaced.append(_same_row(table))
    kept = f"""SELECT {columns} FROM {_old(table)} o
        WHERE NOT ({" OR ".join(replaced)}) AND {_not_opted_out(table)}"""
    connection.execute(
        f"""CREATE TABLE {_after(table)} AS
        SELECT {columns} FROM {_new(table)} UNION ALL {kept}"""
    )
    result = connection.execute(
        f"SELECT {columns} FROM {_after(table)} ORDER BY ALL"
    ).to_arrow_table()
    before = connection.execute(
        f"SELECT {columns} FROM {_old(table)} ORDER BY ALL"
    ).to_arrow_table()
    changed = not result.equals(before)
    return Merged(result, changed, _effect(connection, table, changed))


def _same_key(table: Table) -> str:
    key = ["person_id" if name == "patient_id" else name for name in table.key]
    same = " AND ".join(f"n.{quoted(name)} = o.{quoted(name)}" for name in key)
    return f"EXISTS (SELECT 1 FROM {_new(table)} n WHERE {same})"


def _same_row(table: Table) -> str:
    if table.identical_rows == "each":
        return "false"
    same = " AND ".join(
        f"n.{quoted(name)} IS NOT DISTINCT FROM o.{quoted(name)}"
        for name in lake_columns(table)
    )
    return f"EXISTS (SELECT 1 FROM {_new(table)} n WHERE {same})"


def _within_span(table: Table) -> str:
    day = quoted(str(table.date))
    return f"""(o.{day} BETWEEN (SELECT min({day}) FROM {_new(table)})
                        AND (SELECT max({day}) FROM {_new(table)})
        AND {_person_of_held(table)} IN (
            SELECT person_id FROM people WHERE practice_code IN (
                SELECT practice_code FROM people WHERE person_id IN (
                    SELECT {_person_of_new(table)} FROM {_new(table)} n))))"""


def _person_of_held(table: Table) -> str:
    return "o.person_id" if table.has_person else _person_of_episode("o")


def _person_of_new(table: Table) -> str:
    return "n.person_id" if table.has_person else _person_of_episode("n")


def _person_of_episode(alias: str) -> str:
    return f"""(SELECT e.person_id FROM episodes e
                WHERE e.episode_id = {alias}.episode_id)"""


def _not_opted_out(table: Table) -> str:
    if not table.has_person and table.name != "contacts":
        return "true"
    person = _person_of_held(table)
    return f"coalesce({person} NOT IN (SELECT person_id FROM opted_out), true)"


def _effect(connection: duckdb.DuckDBPyConnection, table: Table, changed: bool) -> str:
    (before,) = _one(connection, f"SELECT count(*) FROM {_old(table)}")
    (after,) = _one(connection, f"SELECT count(*) FROM {_after(table)}")
    if not changed:
        return f"{table.name}: nothing changes ({after:,} rows)"
    return f"{table.name}: {before:,} rows become {after:,}"


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, ...]:
    row = connection.execute(sql).fetchone()
    return row if row is not None else (0,)


def _old(table: Table) -> str:
    return quoted(f"old_{table.name}")


def _new(table: Table) -> str:
    return quoted(f"new_{table.name}")


def _after(table: Table) -> str:
    return quoted(f"after_{table.name}")

"""Read one file into the load database: typed, each row with the rules it breaks.

Tables of the load database:
``rows_<table>``  rid, file, line and the typed columns of every row of the load;
``failures``      one line for each rule that rejects a row;
``unrecorded``    one line for each rule by which a row loses a value, and is kept;
``dropped``       rows that are neither stored nor rejected, and why.
"""

# ruff: noqa: S608  # names come from tables.py; text of a profile goes through literal()

import datetime as dt

import duckdb
import pyarrow as pa

from data_access.ingest.extract.clean_cells import blank_rows
from data_access.ingest.extract.column_mapping import ColumnMapping
from data_access.ingest.extract.contract import MONTH_ONLY, TYPES, FileSpec
from data_access.ingest.extract.load_database import literal, quoted
from data_access.ingest.extract.rules import (
    Rule,
    cell_rules,
    month_only_expression,
    read_expression,
    row_rules,
    text_of,
)
from data_access.ingest.extract.tables import TABLES


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables a load works with."""
    for name in ("failures", "unrecorded"):
        connection.execute(
            f"""CREATE TABLE {name} (tbl VARCHAR, rid BIGINT, rule VARCHAR,
               col VARCHAR, found VARCHAR, expected VARCHAR, remedy VARCHAR,
               code VARCHAR)"""
        )
    connection.execute("CREATE TABLE dropped (tbl VARCHAR, rid BIGINT, why VARCHAR)")
    for table in TABLES.values():
        columns = ", ".join(f"{quoted(c.name)} {TYPES[c.kind]}" for c in table.columns)
        connection.execute(
            f"""CREATE TABLE {rows_of(table)} (rid BIGINT, file INTEGER, line BIGINT,
                combine_key VARCHAR, combine_by DOUBLE, {columns},
                {MONTH_ONLY} VARCHAR)"""
        )


def rows_of(table: FileSpec) -> str:
    """Return the SQL name of the rows of ``table`` in the load database."""
    return quoted(f"rows_{table.name}")


def accepted(table: FileSpec) -> str:
    """Return SQL for the rows of ``table`` that are neither rejected nor dropped."""
    name = literal(table.name)
    return f"""(SELECT * FROM {rows_of(table)}
        WHERE rid NOT IN (SELECT rid FROM failures WHERE tbl = {name})
        AND rid NOT IN (SELECT rid FROM dropped WHERE tbl = {name}))"""


def stage(
    connection: duckdb.DuckDBPyConnection,
    table: FileSpec,
    file: int,
    cells: pa.Table,
    layout: ColumnMapping,
    today: dt.date,
) -> None:
    """Add the rows of ``cells`` to the rows of ``table`` and note the rules they break.

    ``cells`` are trimmed and filled down text columns c0, c1, ... and the columns rid,
    line and fault. ``file`` is the number under which the rows are counted.
    """
    names = [name for name in cells.column_names if name.startswith("c")]
    blank = blank_rows(cells.select(names))
    connection.register("cells", cells.append_column("blank", blank))
    texts = ", ".join(
        f"{layout.expressions.get(c.name, 'NULL::VARCHAR')} AS {text_of(c.name)}"
        for c in table.columns
    )
    typed = ", ".join(
        f"{read_expression(c, layout.formats)} AS {quoted(c.name)}"
        for c in table.columns
    )
    connection.execute(
        f"""CREATE TABLE staged AS
        WITH texts AS MATERIALIZED (
            SELECT rid, {file} AS file, line, fault, {texts},
                   CAST({layout.combine_key} AS VARCHAR) AS combine_key,
                   CAST({layout.combine_by} AS DOUBLE) AS combine_by,
                   CASE WHEN blank AND fault IS NULL THEN 'blank'
                        WHEN fault IS NULL AND NOT ({layout.keep}) THEN 'left_out'
                        END AS why
            FROM cells)
        SELECT *, {typed}, {month_only_expression(table)} AS {MONTH_ONLY}
        FROM texts"""
    )
    connection.unregister("cells")
    connection.execute(
        f"""INSERT INTO dropped SELECT {literal(table.name)}, rid, why
        FROM staged WHERE why IS NOT NULL"""
    )
    for rules in (cell_rules(table, today, layout.formats), row_rules(table, today)):
        _note(connection, table, rules)
        drop_values(connection, table, "staged")
    columns = ", ".join(quoted(c.name) for c in table.columns)
    connection.execute(
        f"""INSERT INTO {rows_of(table)}
        SELECT rid, file, line, combine_key, combine_by, {columns}, {MONTH_ONLY}
        FROM staged"""
    )
    connection.execute("DROP TABLE staged")


def drop_file(
    connection: duckdb.DuckDBPyConnection, table: FileSpec, file: int, why: str
) -> None:
    """Drop every accepted row of file number ``file``, for the reason ``why``."""
    connection.execute(
        f"""INSERT INTO dropped SELECT {literal(table.name)}, rid, {literal(why)}
        FROM {accepted(table)} WHERE file = {file}"""
    )


def drop_values(
    connection: duckdb.DuckDBPyConnection, table: FileSpec, source: str
) -> None:
    """Take the values that are not recorded out of ``source``, rows of ``table``."""
    name = literal(table.name)
    noted = connection.execute(
        f"SELECT DISTINCT col FROM unrecorded WHERE tbl = {name}"
    ).fetchall()
    for (column,) in noted:
        connection.execute(
            f"""UPDATE {source} SET {quoted(column)} = NULL WHERE rid IN (
                SELECT rid FROM unrecorded
                WHERE tbl = {name} AND col = {literal(column)})"""
        )


def _note(
    connection: duckdb.DuckDBPyConnection, table: FileSpec, rules: list[Rule]
) -> None:
    if not rules:
        return
    # Most rules are broken by no row: one pass finds those worth a query of their own.
    counts = ", ".join(f"count_if({rule.condition})" for rule in rules)
    counts_of_rules = connection.execute(
        f"SELECT {counts} FROM staged WHERE why IS NULL"
    ).fetchone()
    for rule, rows in zip(rules, counts_of_rules or (), strict=True):
        if not rows:
            continue
        if rule.column is None or rule.found:
            shape = literal(rule.found or "a row")
        else:
            shape = f"shape({text_of(rule.column)})"
        column = "NULL" if rule.column is None else literal(rule.column)
        # A row that does not split has its values in the wrong columns: say only that.
        code = quoted(f"{rule.column}") if rule.name == "unknown_code" else "NULL"
        scope = "true" if rule.column is None else "fault IS NULL"
        for notes, kept in (("failures", "NOT "), ("unrecorded", "")):
            connection.execute(
                f"""INSERT INTO {notes}
                SELECT {literal(table.name)}, rid, {literal(rule.name)}, {column},
                       {shape}, {literal(rule.expected)}, {literal(rule.remedy)},
                       {code}
                FROM staged WHERE why IS NULL AND ({rule.condition}) AND {scope}
                AND {kept}({rule.keeps})"""
            )

"""Bring one file into the workbench: typed, each row with the rules it breaks.

Tables of the workbench:
``rows_<table>``  rid, file, line and the typed columns of every row of the load;
``failures``      one line a row and rule it breaks;
``dropped``       rows that are neither stored nor put aside, and why.
"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import datetime as dt

import duckdb
import pyarrow as pa

from data_access.ingest.layout import Layout
from data_access.ingest.read import TextTable
from data_access.ingest.rules import Rule, read_expression, row_rules, text_of
from data_access.ingest.tables import TABLES, Table
from data_access.ingest.workbench import literal, quoted

TYPES = {
    "person": "VARCHAR",
    "record": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "flag": "BOOLEAN",
    "integer": "INTEGER",
    "number": "DOUBLE",
}


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables a load works with."""
    connection.execute(
        """CREATE TABLE failures (tbl VARCHAR, rid BIGINT, rule VARCHAR,
           col VARCHAR, found VARCHAR, expected VARCHAR, remedy VARCHAR)"""
    )
    connection.execute("CREATE TABLE dropped (tbl VARCHAR, rid BIGINT, why VARCHAR)")
    connection.execute("CREATE TABLE ids (raw VARCHAR, person_id VARCHAR)")
    for table in TABLES.values():
        columns = ", ".join(f"{quoted(c.name)} {TYPES[c.kind]}" for c in table.columns)
        connection.execute(
            f"CREATE TABLE {rows_of(table)} "
            f"(rid BIGINT, file INTEGER, line BIGINT, {columns})"
        )


def rows_of(table: Table) -> str:
    """Return the SQL name of the rows of ``table`` in the workbench."""
    return quoted(f"rows_{table.name}")


def stage(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    file: int,
    first_rid: int,
    text: TextTable,
    layout: Layout,
    today: dt.date,
) -> None:
    """Add the rows of ``text`` to the rows of ``table`` and note what each breaks."""
    rules = row_rules(table, today)
    cells = text.cells
    rids = pa.array(range(first_rid, first_rid + text.rows), pa.int64())
    for name, column in (("rid", rids), ("line", text.line), ("fault", text.fault)):
        cells = cells.append_column(name, column)
    connection.register("cells", cells)
    texts = ", ".join(
        f"clean({layout.expressions.get(c.name, 'NULL::VARCHAR')}) AS {text_of(c.name)}"
        for c in table.columns
    )
    typed = ", ".join(
        f"{read_expression(c, layout.formats)} AS {quoted(c.name)}"
        for c in table.columns
    )
    broken = ", ".join(
        f"CASE WHEN {rule.condition} THEN {index} END"
        for index, rule in enumerate(rules)
    )
    connection.execute(
        f"""CREATE TABLE staged AS
        WITH texts AS (SELECT rid, {file} AS file, line, fault, {texts} FROM cells),
             typed AS (SELECT *, {typed} FROM texts)
        SELECT *, list_filter([{broken}], lambda x: x IS NOT NULL) AS broken
        FROM typed"""
    )
    connection.unregister("cells")
    _note_failures(connection, table, rules)
    names = ", ".join(quoted(c.name) for c in table.columns)
    connection.execute(
        f"INSERT INTO {rows_of(table)} SELECT rid, file, line, {names} FROM staged"
    )
    connection.execute("DROP TABLE staged")


def _note_failures(
    connection: duckdb.DuckDBPyConnection, table: Table, rules: list[Rule]
) -> None:
    found = connection.execute(
        """SELECT DISTINCT unnest(broken) AS rule FROM staged
           WHERE len(broken) > 0 ORDER BY rule"""
    ).fetchall()
    for (index,) in found:
        rule = rules[index]
        shape = "'a row'" if rule.column is None else f"shape({text_of(rule.column)})"
        # A row that does not split has its values in the wrong columns: say only that.
        only = "" if rule.column is None else "AND fault IS NULL"
        connection.execute(
            f"""INSERT INTO failures
            SELECT {literal(table.name)}, rid, {literal(rule.name)},
                   {"NULL" if rule.column is None else literal(rule.column)},
                   {shape}, {literal(rule.expected)}, {literal(rule.remedy)}
            FROM staged WHERE list_contains(broken, {index}) {only}"""
        )

"""Count what became of each row of a file, and gather the rows put aside."""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

from dataclasses import replace

import duckdb
import pyarrow as pa

from data_access.ingest.put_aside import PutAside
from data_access.ingest.text_table import TextTable
from data_access.ingest.report import FileReport, Problem
from data_access.ingest.staging import rows_of
from data_access.ingest.tables import Table
from data_access.ingest.workbench import literal

_LINES_SHOWN = 5
_PROBLEMS_SHOWN = 100


def file_report(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: Table,
    text: TextTable,
    report: FileReport,
    bad_row_share: float,
) -> FileReport:
    """Return ``report`` with the counts and problems of file number ``file``."""
    name = literal(table.name)
    counts = connection.execute(
        f"""SELECT count(*), count(*) FILTER (f.rid IS NOT NULL),
               count(*) FILTER (why = 'opted_out'),
               count(*) FILTER (why = 'identical' AND f.rid IS NULL),
               count(*) FILTER (why = 'combined' AND f.rid IS NULL),
               count(*) FILTER (why = 'left_out' AND f.rid IS NULL)
        FROM {rows_of(table)} r
        LEFT JOIN (SELECT DISTINCT rid FROM failures WHERE tbl = {name}) f USING (rid)
        LEFT JOIN (SELECT rid, why FROM dropped WHERE tbl = {name}) d USING (rid)
        WHERE file = {file}"""
    ).fetchone()
    rows, aside, opted_out, identical, combined, left_out = counts or (0,) * 6
    refused = None
    if rows and aside / rows > bad_row_share:
        refused = (
            f"{report.file} would have {aside:,} of its {rows:,} rows put aside, more "
            f"than {bad_row_share:.0%}: correct the file, or set its layout in an "
            "import profile."
        )
    return replace(
        report,
        rows=rows,
        stored=rows - aside - opted_out - identical - combined - left_out,
        put_aside=aside,
        opted_out=opted_out,
        identical=identical,
        combined=combined,
        left_out=left_out,
        blank_lines=text.blank_lines,
        refused=refused,
        problems=_problems(connection, file, table, report.file),
    )


def _problems(
    connection: duckdb.DuckDBPyConnection, file: int, table: Table, name: str
) -> tuple[Problem, ...]:
    found = connection.execute(
        f"""SELECT col, rule, found, expected, remedy, count(*) AS rows,
               list_slice(list_sort(list(line)), 1, {_LINES_SHOWN})
        FROM failures JOIN {rows_of(table)} USING (rid)
        WHERE tbl = {literal(table.name)} AND file = {file}
        GROUP BY ALL ORDER BY rows DESC, col, rule, found LIMIT {_PROBLEMS_SHOWN}"""
    ).fetchall()
    return tuple(
        Problem(name, column, rule, shape, expected, remedy, rows, tuple(lines))
        for column, rule, shape, expected, remedy, rows, lines in found
    )


def put_aside(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: Table,
    text: TextTable,
    first_rid: int,
) -> PutAside:
    """Return the rows of a file that were put aside, each with all its reasons."""
    failed = connection.execute(
        f"""SELECT rid - {first_rid} AS place, string_agg(
            coalesce(col || ': ', '') || found || ' where ' || expected
            || ' was expected', '; ' ORDER BY col, rule) AS reasons
        FROM failures JOIN {rows_of(table)} USING (rid)
        WHERE tbl = {literal(table.name)} AND file = {file}
        GROUP BY rid ORDER BY rid"""
    ).to_arrow_table()
    places = failed["place"].combine_chunks()
    cells: pa.Table = text.cells.take(places)
    for name, column in (
        ("line", text.line.take(places)),
        ("reasons", failed["reasons"]),
        ("rest", text.overflow.take(places)),
    ):
        cells = cells.append_column(name, column)
    return PutAside(text.name, table.name, text.header, cells)

"""Count the rows of a file by outcome, and collect the rejected rows."""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa

from data_access.ingest.extract.contact_episodes import episodes_said
from data_access.ingest.extract.contract import MONTH_ONLY, FileSpec
from data_access.ingest.extract.load_database import literal, quoted
from data_access.ingest.extract.rejected_rows import RejectedRows
from data_access.ingest.extract.report import FileReport, Problem
from data_access.ingest.extract.staging import accepted, rows_of
from data_access.ingest.extract.tables import CONTACTS
from data_access.ingest.extract.text_table import TextTable
from data_access.words.numbers import counted, number_text, value_text

_LINES_SHOWN = 5
_SHAPES_SHOWN = 3
_VALUES_SHOWN = 20
_PEOPLE_TO_SHOW_A_VALUE = 8
_LONGEST_CODE_SHOWN = 40


_ELSEWHERE = {
    "not_on_list": "of people who are not on the list of patients",
    "after_death": "after the person's death",
    "after_registration": "after the registration ended",
    "before_registration": "before the registration began",
}
"""Why a hospital's row is left out: the fate of the row, in words."""


def file_report(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: FileSpec,
    report: FileReport,
    bad_row_share: float,
) -> FileReport:
    """Return ``report`` with the counts and problems of file number ``file``.

    It is refused if more than ``bad_row_share`` of its rows are rejected.
    """
    name = literal(table.name)
    fates = connection.execute(
        f"""SELECT CASE WHEN f.rid IS NOT NULL THEN 'rejected' ELSE why END AS fate,
                   count(*), count_if(coalesce(unjoined, false))
        FROM {rows_of(table)}
        LEFT JOIN (SELECT rid, bool_or(rule LIKE 'unknown_in_%') AS unjoined
                   FROM failures WHERE tbl = {name} GROUP BY rid) f USING (rid)
        LEFT JOIN (SELECT rid, why FROM dropped WHERE tbl = {name}) USING (rid)
        WHERE file = {file} GROUP BY fate"""
    ).fetchall()
    counts: dict[str | None, int] = {fate: rows for fate, rows, _ in fates}
    rows = sum(counts.values())
    rejected = counts.get("rejected", 0)
    elsewhere = {why: counts.get(why, 0) for why in _ELSEWHERE}
    others = sum(elsewhere.values())
    judged = rows - counts.get("blank", 0) - others
    problems = _problems(connection, file, table, report.file, "failures")
    refused = None
    if rejected and rejected / judged > bad_row_share:
        refused = (
            f"{number_text(rejected)} of the {counted(judged, 'row')} of "
            f"{report.file} would be rejected, more than "
            f"{value_text(100 * bad_row_share, 'percent')}. Most often: "
            f"{problems[0]} Correct the file, leave these rows out, or leave the file "
            "out."
        )
    elif elsewhere["not_on_list"] and not counts.get(None) and bad_row_share < 1:
        refused = (
            f"No row of {report.file} is of a person on the list of patients: give "
            "both files the same identifier, such as the NHS number, or leave the "
            "file out."
        )
    return replace(
        report,
        rows=rows,
        stored=counts.get(None, 0),
        rejected=rejected,
        unjoined=sum(unknown for *_, unknown in fates),
        opted_out=counts.get("opted_out", 0),
        identical=counts.get("identical", 0),
        combined=counts.get("combined", 0),
        left_out=counts.get("left_out", 0) + others,
        elsewhere=others,
        blank=counts.get("blank", 0),
        refused=refused,
        asks=refused is not None,
        problems=problems,
        not_recorded=_values_lost(connection, file, table),
        unrecorded=_problems(connection, file, table, report.file, "unrecorded"),
        notices=(
            *report.notices,
            *_said_elsewhere(elsewhere),
            *_unlisted(connection, file, table),
            *_months_alone(connection, file, table),
            *(episodes_said(connection, file) if table is CONTACTS else ()),
        ),
    )


def _said_elsewhere(elsewhere: Mapping[str, int]) -> Iterator[str]:
    reasons = [
        f"{number_text(rows)} {_ELSEWHERE[why]}"
        for why, rows in elsewhere.items()
        if rows
    ]
    if reasons:
        rows = counted(sum(elsewhere.values()), "row")
        yield f"leaves out {rows}, as a hospital's file has them: {', '.join(reasons)}"


def _problems(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: FileSpec,
    name: str,
    notes: str,
) -> tuple[Problem, ...]:
    """Return what is noted in ``failures`` or in ``unrecorded``, by column and rule."""
    kept = notes == "unrecorded"
    rows = accepted(table) if kept else rows_of(table)
    groups = connection.execute(
        f"""SELECT col, rule, expected, remedy, count(DISTINCT rid) AS rows,
               list_slice(list_sort(list_distinct(list(line))), 1, {_LINES_SHOWN}),
               list_slice(list_sort(list_distinct(list(found))), 1, {_SHAPES_SHOWN}),
               count(DISTINCT found)
        FROM {notes} JOIN {rows} USING (rid)
        WHERE tbl = {literal(table.name)} AND file = {file}
        GROUP BY col, rule, expected, remedy ORDER BY rows DESC, col, rule"""
    ).fetchall()
    return tuple(
        Problem(
            name,
            column,
            rule,
            " or ".join(shapes) + (" and others" if kinds > len(shapes) else ""),
            expected,
            remedy,
            rows,
            tuple(lines),
            _common_values(connection, file, table, column, notes)
            if rule == "unknown_code"
            else (),
            kept,
        )
        for column, rule, expected, remedy, rows, lines, shapes, kinds in groups
    )


def _values_lost(
    connection: duckdb.DuckDBPyConnection, file: int, table: FileSpec
) -> int:
    """Count the values that stored rows are kept without."""
    (values,) = connection.execute(
        f"""SELECT count(DISTINCT (rid, col))
        FROM unrecorded JOIN {accepted(table)} USING (rid)
        WHERE tbl = {literal(table.name)} AND file = {file}"""
    ).fetchone() or (0,)
    return int(values)


def _common_values(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: FileSpec,
    column: str,
    notes: str,
) -> tuple[str, ...]:
    """Return values not on the column's list that at least 8 people share.

    Eight is the smallest number of disclosure control. A run of digits is never shown.
    """
    person = table.has_person or table is CONTACTS
    who = f"JOIN {quoted(f'who_{table.name}')} USING (rid)" if person else ""
    sharing = "DISTINCT person_id" if person else "*"
    values = connection.execute(
        f"""SELECT code FROM {notes} JOIN {rows_of(table)} USING (rid)
        {who}
        WHERE tbl = {literal(table.name)} AND file = {file}
        AND rule = 'unknown_code' AND col = {literal(column)}
        AND NOT regexp_matches(code, '[0-9]{{3}}')
        AND length(code) <= {_LONGEST_CODE_SHOWN}
        GROUP BY ALL HAVING count({sharing}) >= {_PEOPLE_TO_SHOW_A_VALUE}
        ORDER BY count(*) DESC, 1 LIMIT {_VALUES_SHOWN}"""
    ).fetchall()
    return tuple(value for (value,) in values)


def _unlisted(
    connection: duckdb.DuckDBPyConnection, file: int, table: FileSpec
) -> tuple[str, ...]:
    """Report how many rows have values that an open list does not include."""
    notices = []
    for column in table.columns:
        if not column.open_list:
            continue
        codes = ", ".join(map(literal, column.codes))
        rows, values = connection.execute(
            f"""SELECT count(*), count(DISTINCT {quoted(column.name)})
            FROM {accepted(table)} WHERE file = {file}
            AND {quoted(column.name)} NOT IN ({codes})"""
        ).fetchone() or (0, 0)
        if rows:
            notices.append(
                f"keeps {values:,} values of {column.name} that are not on the list, "
                f"in {rows:,} rows"
            )
    return tuple(notices)


def _months_alone(
    connection: duckdb.DuckDBPyConnection, file: int, table: FileSpec
) -> tuple[str, ...]:
    """Report how many dates of each column are of a month without a day."""
    counts = ", ".join(
        f"count_if(contains(coalesce({MONTH_ONLY}, ''), {literal(name)}))"
        for name in table.days
    )
    if not counts:
        return ()
    found = connection.execute(
        f"SELECT {counts} FROM {accepted(table)} WHERE file = {file}"
    ).fetchone()
    return tuple(
        f"{counted(dates, 'date')} of {name} without a day: kept as the month, and in "
        "no figure of days"
        for name, dates in zip(table.days, found or (), strict=True)
        if dates
    )


def rejected_rows(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    table: FileSpec,
    text: TextTable,
    first_rid: int,
) -> RejectedRows:
    """Return the rejected rows of a file, each with all its reasons."""
    failed = connection.execute(
        f"""SELECT rid - {first_rid} AS place, string_agg(
            coalesce(col || ': ', '') || 'expected ' || expected
            || ', found ' || found, '; ' ORDER BY col, rule) AS reasons
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
    return RejectedRows(text.name, table.name, text.header, cells)

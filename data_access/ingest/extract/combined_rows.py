"""Combine several rows into one, as an import profile asks: spells and movers."""

# ruff: noqa: S608  # SQL is made of names from tables.py; profiles are checked for them

from collections.abc import Sequence

import duckdb

from data_access.ingest.extract.contract import FileSpec
from data_access.ingest.extract.load_database import literal, quoted
from data_access.ingest.extract.profiles import Combine, Continuous
from data_access.ingest.extract.staging import accepted, rows_of

_STILL_OPEN = "DATE '9999-12-31'"


def combine_rows(
    connection: duckdb.DuckDBPyConnection,
    table: FileSpec,
    files: Sequence[int],
    combine: Combine,
) -> None:
    """Keep one of the accepted rows that share a key in ``files``; drop the others."""
    direction = "DESC" if combine.keep == "last" else "ASC"
    connection.execute(
        f"""CREATE TABLE grouped AS
        SELECT *, row_number() OVER (PARTITION BY combine_key
            ORDER BY combine_by {direction} NULLS LAST, rid {direction}) AS place
        FROM {accepted(table)}
        WHERE file IN ({", ".join(map(str, files))}) AND combine_key IS NOT NULL"""
    )
    for name in combine.latest:
        column = quoted(name)
        connection.execute(
            f"""UPDATE {rows_of(table)} SET {column} = latest
            FROM (SELECT rid, latest FROM grouped JOIN (
                    SELECT combine_key, max({column}) AS latest
                    FROM grouped GROUP BY combine_key) USING (combine_key)
                  WHERE place = 1) AS kept
            WHERE {rows_of(table)}.rid = kept.rid"""
        )
    if combine.continuous:
        _start_at_first(connection, table, combine.continuous)
    connection.execute(
        f"""INSERT INTO dropped
        SELECT {literal(table.name)}, rid, 'combined' FROM grouped WHERE place > 1"""
    )
    connection.execute("DROP TABLE grouped")


def _start_at_first(
    connection: duckdb.DuckDBPyConnection, table: FileSpec, continuous: Continuous
) -> None:
    """Move the start of the kept row to that of the first row it follows without a gap.

    A longer gap is time away, which must not be counted as time at risk.
    """
    start, end = quoted(continuous.start), quoted(continuous.end)
    connection.execute(
        f"""UPDATE {rows_of(table)} SET {start} = first_start
        FROM (
            WITH reached AS (
                SELECT rid, combine_key, place, {start} AS start,
                    max(coalesce({end}, {_STILL_OPEN})) OVER (
                        PARTITION BY combine_key ORDER BY {start}, rid
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                FROM grouped),
            stretches AS (
                SELECT *, count_if(
                        reached IS NULL
                        OR date_diff('day', reached, start) > {continuous.within_days}
                    ) OVER (PARTITION BY combine_key ORDER BY start, rid) AS stretch
                FROM reached)
            SELECT rid, place,
                min(start) OVER (PARTITION BY combine_key, stretch) AS first_start
            FROM stretches) AS kept
        WHERE {rows_of(table)}.rid = kept.rid AND place = 1"""
    )

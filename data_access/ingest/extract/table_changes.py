"""Describe in words what a load changes in a table.

The load database has the table before the load (``old``), the rows of the load
(``new``) and the table after the load (``after``).
"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from data_access.months import next_month
from data_access.words.numbers import number_text, short_month_text

# A month that loses more than half of at least this many rows is more likely a file
# cut short than a correction at source.
_ROWS_WORTH_GUARDING = 20
_SHRINKS_TO = 0.5


@dataclass(frozen=True, slots=True)
class TableChange:
    """A sentence about one table, and the months that lose most of their rows."""

    sentence: str
    shrinking: tuple[str, ...] = ()


def change_by_key(
    connection: duckdb.DuckDBPyConnection, name: str, key: str, columns: str
) -> TableChange:
    """Describe the change of a table whose rows are identified by ``key``."""
    added, removed, common, same, untouched, after = (
        connection.execute(
            f"""SELECT
        (SELECT count(*) FROM after ANTI JOIN old USING ({key})),
        (SELECT count(*) FROM old ANTI JOIN after USING ({key})),
        (SELECT count(*) FROM old SEMI JOIN after USING ({key})),
        (SELECT count(*) FROM (SELECT {columns} FROM old
                               INTERSECT SELECT {columns} FROM after)),
        (SELECT count(*) FROM after ANTI JOIN new USING ({key})),
        (SELECT count(*) FROM after)"""
        ).fetchone()
        or (0,) * 6
    )
    phrases = [
        text
        for count, text in (
            (added, f"adds {added:,}"),
            (common - same, f"changes {common - same:,}"),
            (removed, f"removes {removed:,} of people who opted out"),
        )
        if count
    ]
    if not phrases:
        return TableChange(f"{name}: nothing changes ({after:,} rows)")
    if untouched:
        phrases.append(f"keeps {untouched:,} that are not in the file")
    return TableChange(f"{name}: {', '.join(phrases)}")


def change_by_month(
    connection: duckdb.DuckDBPyConnection, name: str, date: str, columns: str
) -> TableChange:
    """Describe the change of a table of events, by month."""
    months: list[tuple[dt.date, int, int, bool]] = connection.execute(
        f"""SELECT month, coalesce(o.rows, 0), coalesce(a.rows, 0),
                   o.content IS DISTINCT FROM a.content
        FROM ({_by_month("old", date, columns)}) o
        FULL JOIN ({_by_month("after", date, columns)}) a USING (month)
        ORDER BY month"""
    ).fetchall()
    added = [(month, 0, after) for month, before, after, _ in months if not before]
    replaced = [
        (month, before, after)
        for month, before, after, changed in months
        if before and changed
    ]
    phrases = []
    if added:
        rows = sum(after for _, _, after in added)
        phrases.append(f"adds {_months(added)} ({rows:,} rows)")
    if replaced:
        before = sum(rows for _, rows, _ in replaced)
        after = sum(rows for _, _, rows in replaced)
        phrases.append(
            f"replaces {_months(replaced)} ({before:,} rows become {after:,})"
        )
    if not phrases:
        rows = sum(after for _, _, after, _ in months)
        return TableChange(f"{name}: nothing changes ({rows:,} rows)")
    shrinking = tuple(
        f"{name} in {short_month_text(month)} would fall from {number_text(before)} "
        f"rows to {number_text(after)}"
        for month, before, after in replaced
        if before >= _ROWS_WORTH_GUARDING and after < before * _SHRINKS_TO
    )
    return TableChange(f"{name}: {'; '.join(phrases)}", shrinking)


def _by_month(source: str, date: str, columns: str) -> str:
    return f"""SELECT CAST(date_trunc('month', "{date}") AS DATE) AS month,
        count(*) AS rows, sum(hash(row({columns}))) AS content
        FROM {source} GROUP BY month"""


def _months(rows: Sequence[tuple[dt.date, int, int]]) -> str:
    """Name months in order, consecutive ones as a range: Jan 2025 to Mar 2025."""
    months = [row[0] for row in rows]
    breaks = [
        place
        for place, (month, following) in enumerate(pairwise(months), start=1)
        if following != next_month(month)
    ]
    names = []
    for first, last in pairwise([0, *breaks, len(months)]):
        start, end = months[first], months[last - 1]
        text = short_month_text(start)
        names.append(text if start == end else f"{text} to {short_month_text(end)}")
    return ", ".join(names)

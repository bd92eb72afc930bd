"""Keep the newer of two files that give one publication for one period.

A revised file replaces the one it revises whole: figures of both in one total would be
of neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.editions import newer
from data_access.ingest.published.sources.reading import SOURCE_ROWS, words
from data_access.ingest.published.sources.tables import FeedTable

_LIST = "list"  # the period of a table without one
_LONGEST_SHOWN = 60  # an outline has thousands of characters


@dataclass(frozen=True, slots=True)
class Revised:
    """Rows of one file that another replaces: how many, and the sentence that says so.

    ``file`` is the place of the file whose rows these are.
    """

    file: int
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How two files differ: in how many of how many rows, and the first of them."""

    rows: int
    of: int
    example: str

    def text(self) -> str:
        """Return "3 of 8 rows (A90001 LD: register 25 and 30)"."""
        return f"{self.rows:,} of {self.of:,} rows ({self.example})"


def without_revised(
    table: FeedTable, frame: pd.DataFrame, names: Sequence[str], titles: Sequence[str]
) -> tuple[pd.DataFrame, list[Revised]]:
    """Return the rows that no newer file replaces, and what was replaced.

    ``frame`` has the place of each row's file in ``file``; ``names`` and ``titles``
    have the name of each file, and what is published in it. Raises CareImpactError
    where two files differ and their names do not tell which is newer.
    """
    revised: list[Revised] = []
    replaced = pd.Series(False, index=frame.index)
    for period, rows in _shared(table, frame):
        newest = None
        for file, block in rows.groupby("file"):
            if newest is None:
                newest = (int(str(file)), block)
                continue
            other = (int(str(file)), block)
            found = difference(table, newest[1], other[1])
            if found is None:
                continue
            first, second = names[newest[0]], names[other[0]]
            which = newer(first, second)
            if which is None:
                raise CareImpactError(
                    _ask(first, second, titles[other[0]], period, found)
                )
            older = newest if which == second else other
            newest = other if which == second else newest
            replaced |= frame.index.isin(older[1].index)
            count = int(older[1][SOURCE_ROWS].sum())
            reason = f"replaced by {which}, which differs in {found.text()}"
            revised.append(Revised(older[0], count, reason))
    return frame[~replaced], [one for one in revised if one.rows]


def _shared(table: FeedTable, frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of each feed and period that several files give."""
    if frame["file"].nunique() < 2:
        return []
    period = frame[table.period] if table.period else pd.Series(_LIST, frame.index)
    files = frame.groupby([frame["source_id"], period])["file"].transform("nunique")
    several = frame[files > 1]
    return [
        (_text(when), rows)
        for (_, when), rows in several.groupby(
            [several["source_id"], period[several.index]]
        )
    ]


def difference(
    table: FeedTable, one: pd.DataFrame, other: pd.DataFrame
) -> Difference | None:
    """Return how two blocks differ; None where they agree or have no row in common.

    Parts of one publication in a file each have no row in common: both stand.
    """
    key = list(table.key)
    values = [
        name for name in table.schema.names if name not in key and name in one.columns
    ]
    first, second = (
        block.drop_duplicates(key).set_index(key)[values].astype(object)
        for block in (one, other)
    )
    common = first.index.intersection(second.index)
    if common.empty:
        return None
    here, there = first.loc[common], second.loc[common]
    unequal = ~((here == there) | (here.isna() & there.isna()))
    changed = unequal.any(axis="columns")
    alone = len(first.index.symmetric_difference(second.index))
    rows = int(changed.sum()) + alone
    if not rows:
        return None
    return Difference(rows, len(common) + alone, _example(unequal, here, there, first))


def _example(
    unequal: pd.DataFrame, here: pd.DataFrame, there: pd.DataFrame, first: pd.DataFrame
) -> str:
    changed = unequal.any(axis="columns")
    if changed.any():
        at = int(changed.to_numpy().argmax())
        column = int(unequal.iloc[at].to_numpy().argmax())
        figures = [_text(block.iloc[at, column]) for block in (here, there)]
        change = f"{_place(here.index[at])}: {words(str(here.columns[column]))}"
        short = max(map(len, figures)) <= _LONGEST_SHOWN
        return f"{change} {figures[0]} and {figures[1]}" if short else change
    gone = first.index.difference(here.index)
    return f"{_place(gone[0])} in one of them alone" if len(gone) else "rows added"


def _place(row: object) -> str:
    parts = row if isinstance(row, tuple) else (row,)
    return " ".join(_text(part) for part in parts)


def _text(value: Any) -> str:
    if pd.isna(value):
        return "none"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _ask(first: str, second: str, title: str, period: str, found: Difference) -> str:
    of = "" if period == _LIST else f" for {period}"
    return (
        f'{first} and {second} both have "{title}"{of} and differ in '
        f"{found.text()}, and their names do not say which is newer: take the "
        'older one out of the folder, or add "revised" to the name of the newer, and '
        "load again."
    )

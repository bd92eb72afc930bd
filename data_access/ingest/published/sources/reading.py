"""Published feeds, and rows that are never lost without a counted reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from data_access.ingest.published.sources.probe import Heading, Probe, plain_heading
from data_access.ingest.published.sources.values import (
    Days,
    financial_year_text,
    numbers,
)

OGL = "Open Government Licence v3.0"

LARGEST_COUNT = 2**31 - 1  # the largest value of an INTEGER column

# The number of published rows behind a row of a table: one, unless summed or derived.
SOURCE_ROWS = "source_rows"


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables read from one file, with every row accounted for.

    Each frame has the columns of its table and `source_rows`; `rejected` maps a
    reason in words to the number of rows, so that
    rows_read = sum of source_rows + sum of rejected. `notes` counts in the same way
    rows that are kept but need a remark.
    """

    rows_read: int
    tables: Mapping[str, pd.DataFrame]
    rejected: Mapping[str, int]
    notes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A published feed: its publisher, its content, how it is recognised and read.

    `columns` are the headings, after `heading`, that identify this layout.
    """

    id: str
    title: str
    publisher: str
    publication: str
    licence: str
    grain: str
    period: str
    fills: tuple[str, ...]
    columns: tuple[str, ...]
    read: Callable[[Probe], Reading]
    heading: Heading = plain_heading

    def recognise(self, probe: Probe) -> bool:
        """Return whether a file has this layout, whatever its name."""
        return probe.find(self.columns, self.heading) is not None

    def lacks(self, probe: Probe) -> tuple[str, ...]:
        """Return the columns the nearest row of headings does not have."""
        names = set(self.columns)
        gaps = [names - row for row in probe.headings(self.heading)]
        missing = min(gaps, key=len, default=names)
        return tuple(column for column in self.columns if column in missing)


@dataclass(slots=True)
class Rows:
    """Rows of text that become typed column by column, in place.

    A row that cannot be used is rejected under the first reason that applies.
    """

    frame: pd.DataFrame
    rejected: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    rows_read: int = field(init=False)

    def __post_init__(self) -> None:
        self.rows_read = len(self.frame)

    def keep(self, good: pd.Series[bool], otherwise: str) -> None:
        """Keep the rows that are good; count the others as rejected, for one reason."""
        count = int((~good).sum())
        if count:
            self.rejected[otherwise] = self.rejected.get(otherwise, 0) + count
            self.frame = self.frame[good]

    def codes(self, *columns: str) -> None:
        """Read organisation or condition codes; a row without one is rejected."""
        for column in columns:
            bare = self.frame[column].str.strip().str.upper()
            self.frame = self.frame.assign(**{column: bare})
            self.keep(
                bare.str.fullmatch(r"[A-Z0-9]+"),
                f"no {_words(column)} (a total, a footnote or an empty line)",
            )

    def texts(self, *columns: str) -> None:
        """Read text, with empty cells as missing."""
        for column in columns:
            bare = self.frame[column].str.strip()
            self.frame = self.frame.assign(**{column: bare.mask(bare == "")})

    def numbers(self, *columns: str, counts: bool = False) -> None:
        """Read figures; missing stays missing, and a cell of text rejects the row.

        With `counts`, a figure must also be whole and not negative.
        """
        for column in columns:
            values, nonsense = numbers(self.frame[column])
            if counts:
                nonsense |= (values < 0) | (values % 1 > 0) | (values > LARGEST_COUNT)
            self.frame = self.frame.assign(**{column: values})
            what = "a count" if counts else "a number"
            self.keep(~nonsense, f"{_words(column)} is not {what}")

    def days(self, column: str, read: Days, what: str) -> None:
        """Read dates by `read`; a row without a valid date is rejected."""
        dates = {text: read(text) for text in self.frame[column].unique()}
        days = pd.to_datetime(self.frame[column].map(dates))
        self.frame = self.frame.assign(**{column: days})
        self.keep(days.notna(), f"{_words(column)} is not {what}")

    def years(self, column: str) -> None:
        """Keep the rows whose financial year is written as 2021-22."""
        years = self.frame[column].map(lambda text: financial_year_text(text) == text)
        self.keep(years.astype(bool), f"{_words(column)} is not like 2021-22")

    def choose(self, column: str, choices: Mapping[str, str], otherwise: str) -> None:
        """Map published labels to ours, without regard to case."""
        labels = self.frame[column].str.strip().str.lower().map(choices)
        self.frame = self.frame.assign(**{column: labels})
        self.keep(labels.notna(), otherwise)

    def table(self, columns: Mapping[str, str], **constants: Any) -> pd.DataFrame:
        """Return the kept rows under new names: {our column: column of the file}."""
        frame = pd.DataFrame(
            {name: self.frame[column] for name, column in columns.items()}
        )
        return frame.assign(**constants, **{SOURCE_ROWS: 1})

    def note(self, which: pd.Series[bool], what: str) -> None:
        """Add a remark about rows that are kept."""
        if which.any():
            self.notes[what] = int(which.sum())

    def reading(self, **tables: pd.DataFrame) -> Reading:
        """Return the reading of these rows."""
        return Reading(self.rows_read, tables, self.rejected, self.notes)


def rows(count: int) -> str:
    """Return a number of rows as text: "1 row", "2,000 rows"."""
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _words(column: str) -> str:
    return column.replace("_", " ")

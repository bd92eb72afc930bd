"""Published feeds, and rows that are never lost without a counted reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pandas as pd

from data_access.ingest.published.sources.probe import Heading, Probe, plain_heading
from data_access.ingest.published.sources.values import (
    Days,
    financial_year_text,
    numbers,
)
from data_access.words.numbers import counted

OGL = "Open Government Licence v3.0"

# No sum of pounds is larger, and no figure of people: 64 million are registered.
MOST_POUNDS, MOST_PEOPLE = 1e12, 70_000_000

# The number of published rows behind a row of a table: one, unless summed or derived.
SOURCE_ROWS = "source_rows"


EXAMPLES = 3  # of the figures put aside for one reason, in a sentence


@dataclass(frozen=True, slots=True)
class Aside:
    """Figures put aside for one reason: where each stands, and what was published."""

    reason: str
    found: tuple[tuple[str, str], ...]

    def sentence(self) -> str:
        """Return "2 figures put aside: register is above list size (A1 LD: ...)"."""
        named = [f"{place}: {given}" for place, given in self.found[:EXAMPLES]]
        more = len(self.found) - len(named)
        examples = "; ".join([*named, *([f"{more:,} more"] if more else [])])
        put_aside = counted(len(self.found), "figure")
        return f"{put_aside} put aside: {self.reason} ({examples})"


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables read from one file, with every row accounted for.

    Each frame has the columns of its table and `source_rows`; `rejected` maps a
    reason in words to the number of rows, so that
    rows_read = sum of source_rows + sum of rejected. `notes` counts in the same way
    rows that are kept but need a remark; `aside` has the figures that are left out of
    rows that are kept.
    """

    rows_read: int
    tables: Mapping[str, pd.DataFrame]
    rejected: Mapping[str, int]
    notes: Mapping[str, int] = field(default_factory=dict)
    aside: tuple[Aside, ...] = ()


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
    aside: list[Aside] = field(default_factory=list)
    rows_read: int = field(init=False)
    _named_by: list[str] = field(default_factory=list)

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
                f"no {words(column)} (a total, a footnote or an empty line)",
            )
            self._named_by.append(column)

    def texts(self, *columns: str) -> None:
        """Read text, with empty cells as missing."""
        for column in columns:
            bare = self.frame[column].str.strip()
            self.frame = self.frame.assign(**{column: bare.mask(bare == "")})

    def numbers(
        self,
        *columns: str,
        counts: bool = False,
        least: float = 0,
        most: float = MOST_PEOPLE,
    ) -> None:
        """Read figures; a mark is missing, and a figure that cannot be is put aside.

        The row stays with its other figures. A figure cannot be below `least` or above
        `most`, nor with `counts` other than whole.
        """
        for column in columns:
            text = self.frame[column]
            values, nonsense = numbers(text)
            what = words(column)
            wrong = {f"{what} is not a number": nonsense}
            if counts:
                wrong[f"{what} is not a whole number"] = values % 1 > 0
            below = f"below {least:,.10g}" if least else "negative"
            wrong[f"{what} is {below}"] = values < least
            wrong[f"{what} is above {most:,.10g}"] = values > most
            for reason, which in wrong.items():
                self._put_aside(text[which], reason)
                values = values.mask(which)
            self.frame = self.frame.assign(**{column: values})

    def _put_aside(self, cells: pd.Series[str], reason: str) -> None:
        if cells.empty:
            return
        places = places_of(self.frame.loc[cells.index], self._named_by)
        given = [f'"{cell}"' for cell in cells]
        self.aside.append(Aside(reason, tuple(zip(places, given, strict=True))))

    def days(self, column: str, read: Days, what: str) -> None:
        """Read dates by `read`; a row without a valid date is rejected."""
        dates = {text: read(text) for text in self.frame[column].unique()}
        days = pd.to_datetime(self.frame[column].map(dates))
        self.frame = self.frame.assign(**{column: days})
        self.keep(days.notna(), f"{words(column)} is not {what}")
        self._named_by.append(column)

    def years(self, column: str) -> None:
        """Keep the rows whose financial year is written as 2021-22."""
        years = self.frame[column].map(lambda text: financial_year_text(text) == text)
        self.keep(years.astype(bool), f"{words(column)} is not like 2021-22")
        self._named_by.append(column)

    def choose(self, column: str, choices: Mapping[str, str], otherwise: str) -> None:
        """Map published labels to ours, without regard to case."""
        labels = self.frame[column].str.strip().str.lower().map(choices)
        self.frame = self.frame.assign(**{column: labels})
        self.keep(labels.notna(), otherwise)
        self._named_by.append(column)

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
        return Reading(
            self.rows_read, tables, self.rejected, self.notes, tuple(self.aside)
        )


def together(asides: Iterable[tuple[Aside, ...]]) -> list[Aside]:
    """Return the figures put aside in several files, one for each reason."""
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for aside in chain.from_iterable(asides):
        by_reason.setdefault(aside.reason, []).extend(aside.found)
    return [Aside(reason, tuple(found)) for reason, found in by_reason.items()]


def places_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return what identifies each row, as text: "A1 2024-25 LD", "E54 2025-04-01"."""
    return [
        " ".join(
            part.date().isoformat() if isinstance(part, pd.Timestamp) else str(part)
            for part in key
        )
        for key in frame[list(columns)].itertuples(index=False, name=None)
    ]


def words(column: str) -> str:
    """Return a column's name as words."""
    return column.replace("_", " ")

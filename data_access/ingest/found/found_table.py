"""A table that was found in a file, and what stood around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from data_access.ingest.extract.text_table import TextTable


@dataclass(frozen=True, slots=True)
class FoundTable:
    """One table of a file.

    ``sheet`` is the name of its sheet, or of its file in a zip; empty if the file is
    the table. ``above`` has the lines of text above the header, ``header_line`` the
    header's first line. ``left_out`` counts rows that are no data, by reason.
    """

    text: TextTable
    sheet: str
    header_line: int
    above: tuple[str, ...] = field(repr=False)
    left_out: Mapping[str, int]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class NoTable:
    """A sheet or a file of a zip in which there is no table, and why."""

    sheet: str
    reason: str


Found = FoundTable | NoTable


def text_table(
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    notices: tuple[str, ...] = (),
) -> TextTable:
    """Lay rows out as the reader of CSV does; none is wider than the header."""
    width = len(header)
    columns = {
        f"c{place}": pa.array(
            [row[place] if place < len(row) else "" for row in rows], pa.string()
        )
        for place in range(width)
    }
    return TextTable(
        name,
        tuple(header),
        pa.table(columns),
        pa.array(lines, pa.int64()),
        pa.nulls(len(rows), pa.string()),
        pa.nulls(len(rows), pa.string()),
        notices,
    )

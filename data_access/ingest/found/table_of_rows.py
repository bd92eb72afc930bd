"""Find the table among rows of cells: those of a sheet, or of a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import pyarrow as pa

from data_access.ingest.extract.text_table import (
    Limits,
    TextTable,
    UnreadableFileError,
)
from data_access.ingest.found.found_table import Found, FoundTable, NoTable
from data_access.ingest.found.header_row import (
    MOST_ABOVE,
    Header,
    find_header,
    lines_above,
)
from data_access.ingest.found.no_data_rows import data_rows

_CHUNK_ROWS = 5_000

Row = Sequence[str]


def table_of_rows(
    file: str,
    sheet: str,
    rows: Iterable[Row],
    known: frozenset[str],
    limits: Limits,
    *,
    before: int = 0,
    hidden: bool = False,
    notices: tuple[str, ...] = (),
) -> Found:
    """Return the table of a sheet, or say that it has none.

    ``before`` counts the rows of the sheet that stand before these. Rows are taken one
    after another, so that no more than a few are held as they come. Raises
    UnreadableFileError if there are more cells than ``limits`` allow.
    """
    rows = (row[: _filled(row)] for row in rows)
    first = list(islice(rows, MOST_ABOVE))
    header = find_header(first, known)
    if header is None:
        return NoTable(sheet, "has no table: no row names columns")
    start = header.last + 1
    numbered = enumerate(chain(first[start:], rows), start=before + start + 1)
    left_out: Counter[str] = Counter()
    kept = data_rows(numbered, header.names, left_out)
    text = _text(file, header, kept, limits, notices)
    above = lines_above(first, header)
    header_line = before + header.first + 1
    return FoundTable(text, sheet, header_line, above, dict(left_out), hidden)


def _text(
    file: str,
    header: Header,
    numbered: Iterator[tuple[int, Row]],
    limits: Limits,
    notices: tuple[str, ...],
) -> TextTable:
    """Lay rows out as the reader of CSV does, as wide as the widest of them."""
    chunks: list[list[pa.Array]] = []
    lines: list[int] = []
    while some := list(islice(numbered, _CHUNK_ROWS)):
        lines += [line for line, _ in some]
        chunks.append(_columns([row for _, row in some], len(header.names)))
        if max(map(len, chunks)) * len(lines) > limits.cells:
            raise UnreadableFileError(
                f"{file} has a table of more than {limits.cells:,} cells: split it "
                "into one file per year."
            )
    width = max([len(header.names), *map(len, chunks)])
    chunks = [
        [*chunk, *[_blank(len(chunk[0]))] * (width - len(chunk))] for chunk in chunks
    ]
    names = [f"c{place}" for place in range(width)]
    schema = pa.schema([(name, pa.string()) for name in names])
    batches = [pa.RecordBatch.from_arrays(chunk, schema=schema) for chunk in chunks]
    return TextTable(
        file,
        (*header.names, *[""] * (width - len(header.names))),
        pa.Table.from_batches(batches, schema),
        pa.array(lines, pa.int64()),
        pa.nulls(len(lines), pa.string()),
        pa.nulls(len(lines), pa.string()),
        notices,
    )


def _columns(rows: Sequence[Row], least: int) -> list[pa.Array]:
    """Return the columns of some rows, without those on the right that are blank."""
    width = max(least, *map(len, rows))
    return [
        pa.array([row[at] if at < len(row) else "" for row in rows], pa.string())
        for at in range(width)
    ]


def _filled(row: Row) -> int:
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _blank(rows: int) -> pa.Array:
    return pa.array([""] * rows, pa.string())

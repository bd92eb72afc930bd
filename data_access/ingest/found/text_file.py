"""Find the table in a file of text: its separator, its header and its foot."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import count, islice
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc

from data_access.ingest.extract.read_csv import read_csv
from data_access.ingest.extract.text_form import form_of
from data_access.ingest.extract.text_table import (
    Dialect,
    Limits,
    TextTable,
    UnreadableFileError,
)
from data_access.ingest.found.found_table import Found, FoundTable
from data_access.ingest.found.header_row import (
    MOST_ABOVE,
    Header,
    find_header,
    lines_above,
)
from data_access.ingest.found.no_data_rows import FEW, reason

_SEPARATORS = (",", "\t", ";", "|")


def tables_of_text(
    path: Path, known: frozenset[str], limits: Limits
) -> Iterator[Found]:
    """Yield the table of a file of text.

    Raises UnreadableFileError if it is not text, or has no row that names columns.
    """
    encoding = form_of(path, Dialect()).encoding
    with path.open(encoding=encoding, newline="") as stream:
        lines = list(islice(_short(stream, path.name, limits), MOST_ABOVE))
    separator, rows, starts = _best(lines)
    header = find_header(rows, known)
    if header is None:
        raise UnreadableFileError(
            f"{path.name} has no row that names columns in its first {MOST_ABOVE:,} "
            "rows: export it with its headings."
        )
    skipped = starts[header.last]
    dialect = Dialect(separator, skip_rows=skipped)
    names = frozenset(name.casefold() for name in header.names)
    text = read_csv(path, names, dialect, limits)
    data, left_out = _data(_named(text, header))
    above = lines_above(rows, header)
    yield FoundTable(data, "", starts[header.first] + 1, above, left_out)


def _short(stream: TextIO, name: str, limits: Limits) -> Iterator[str]:
    """Yield lines, none of which is taken into memory if it is too long."""
    for number in count(1):
        line = stream.readline(limits.line_characters)
        if not line:
            return
        if len(line) == limits.line_characters:
            raise UnreadableFileError(
                f"{name} has a line of more than {limits.line_characters:,} characters "
                f"(line {number:,}): it is not a table."
            )
        yield line


def _best(lines: list[str]) -> tuple[str, list[list[str]], list[int]]:
    """Return the separator by which most rows have one width, with rows and lines."""
    best: tuple[float, str, list[list[str]], list[int]] = (-1.0, ",", [], [])
    for separator in _SEPARATORS:
        rows, starts = _records(lines, separator)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(
            widths.items(), key=lambda item: item[0] * item[1], default=(0, 0)
        )
        score = float(width * count)
        if score > best[0]:
            best = (score, separator, rows, starts)
    return best[1:]


def _records(lines: list[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """Split lines into records; return them and how many lines stand before each."""
    reader = csv.reader(StringIO("".join(lines)), delimiter=separator)
    rows: list[list[str]] = []
    starts: list[int] = []
    before = 0
    try:
        for row in reader:
            rows.append(row)
            starts.append(before)
            before = reader.line_num
    except csv.Error:
        pass  # what came before it is enough to find a header in
    return rows, starts


def _named(text: TextTable, header: Header) -> TextTable:
    names = [*header.names, *text.header[len(header.names) :]][: len(text.header)]
    return TextTable(
        text.name,
        tuple(names),
        text.cells,
        text.line,
        text.fault,
        text.overflow,
        text.notices,
    )


def _data(text: TextTable) -> tuple[TextTable, dict[str, int]]:
    """Take out the rows that are no data, and count them by reason."""
    few = pc.less_equal(_filled(text), max(FEW, len(text.header) // 4))
    again = pc.equal(text.cells.column(0), text.header[0])
    suspects = pc.indices_nonzero(pc.or_(few, again)).to_pylist()
    left_out: Counter[str] = Counter()
    dropped = set()
    for row in suspects:
        cells = [column[row].as_py() or "" for column in text.cells.columns]
        why = reason(cells, text.header)
        if why is not None:
            left_out[why] += 1
            dropped.add(row)
    if not dropped:
        return text, {}
    keep = pa.array([row not in dropped for row in range(text.rows)])
    return (
        TextTable(
            text.name,
            text.header,
            text.cells.filter(keep),
            text.line.filter(keep),
            text.fault.filter(keep),
            text.overflow.filter(keep),
            text.notices,
        ),
        dict(left_out),
    )


def _filled(text: TextTable) -> pa.ChunkedArray:
    """Count the filled cells of each row."""
    total = pa.chunked_array([pa.array([0] * text.rows, pa.int64())])
    for column in text.cells.columns:
        trimmed = pc.utf8_trim_whitespace(column)
        filled = pc.not_equal(pc.fill_null(trimmed, ""), "")
        total = pc.add(total, filled.cast("int64"))
    return total

"""Find the table among rows of cells: those of a sheet, or of a page."""

from collections.abc import Sequence

from data_access.ingest.found.found_table import Found, FoundTable, NoTable, text_table
from data_access.ingest.found.header_row import (
    find_header,
    first_line_of_data,
    lines_above,
)
from data_access.ingest.found.no_data_rows import data_rows


def table_of_rows(
    file: str,
    sheet: str,
    rows: Sequence[Sequence[str]],
    known: frozenset[str],
    *,
    before: int = 0,
    hidden: bool = False,
) -> Found:
    """Return the table of a sheet, or say that it has none.

    ``before`` counts the rows of the sheet that stand before these.
    """
    header = find_header(rows, known)
    if header is None:
        return NoTable(sheet, "has no table: no row names columns")
    start = first_line_of_data(rows, header)
    lines = range(before + start + 1, before + len(rows) + 1)
    kept, of_line, left_out = data_rows(rows[start:], lines, header.names)
    text = text_table(file, header.names, kept, of_line)
    above = lines_above(rows, header)
    header_line = before + header.first + 1
    return FoundTable(text, sheet, header_line, above, left_out, hidden)

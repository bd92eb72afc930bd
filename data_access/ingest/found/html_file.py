"""Find the tables in a page of HTML, which some systems export as a workbook."""

from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data_access.ingest.extract.text_form import form_of
from data_access.ingest.extract.text_table import (
    Dialect,
    Limits,
    UnreadableFileError,
)
from data_access.ingest.found.found_table import Found, FoundTable, NoTable, text_table
from data_access.ingest.found.header_row import (
    find_header,
    first_line_of_data,
    lines_above,
)
from data_access.ingest.found.no_data_rows import data_rows

MOST_BYTES = 200 * 1024**2  # a page is read whole
_WIDEST = 200  # columns that one cell may span


def tables_of_html(path: Path, known: frozenset[str], _: Limits) -> Iterator[Found]:
    """Yield each table of a page that is not inside another one.

    Raises UnreadableFileError if the page is too large, or has no table.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFileError(
            f"{path.name} is a web page of more than {MOST_BYTES // 1024**2} MB: "
            "export it as CSV."
        )
    page = path.read_text(encoding=form_of(path, Dialect()).encoding)
    tables = [
        table
        for table in LexborHTMLParser(page).css("table")
        if not table.css("table table")
    ]
    if not tables:
        raise UnreadableFileError(
            f"{path.name} is a web page without a table: export it as CSV."
        )
    for number, table in enumerate(tables, start=1):
        yield _table(path.name, f"table {number}", _rows(table), known)


def _table(
    name: str, sheet: str, rows: list[list[str]], known: frozenset[str]
) -> Found:
    header = find_header(rows, known)
    if header is None:
        return NoTable(sheet, "has no table: no row names columns")
    start = first_line_of_data(rows, header)
    lines = range(start + 1, len(rows) + 1)
    kept, of_line, left_out = data_rows(rows[start:], lines, header.names)
    text = text_table(name, header.names, kept, of_line)
    above = lines_above(rows, header)
    return FoundTable(text, sheet, header.first + 1, above, left_out)


def _rows(table: LexborNode) -> list[list[str]]:
    """Return the cells of each row; one that spans columns fills the first of them."""
    rows = []
    for row in table.css("tr"):
        cells: list[str] = []
        for cell in row.css("td, th"):
            span = (cell.attributes.get("colspan") or "1").strip()
            wide = int(span) if span.isdigit() else 1
            text = " ".join(cell.text(separator=" ").split())
            cells += [text, *[""] * (min(wide, _WIDEST) - 1)]
        rows.append(cells)
    return rows

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
from data_access.ingest.found.found_table import Found
from data_access.ingest.found.table_of_rows import table_of_rows

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
        yield table_of_rows(path.name, f"table {number}", _rows(table), known)


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

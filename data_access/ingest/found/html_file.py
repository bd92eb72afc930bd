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
MOST_TAGS = 2_500_000  # a node takes 250 bytes, and most have another of text
_MOST_TABLES = 10_000
_WIDEST = 200  # columns that one cell may span
_MOST_COLUMNS = 16_384  # of a sheet of Excel


def tables_of_html(
    path: Path, known: frozenset[str], limits: Limits
) -> Iterator[Found]:
    """Yield each table of a page that has no other inside: those are its layout.

    Raises UnreadableFileError if the page is too large, or has no table.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _too_large(path, f"{MOST_BYTES // 1024**2} MB")
    page = path.read_text(encoding=form_of(path, Dialect()).encoding)
    if page.count("<") - page.count("</") > MOST_TAGS:
        raise _too_large(path, f"{MOST_TAGS:,} tags")
    tables = LexborHTMLParser(page).css("table")
    if not tables:
        raise UnreadableFileError(
            f"{path.name} is a web page without a table: export it as CSV."
        )
    if len(tables) > _MOST_TABLES:
        raise _too_large(path, f"{_MOST_TABLES:,} tables")
    around = _around(tables)
    inner = (table for table in tables if table.mem_id not in around)
    for number, table in enumerate(inner, start=1):
        name = f"table {number}"
        yield table_of_rows(path.name, name, _rows(path, table), known, limits)


def _too_large(path: Path, most: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is a web page of more than {most}: export it as CSV."
    )


def _around(tables: list[LexborNode]) -> set[int]:
    """Return the nodes that are around some table, each looked at once."""
    around: set[int] = set()
    for table in tables:
        node = table.parent
        while node is not None and node.mem_id not in around:
            around.add(node.mem_id)
            node = node.parent
    return around


def _rows(path: Path, table: LexborNode) -> Iterator[list[str]]:
    """Yield the cells of each row; one that spans columns fills the first of them."""
    for row in table.css("tr"):
        cells: list[str] = []
        for cell in row.css("td, th"):
            span = (cell.attributes.get("colspan") or "1").strip()
            wide = int(span) if span.isdecimal() and len(span) < 6 else 1
            text = " ".join(cell.text(separator=" ").split())
            cells += [text, *[""] * (min(wide, _WIDEST) - 1)]
            if len(cells) > _MOST_COLUMNS:
                raise _too_large(path, f"{_MOST_COLUMNS:,} columns")
        yield cells

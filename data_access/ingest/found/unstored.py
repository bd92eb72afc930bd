"""Read a file that somebody gives for one answer: in memory, never on a disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PosixPath

from data_access.errors import CareImpactError
from data_access.ingest.extract.text_form import form_of
from data_access.ingest.extract.text_table import Dialect, Limits, UnreadableFileError
from data_access.ingest.found.file_kind import Kind, kind_of
from data_access.ingest.found.find_tables import find_tables
from data_access.ingest.found.found_table import FoundTable, NoTable, text_table
from data_access.ingest.found.table_of_rows import table_of_rows


def tables_in_memory(
    content: bytes, name: str, known: frozenset[str]
) -> tuple[FoundTable, ...]:
    """Return the tables of a file that is nowhere but in memory.

    A text without headings is a list of identifiers. Raises UnreadableFileError if the
    file cannot be used; a zip cannot, because it is unpacked to a disk.
    """
    with _memory_file(content, name) as path:
        kind = kind_of(path)
        if kind is Kind.ZIP:
            raise UnreadableFileError(f"{name} is a zip: unpack it, and give one file.")
        try:
            found = tuple(
                one for one in find_tables(path, known) if not isinstance(one, NoTable)
            )
        except UnreadableFileError:
            if kind is not Kind.TEXT:
                raise
            encoding = form_of(path, Dialect()).encoding
            return (pasted_table(path.read_text(encoding), known),)
    return found


def pasted_table(text: str, known: frozenset[str]) -> FoundTable:
    """Return pasted cells as a table; without headings its columns have numbers.

    Cells are as a sheet is copied, or one value a line, or parted by commas.
    """
    lines = text.replace("\r", "\n").split("\n")
    if "\t" in text:
        rows = [line.split("\t") for line in lines if line.strip()]
    else:
        values = text.replace(",", "\n").replace(";", "\n").split("\n")
        rows = [[value] for value in values if value.strip()]
    found = table_of_rows("what was pasted", "", rows, known, Limits())
    if isinstance(found, FoundTable):
        return found
    width = max(map(len, rows), default=0)
    header = ["Identifier"]
    if width > 1:
        header = [f"Column {place}" for place in range(1, width + 1)]
    numbers = range(1, len(rows) + 1)
    table = text_table("what was pasted", header, rows, numbers)
    return FoundTable(table, "", 1, (), {})


class _MemoryPath(PosixPath):
    """The path of an open file without a name, which sentences call by ``given``."""

    given = ""

    @property
    def name(self) -> str:
        """Return the name that the reader knows the file by."""
        return self.given


@contextmanager
def _memory_file(content: bytes, name: str) -> Iterator[Path]:
    if not hasattr(os, "memfd_create"):
        raise CareImpactError(
            "This system has no files in memory, and a list of people is never written "
            "to a disk: paste the identifiers instead."
        )
    with os.fdopen(os.memfd_create("list"), "wb") as file:
        file.write(content)
        file.flush()
        path = _MemoryPath(f"/proc/self/fd/{file.fileno()}")
        path.given = name
        yield path

"""A source file as text: every cell a string, every row with its line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from data_access.errors import CareImpactError


class UnreadableFileError(CareImpactError):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written; None if it is to be detected."""

    separator: str | None = None
    encoding: str | None = None
    skip_rows: int = 0
    """Title lines above the header."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read, so that no file can exhaust the machine."""

    file_bytes: int = 4 * 1024**3
    line_characters: int = 4 * 1024**2
    columns: int = 20_000
    cells: int = 20_000_000
    """Cells of a sheet or of a page: a million rows of twenty columns."""
    workbook_bytes: int = 1536 * 1024**2
    """Bytes of a workbook once it is unpacked."""
    packed_cells: int = 60_000_000
    """Cells of a Parquet file, which take less room and say their number."""
    packed_bytes: int = 1024**3
    """Bytes of all texts of a Parquet file."""
    record_lines: int = 100
    """Lines one quoted record may span."""
    faults: int = 10_000
    """Rows that cannot be split before the file is given up."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file as text; ``repr`` does not show its contents.

    ``cells`` has one string column per source column, named c0, c1, ...; ``line``,
    ``fault`` and ``overflow`` have one value per row: the line it starts on (for
    Parquet the row number), the name of its fault of form or null, and the cells beyond
    the header's width or null. A row of empty cells counts as a row.
    """

    name: str
    header: tuple[str, ...]
    cells: pa.Table = field(repr=False)
    line: pa.Array
    fault: pa.Array
    overflow: pa.Array = field(repr=False)
    notices: tuple[str, ...] = ()
    rule: str = ""
    """By what rule its rows were made of others, in words; empty if they were not."""

    @property
    def rows(self) -> int:
        """Number of data rows."""
        return len(self.line)


def plain_names(header: Sequence[str]) -> list[str]:
    """Return each column's plain name; the second ``Date`` is ``date.1``."""
    counts: Counter[str] = Counter()
    names = []
    for plain in map(plain_name, header):
        names.append(f"{plain}.{counts[plain]}" if counts[plain] else plain)
        counts[plain] += 1
    return names


def plain_name(header: str) -> str:
    """Return a header in the form names are compared in: lower case, underscores."""
    return "_".join(header.strip().lower().split())

"""Rows put aside: the original cells and the reason, to correct and load again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

import pyarrow as pa

LINE_COLUMN = "put_aside_line"
REASON_COLUMN = "put_aside_reason"
REST_COLUMN = "put_aside_rest"
CORRECTION = ".put-aside"
PUT_ASIDE_COLUMNS = (LINE_COLUMN, REASON_COLUMN, REST_COLUMN)

# A spreadsheet runs a cell that starts so. An apostrophe before it stops that; values
# that already look stopped get one more, so that taking one away restores any value.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class PutAside:
    """The rows of one file that were put aside, as they stood. Held in memory only.

    ``cells`` has one string column a column of ``header``, then ``line``, ``reasons``
    and ``rest`` (what stood beyond the header's width, or null).
    """

    file: str
    table: str
    header: tuple[str, ...]
    cells: pa.Table = field(repr=False)

    @property
    def download_name(self) -> str:
        """Name of the download, under which it loads again as a correction."""
        stem, _ = told_apart(PurePath(self.file).stem)
        table = "" if stem == self.table else f".{self.table}"
        return f"{stem}{table}{CORRECTION}.csv"

    def as_csv(self) -> bytes:
        """Return the rows as marked UTF-8 CSV, safe to open in a spreadsheet."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow([*neutralised(self.header), *PUT_ASIDE_COLUMNS])
        writer.writerows(neutralised(row) for row in self._rows())
        return stream.getvalue().encode("utf-8-sig")

    def _rows(self) -> Iterator[list[str]]:
        for batch in self.cells.to_batches(max_chunksize=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            for row in zip(*columns, strict=True):
                yield ["" if cell is None else str(cell) for cell in row]


def told_apart(stem: str) -> tuple[str, str | None]:
    """Return the stem of the file a download is of, and the table it corrects.

    The table is None where the name is not that of a download.
    """
    if not stem.endswith(CORRECTION):
        return stem, None
    stem = stem.removesuffix(CORRECTION)
    first, _, last = stem.rpartition(".")
    return (first, last) if first else (stem, stem)


def neutralised(cells: Iterable[str]) -> list[str]:
    """Return ``cells`` with an apostrophe before any a spreadsheet would run."""
    return [f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells]

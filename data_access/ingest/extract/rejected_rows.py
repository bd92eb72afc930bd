"""Rejected rows: the original cells and the reason, to correct and load again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

import pyarrow as pa

REJECTED_COLUMNS = ("rejected_line", "rejected_reason", "rejected_rest")
_ENDING = ".rejected"
# Earlier downloads have these names; they load as corrections too.
_EARLIER_COLUMNS = ("put_aside_line", "put_aside_reason", "put_aside_rest")
_EARLIER_ENDING = ".put-aside"
ADDED_COLUMNS = frozenset({*REJECTED_COLUMNS, *_EARLIER_COLUMNS})
"""Every column that a download adds to those of the original file."""

# A spreadsheet runs a cell that starts so. An apostrophe before it stops that; values
# that already look stopped get one more, so that taking one away restores any value.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """The rejected rows of one file, unchanged. They are kept in memory only.

    ``cells`` has one string column per column of ``header``, then ``line``, ``reasons``
    and ``rest`` (the cells beyond the header's width, or null).
    """

    file: str
    table: str
    header: tuple[str, ...]
    cells: pa.Table = field(repr=False)

    @property
    def download_name(self) -> str:
        """Name of the download, under which it loads again as a correction."""
        stem, _ = correction_of(PurePath(self.file).stem)
        table = "" if stem == self.table else f".{self.table}"
        return f"{stem}{table}{_ENDING}.csv"

    def as_csv(self) -> bytes:
        """Return the rows as marked UTF-8 CSV, safe to open in a spreadsheet."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow([*neutralised(self.header), *REJECTED_COLUMNS])
        writer.writerows(neutralised(row) for row in self._rows())
        return stream.getvalue().encode("utf-8-sig")

    def _rows(self) -> Iterator[list[str]]:
        for batch in self.cells.to_batches(max_chunksize=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            for row in zip(*columns, strict=True):
                yield ["" if cell is None else str(cell) for cell in row]


def correction_of(stem: str) -> tuple[str, str | None]:
    """Return the stem of the original file, and the table that a download corrects.

    The table is None if ``stem`` is not the name of a download.
    """
    ending = next((e for e in (_ENDING, _EARLIER_ENDING) if stem.endswith(e)), None)
    if ending is None:
        return stem, None
    stem = stem.removesuffix(ending)
    first, _, last = stem.rpartition(".")
    return (first, last) if first else (stem, stem)


def is_correction(names: Iterable[str]) -> bool:
    """Whether a file with the columns ``names`` is a download of rejected rows."""
    return not {REJECTED_COLUMNS[1], _EARLIER_COLUMNS[1]}.isdisjoint(names)


def neutralised(cells: Iterable[str]) -> list[str]:
    """Return ``cells`` with an apostrophe before those a spreadsheet would run."""
    return [f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells]

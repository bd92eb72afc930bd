"""Read Parquet as text, so that it meets the same rules as CSV."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.ingest.extract.text_table import Limits, TextTable, UnreadableFileError

_BATCH_ROWS = 8_192
_ENGLAND = "Europe/London"


def read_parquet(path: Path, limits: Limits) -> TextTable:
    """Read the Parquet file at ``path`` with every value as text.

    Raises UnreadableFileError if it is not Parquet, too large or has nested values.
    """
    try:
        with pq.ParquetFile(path) as file:
            if file.metadata.num_columns > limits.columns:
                raise _too_large(path)
            table = _unpacked(file, path, limits)
        cells = [
            _as_text(path, name, column)
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
    except (pa.ArrowException, OSError, ValueError, UnicodeError):
        raise UnreadableFileError(
            f"{path.name} cannot be read as Parquet: export it again."
        ) from None
    rows = table.num_rows
    return TextTable(
        path.name,
        tuple(table.column_names),
        pa.table(cells, names=[f"c{index}" for index in range(len(cells))]),
        pa.array(range(1, rows + 1), pa.int64()),
        pa.nulls(rows, pa.string()),
        pa.nulls(rows, pa.string()),
    )


def _unpacked(file: pq.ParquetFile, path: Path, limits: Limits) -> pa.Table:
    """Read all rows and count their bytes: the file's own sizes may be wrong."""
    batches, room = [], limits.file_bytes
    for batch in file.iter_batches(batch_size=_BATCH_ROWS):
        room -= batch.nbytes
        if room < 0:
            raise _too_large(path)
        batches.append(batch)
    return pa.Table.from_batches(batches, file.schema_arrow)


def _too_large(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is too large once unpacked: split it by year and keep only the "
        "columns in the data dictionary."
    )


def _as_text(path: Path, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz is not None:  # the day that it was in England
            column = pc.cast(column, pa.timestamp(kind.unit, _ENGLAND))
        return pc.fill_null(pc.strftime(column, format="%Y-%m-%dT%H:%M:%S"), "")
    if pa.types.is_nested(kind):
        raise UnreadableFileError(
            f"{path.name} has lists or records in column {name}: write one value per "
            "cell."
        )
    text = pc.cast(column, pa.string())
    text.validate(full=True)  # Parquet promises UTF-8 without checking it
    return pc.fill_null(text, "")

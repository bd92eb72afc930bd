"""Read Parquet as text, so that it meets the same rules as CSV."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.ingest.text_table import Limits, TextTable, UnreadableFileError


def read_parquet(path: Path, limits: Limits) -> TextTable:
    """Read the Parquet file at ``path`` with every value written as text."""
    try:
        with pq.ParquetFile(path) as file:
            metadata = file.metadata
            unpacked = sum(
                metadata.row_group(index).total_byte_size
                for index in range(metadata.num_row_groups)
            )
            if unpacked > limits.file_bytes or metadata.num_columns > limits.columns:
                raise UnreadableFileError(
                    f"{path.name} is too large once unpacked: split it by year and "
                    "keep only the columns of the contract."
                )
            table = file.read()
        cells = [
            _as_text(path, name, column)
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
    except (pa.ArrowException, OSError, ValueError, UnicodeError):
        raise UnreadableFileError(
            f"{path.name} is not a Parquet file that can be read: export it again."
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


def _as_text(path: Path, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_timestamp(kind):
        return pc.fill_null(pc.strftime(column, format="%Y-%m-%dT%H:%M:%S"), "")
    if pa.types.is_nested(kind):
        raise UnreadableFileError(
            f"{path.name} holds lists or records in column {name}: write one value "
            "a cell."
        )
    text = pc.cast(column, pa.string())
    text.validate(full=True)  # Parquet promises UTF-8 without checking it
    return pc.fill_null(text, "")

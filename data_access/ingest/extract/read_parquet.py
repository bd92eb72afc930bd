"""Read Parquet as text, so that it meets the same rules as CSV."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.ingest.extract.text_table import Limits, TextTable, UnreadableFileError

_BATCH_ROWS = 8_192
# Where a text may repeat the one before, a kilobyte may unpack to any size.
_FEW_ROWS, _REPEATING = 64, "DELTA_BYTE_ARRAY"
_ENGLAND = "Europe/London"


def read_parquet(path: Path, limits: Limits) -> TextTable:
    """Read the Parquet file at ``path`` with every value as text.

    Raises UnreadableFileError if it is not Parquet, too large or has nested values.
    """
    try:
        with pq.ParquetFile(path) as file:
            _check_size(file.metadata, path, limits)
            texts = _texts(file)
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            table = _unpacked(file, path, limits)
    except MemoryError:  # which Arrow's own kind is, too
        raise
    except (pa.ArrowException, OSError, ValueError, UnicodeError):
        raise UnreadableFileError(
            f"{path.name} cannot be read as Parquet: export it again."
        ) from None
    rows = table.num_rows
    return TextTable(
        path.name,
        tuple(table.column_names),
        table.rename_columns([f"c{index}" for index in range(table.num_columns)]),
        pa.array(range(1, rows + 1), pa.int64()),
        pa.nulls(rows, pa.string()),
        pa.nulls(rows, pa.string()),
    )


def _check_size(about: pq.FileMetaData, path: Path, limits: Limits) -> None:
    """Refuse what says that it is too large, before any of it is read.

    A column of one value has hardly any bytes, however many rows there are.
    """
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    if (
        about.num_columns > limits.columns
        or about.num_rows * about.num_columns > limits.packed_cells
        or sum(group.num_rows for group in groups) != about.num_rows
        or sum(group.total_byte_size for group in groups) > limits.file_bytes
    ):
        raise _too_large(path)


def _texts(file: pq.ParquetFile) -> list[str]:
    """Return the columns of text, which are read as a value and its places."""
    return [
        field.name
        for field in file.schema_arrow
        if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
    ]


def _unpacked(file: pq.ParquetFile, path: Path, limits: Limits) -> pa.Table:
    """Read all rows as text and count the bytes: the file's own sizes may be wrong."""
    batches, room = [], min(limits.file_bytes, limits.packed_bytes)
    names = file.schema_arrow.names
    rows = _FEW_ROWS if _repeats(file.metadata) else _BATCH_ROWS
    for batch in file.iter_batches(batch_size=rows):
        room -= sum(map(_bytes, batch.columns))
        if room < 0:
            raise _too_large(path)
        columns = map(_as_text, [path] * len(names), names, batch.columns)
        batches.append(pa.RecordBatch.from_arrays(list(columns), names))
    schema = pa.schema([(name, pa.string()) for name in names])
    return pa.Table.from_batches(batches, schema)


def _repeats(about: pq.FileMetaData) -> bool:
    return any(
        _REPEATING in about.row_group(group).column(column).encodings
        for group in range(about.num_row_groups)
        for column in range(about.num_columns)
    )


def _bytes(column: pa.Array) -> int:
    """Return how large a column is once each row has its own value."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).cast(pa.int64())
    return int(pc.sum(lengths.take(column.indices)).as_py() or 0)


def _too_large(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is too large once unpacked: split it by year and keep only the "
        "columns in the data dictionary."
    )


def _as_text(path: Path, name: str, column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
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

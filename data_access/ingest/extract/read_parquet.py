"""Read Parquet as text, so that it meets the same rules as CSV."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.ingest.extract.text_table import Limits, TextTable, UnreadableFileError

_BATCH_ROWS, _BATCH_BYTES = 8_192, 64 * 1024**2
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
            at_once = _rows_at_once(path, file, limits)
            table = _unpacked(file, path, at_once, limits)
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


def _rows_at_once(path: Path, file: pq.ParquetFile, limits: Limits) -> int:
    """Return how many rows may be unpacked at once, by the longest text there is.

    A text is stored once, and each row has only its place: a thousand rows of a text of
    a megabyte are a file of a kilobyte.
    """
    about = file.metadata
    groups = range(about.num_row_groups)
    repeating = any(
        _REPEATING in about.row_group(group).column(column).encodings
        for group in groups
        for column in range(about.num_columns)
    )
    texts = [
        field.name
        for field in file.schema_arrow
        if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
    ]
    longest = 1
    with pq.ParquetFile(path, read_dictionary=texts) as stored:
        for group in groups:
            first = next(stored.iter_batches(1, [group]), None)
            for column in first.columns if first is not None else ():
                if pa.types.is_dictionary(column.type):
                    lengths = pc.binary_length(column.dictionary)
                    longest = max(longest, pc.max(lengths).as_py() or 0)
    if longest > limits.line_characters:
        raise _too_large(path)
    most = _FEW_ROWS if repeating else _BATCH_ROWS
    return max(1, min(most, _BATCH_BYTES // longest))


def _unpacked(file: pq.ParquetFile, path: Path, rows: int, limits: Limits) -> pa.Table:
    """Read all rows as text and count the bytes: the file's own sizes may be wrong."""
    batches, room = [], min(limits.file_bytes, limits.packed_bytes)
    names = file.schema_arrow.names
    for batch in file.iter_batches(batch_size=rows):
        room -= batch.nbytes
        if room < 0:
            raise _too_large(path)
        columns = map(_as_text, [path] * len(names), names, batch.columns)
        batches.append(pa.RecordBatch.from_arrays(list(columns), names))
    schema = pa.schema([(name, pa.string()) for name in names])
    return pa.Table.from_batches(batches, schema)


def _too_large(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is too large once unpacked: split it by year and keep only the "
        "columns in the data dictionary."
    )


def _as_text(path: Path, name: str, column: pa.Array) -> pa.Array:
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

"""Read one source file as text.

Nothing is interpreted and nothing is dropped here. A row that cannot be split into
columns is kept with its fault, so that it can be rejected later.
"""

from pathlib import Path

from data_access.ingest.extract.read_csv import read_csv
from data_access.ingest.extract.read_parquet import read_parquet
from data_access.ingest.extract.text_table import (
    Dialect,
    Limits,
    TextTable,
    UnreadableFileError,
)


def read_file(
    path: Path,
    *,
    column_names: frozenset[str] = frozenset(),
    dialect: Dialect | None = None,
    limits: Limits | None = None,
) -> TextTable:
    """Read a CSV or Parquet file as text.

    ``column_names`` are the expected names (as ``plain_name`` gives them), used to find
    the separator of a CSV file. Raises UnreadableFileError if the file cannot be used.
    """
    limits = limits or Limits()
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise UnreadableFileError(
                f"{path.name} is larger than {limits.file_bytes:,} bytes: "
                "split it into one file per year."
            )
        if path.suffix.lower() == ".parquet":
            return read_parquet(path, limits)
        return read_csv(path, column_names, dialect or Dialect(), limits)
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name} cannot be opened: close it in other programs and check that "
            "you have permission to read it."
        ) from error

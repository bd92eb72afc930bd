"""The table of a Parquet file: it has nothing above or below it."""

from collections.abc import Iterator
from pathlib import Path

from data_access.ingest.extract.read_parquet import read_parquet
from data_access.ingest.extract.text_table import Limits
from data_access.ingest.found.found_table import Found, FoundTable


def tables_of_parquet(
    path: Path, _known: frozenset[str], limits: Limits
) -> Iterator[Found]:
    """Yield the one table of a file; raise UnreadableFileError if it is none."""
    yield FoundTable(read_parquet(path, limits), "", 0, (), {})

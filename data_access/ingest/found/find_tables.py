"""Find every table in a file, by what the file is and not by its name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from data_access.errors import CareImpactError
from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.file_kind import Kind, kind_of
from data_access.ingest.found.found_table import Found, NoTable
from data_access.ingest.found.html_file import tables_of_html
from data_access.ingest.found.packed_files import unpack
from data_access.ingest.found.parquet_file import tables_of_parquet
from data_access.ingest.found.text_file import tables_of_text
from data_access.ingest.found.workbook_file import tables_of_workbook

Reader = Callable[[Path, frozenset[str], Limits], Iterator[Found]]


def find_tables(
    path: Path, known: frozenset[str], limits: Limits | None = None
) -> Iterator[Found]:
    """Yield every table of a file: text, a workbook, HTML, Parquet, or a zip of these.

    ``known`` are plain names of columns that exports have. Raises UnreadableFileError
    if the file as a whole cannot be used; a part of a zip that cannot is a NoTable.
    """
    limits = limits or Limits()
    try:
        if path.stat().st_size > limits.file_bytes:
            raise UnreadableFileError(
                f"{path.name} is larger than {limits.file_bytes:,} bytes: split it "
                "into one file per year."
            )
        yield from _READERS[kind_of(path)](path, known, limits)
    except OSError:
        raise UnreadableFileError(
            f"{path.name} cannot be opened: close it in other programs and check that "
            "you have permission to read it."
        ) from None


def _tables_of_zip(
    path: Path, known: frozenset[str], limits: Limits
) -> Iterator[Found]:
    with TemporaryDirectory() as folder:
        unpacked = unpack(path, Path(folder), limits)
        for file in unpacked.files:
            try:
                for found in find_tables(file, known, limits):
                    sheet = f"{file.name}: {found.sheet}" if found.sheet else file.name
                    yield replace(found, sheet=sheet)
            except CareImpactError as error:
                yield _none(file.name, str(error))
            file.unlink(missing_ok=True)
        for refused in unpacked.refused:
            yield _none(refused.name, refused.reason)


def _none(name: str, sentence: str) -> NoTable:
    return NoTable(name, sentence.removeprefix(f"{name} ").removesuffix("."))


_READERS: Mapping[Kind, Reader] = {
    Kind.TEXT: tables_of_text,
    Kind.PAGE: tables_of_html,
    Kind.WORKBOOK: tables_of_workbook,
    Kind.PARQUET: tables_of_parquet,
    Kind.ZIP: _tables_of_zip,
}

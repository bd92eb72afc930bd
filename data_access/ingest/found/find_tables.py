"""Find every table in a file, by what the file is and not by its name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from data_access.errors import CareImpactError
from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.found_table import Found, NoTable
from data_access.ingest.found.html_file import tables_of_html
from data_access.ingest.found.text_file import tables_of_text
from data_access.ingest.found.workbook_file import tables_of_workbook

MOST_FILES = 200  # of one zip
MOST_TIMES = 200  # as large as it is packed: text packs to a twentieth

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHER = {
    b"PAR1": "is Parquet: name it after its table of the contract",
    b"\x1f\x8b": "is compressed with gzip: unpack it",
    b"%PDF": "is a PDF: export it as CSV or as a workbook",
}
_WORKBOOK_PARTS = ("xl/", "content.xml")

Reader = Callable[[Path, frozenset[str], Limits], Iterator[Found]]


def find_tables(
    path: Path, known: frozenset[str], limits: Limits | None = None
) -> Iterator[Found]:
    """Yield every table of a file: CSV, a workbook, HTML, or a zip of these.

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
        with path.open("rb") as stream:
            start = stream.read(1024)
        if start.startswith(_ZIP) and not _is_workbook(path):
            yield from _tables_of_zip(path, known, limits)
        else:
            yield from _reader(path, start)(path, known, limits)
    except OSError:
        raise UnreadableFileError(
            f"{path.name} cannot be opened: close it in other programs and check that "
            "you have permission to read it."
        ) from None


def _reader(path: Path, start: bytes) -> Reader:
    for mark, what in _OTHER.items():
        if start.startswith(mark):
            raise UnreadableFileError(f"{path.name} {what}.")
    if start.startswith((_ZIP, _OLD)):
        return tables_of_workbook
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return tables_of_html
    return tables_of_text


def _is_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as packed:
            return any(name.startswith(_WORKBOOK_PARTS) for name in packed.namelist())
    except BadZipFile:
        raise UnreadableFileError(
            f"{path.name} is damaged: export or pack it again."
        ) from None


def _tables_of_zip(
    path: Path, known: frozenset[str], limits: Limits
) -> Iterator[Found]:
    with ZipFile(path) as packed, TemporaryDirectory() as folder:
        parts = [part for part in packed.infolist() if _is_part(part)]
        unpacked = sum(part.file_size for part in parts)
        most = min(limits.file_bytes, MOST_TIMES * max(path.stat().st_size, 1))
        if len(parts) > MOST_FILES or unpacked > most:
            raise UnreadableFileError(
                f"{path.name} unpacks to {len(parts):,} files and {unpacked:,} bytes: "
                "unpack it, and give the files that are needed."
            )
        for number, part in enumerate(parts):
            name = PurePosixPath(part.filename).name
            file = Path(folder, str(number), name)
            file.parent.mkdir()
            try:
                _unpack(packed, part, file)
                with file.open("rb") as stream:
                    nested = stream.read(4) == _ZIP and not _is_workbook(file)
                if nested:
                    yield NoTable(name, "is a zip in a zip: unpack it")
                    continue
                for found in find_tables(file, known, limits):
                    sheet = f"{name}: {found.sheet}" if found.sheet else name
                    yield replace(found, sheet=sheet)
            except CareImpactError as error:
                yield NoTable(name, str(error))
            file.unlink(missing_ok=True)


def _unpack(packed: ZipFile, part: ZipInfo, file: Path) -> None:
    """Write one part, no further than it says that it is long."""
    try:
        with packed.open(part) as source, file.open("wb") as target:
            left = part.file_size
            while left > 0 and (chunk := source.read(min(left, 1024**2))):
                target.write(chunk)
                left -= len(chunk)
    except (BadZipFile, RuntimeError, NotImplementedError):
        raise UnreadableFileError(
            f"{file.name} is damaged or protected by a password: pack it again without "
            "one."
        ) from None


def _is_part(part: ZipInfo) -> bool:
    name = PurePosixPath(part.filename)
    hidden = any(piece.startswith((".", "__MACOSX")) for piece in name.parts)
    return not part.is_dir() and not hidden

"""What is a file, by its first bytes and never by its name?"""

import codecs
import re
from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.ingest.found.zip_directory import check_directory

_LOOKED_AT = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_PARQUET = b"PAR1"
_SAVE = "export it as CSV or as a workbook"
_OTHER = {
    b"\x1f\x8b": "is compressed with gzip: unpack it",
    b"7z\xbc\xaf": "is compressed with 7-Zip: pack it as a zip",
    b"Rar!": "is compressed with RAR: pack it as a zip",
    b"%PDF": f"is a PDF: {_SAVE}",
    b"{\\rtf": f"is a document: {_SAVE}",
    b"\x89PNG": f"is a picture: {_SAVE}",
    b"\xff\xd8\xff": f"is a picture: {_SAVE}",
    b"SQLite format 3": f"is a database: {_SAVE}",
    b"\x00\x01\x00\x00Standard": f"is an Access database: {_SAVE}",
}
# Programs begin with two letters, which a heading may as well.
_PROGRAM = re.compile(rb"MZ.{0,200}\0\0|\x7fELF", re.DOTALL)
_DOCUMENTS = ("word/", "ppt/", "visio/")
_WORKBOOK_PARTS = ("xl/", "content.xml")
_XML_OF_EXCEL = "urn:schemas-microsoft-com:office:spreadsheet"
_PAGE = re.compile(
    r"\s*(<\?xml[^>]*>|<!--.*?-->|\s)*"
    r"<(html|!doctype html|table|meta|head|body|style|div|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)


class Kind(StrEnum):
    """A form in which a table can be read."""

    TEXT = "text"
    PAGE = "a page of HTML"
    WORKBOOK = "a workbook"
    PARQUET = "Parquet"
    ZIP = "a zip"


def kind_of(path: Path) -> Kind:
    """Return what a file is; text if it is nothing else.

    Raises UnreadableFileError for what has no table that can be read, such as a PDF.
    """
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    if start.startswith(_ZIP):
        return _packed(path)
    if start.startswith(_OLD_WORKBOOK):
        return Kind.WORKBOOK
    if start.startswith(_PARQUET):
        return Kind.PARQUET
    other = next((what for mark, what in _OTHER.items() if start.startswith(mark)), "")
    if not other and _PROGRAM.match(start):
        other = f"is a program: {_SAVE}"
    text = _decoded(start)
    if _XML_OF_EXCEL in text:
        other = "is a workbook written as XML: open it in Excel and save it as .xlsx"
    if other:
        raise UnreadableFileError(f"{path.name} {other}.")
    return Kind.PAGE if _PAGE.match(text) else Kind.TEXT


def _packed(path: Path) -> Kind:
    """Tell a workbook from a zip: both are packed files."""
    check_directory(path)
    try:
        with ZipFile(path) as packed:
            names = packed.namelist()
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        raise UnreadableFileError(
            f"{path.name} is damaged: export or pack it again."
        ) from None
    if any(name.startswith(_WORKBOOK_PARTS) for name in names):
        return Kind.WORKBOOK
    if any(name.startswith(_DOCUMENTS) for name in names):
        raise UnreadableFileError(f"{path.name} is a document: {_SAVE}.")
    return Kind.ZIP


def _decoded(start: bytes) -> str:
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if marked else "utf-8", errors="ignore")
    return text.removeprefix("\ufeff")

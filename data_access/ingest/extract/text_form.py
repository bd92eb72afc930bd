"""How is a file of text written: in which encoding, with quotes or without?"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from data_access.ingest.extract.text_table import Dialect, UnreadableFileError

_CHUNK_BYTES = 1024**2
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "Parquet",
    b"\x1f\x8b": "compressed with gzip",
    b"%PDF": "a PDF",
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class TextForm:
    """The encoding, whether a quote is in it, and what a reader is to be told."""

    encoding: str
    quoted: bool
    notices: tuple[str, ...]


def form_of(path: Path, dialect: Dialect) -> TextForm:
    """Look at a whole file; raise UnreadableFileError if it is not text."""
    with path.open("rb") as stream:
        start = stream.read(_CHUNK_BYTES)
    if not start.strip():
        raise UnreadableFileError(
            f"{path.name} is empty: export it again, or leave it out."
        )
    for mark, kind in _NOT_TEXT.items():
        if start.startswith(mark):
            raise UnreadableFileError(
                f"{path.name} is {kind}, not CSV text: save it as CSV (UTF-8)."
            )
    encoding = dialect.encoding or _without_mark(path.name, start)
    for mark, marked in _BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            encoding = marked
    quoted = _decodes(path, encoding)
    if quoted is not None:
        return TextForm(encoding, quoted, ())
    if dialect.encoding is None and not encoding.startswith("utf-16"):
        return _not_utf_8(path)
    raise _no_encoding(path)


def _without_mark(name: str, start: bytes) -> str:
    """Return the encoding of a text without a byte order mark: UTF-16 has zeros.

    Every second byte of plain letters in UTF-16 is zero, the first of each two if the
    larger part comes first.
    """
    if start.count(0) * 3 <= len(start):
        return "utf-8"
    first, second = (start[place::2].count(0) for place in (0, 1))
    if min(first, second) * 10 > max(first, second):
        raise UnreadableFileError(f"{name} is not text: save it as CSV (UTF-8).")
    return "utf-16-be" if first > second else "utf-16-le"


def _not_utf_8(path: Path) -> TextForm:
    """Read as Windows-1252, unless the file is UTF-8 but for a stray byte."""
    stray = _stray_line(path)
    if stray is not None:
        raise UnreadableFileError(
            f"{path.name} is UTF-8 but for a character on line {stray:,}: correct it, "
            "and save the file as CSV (UTF-8)."
        )
    quoted = _decodes(path, "cp1252")
    if quoted is None:
        raise _no_encoding(path)
    return TextForm(
        "cp1252", quoted, ("read as Windows-1252, because it is not UTF-8",)
    )


def _no_encoding(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is not text in UTF-8 or Windows-1252: save it as CSV (UTF-8)."
    )


def _stray_line(path: Path) -> int | None:
    """Return the first line that is not UTF-8 in a file that otherwise is.

    None if nothing beyond ASCII is UTF-8: then the file is in another encoding. Read
    in that, every accent of a UTF-8 file with one stray byte would be spoilt.
    """
    stray, accents, number = None, False, 1
    with path.open("rb") as stream:
        # A line may be too long for memory: what is longer is taken in pieces.
        while line := stream.readline(_CHUNK_BYTES):
            if not line.isascii():
                known = line.decode("utf-8", errors="ignore")
                accents = accents or not known.isascii()
                if stray is None and known.encode() != line:
                    stray = number
            number += line.endswith(b"\n")
    return stray if accents else None


def _decodes(path: Path, encoding: str) -> bool | None:
    """Return whether the text contains a quote, or None if it does not decode."""
    decoder = codecs.getincrementaldecoder(encoding)()
    quoted = False
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                quoted = quoted or b'"' in chunk
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return quoted

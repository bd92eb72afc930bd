"""How large is a workbook once it is read? Looked at before it is read.

The reader makes room for every cell between a sheet's first and last, and for as many
texts as a workbook says it has: a file of a kilobyte can ask for all the memory there
is. So its parts are unpacked once, a piece at a time, and only counted.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from data_access.ingest.extract.text_table import Limits, UnreadableFileError

_PIECE = 1024**2
_LONGEST_TAG = 1024
_SHORTEST_TEXT = 5  # "<si/>"

_COUNT = re.compile(rb"""\buniqueCount\s*+=\s*+["'](\d{1,20})""")
# A cell that closes itself has a style and no value, and needs no room.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^<>]{0,300}?"
    rb"""\br\s*+=\s*+["']([A-Za-z]{1,7})(\d{1,10})["'][^<>]{0,300}(?<!/)>"""
)
_NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*+"
    rb"(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)


def check_workbook(path: Path, limits: Limits) -> int:
    """Return how many formulas of a workbook have no value.

    Raises UnreadableFileError if the workbook is larger than is read.
    """
    room, formulas = limits.workbook_bytes, 0
    try:
        with ZipFile(path) as packed:
            for part in packed.infolist():
                if part.filename:
                    size, some = _check_part(path, packed, part, room, limits)
                    room -= size
                    formulas += some
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error):
        raise damaged(path) from None
    except RuntimeError:  # of a part with a password
        raise UnreadableFileError(
            f"{path.name} is protected by a password: save it without one."
        ) from None
    return formulas


def damaged(path: Path) -> UnreadableFileError:
    """Return what is said of a workbook that cannot be read."""
    return UnreadableFileError(
        f"{path.name} is damaged, or is no workbook: open it in Excel and save it "
        "again."
    )


def check_cells(
    path: Path, sheet: str, height: int, width: int, limits: Limits
) -> None:
    """Raise UnreadableFileError if a sheet has more cells than are read."""
    if height * width > limits.cells:
        raise UnreadableFileError(
            f"{sheet} of {path.name} reaches to row {height:,} and column {width:,}: "
            "delete what is below and beside its table."
        )


def _check_part(
    path: Path, packed: ZipFile, part: ZipInfo, room: int, limits: Limits
) -> tuple[int, int]:
    """Return the bytes of a part, and its formulas without a value."""
    size = said = formulas = width = height = 0
    for piece, unpacked in _pieces(packed, part):
        size = unpacked
        if size > room:
            raise UnreadableFileError(
                f"{path.name} unpacks to more than {limits.workbook_bytes:,} bytes: "
                "save the sheets that are needed as CSV."
            )
        if b"uniqueCount" in piece:
            said = max(said, *map(int, _COUNT.findall(piece)), 0)
        formulas += len(_NO_VALUE.findall(piece)) if b"f" in piece else 0
        cells = _CELL.findall(piece) if b"c " in piece else []
        if cells:
            width = max(width, *(_place(name) for name in {one for one, _ in cells}))
            height = max(height, *(int(row) for row in {row for _, row in cells}))
    check_cells(path, "A sheet", height, width, limits)
    if said > size // _SHORTEST_TEXT:
        raise BadZipFile
    return size, formulas


def _pieces(packed: ZipFile, part: ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield a part in pieces that no cell lies across, each with the bytes so far."""
    rest, unpacked = b"", 0
    with packed.open(part) as stream:
        while new := stream.read(_PIECE):
            unpacked += len(new)
            piece = rest + new
            cut = piece.rfind(b"c>") + 2
            if cut < 2:
                cut = max(len(piece) - _LONGEST_TAG, 0)
            rest = piece[cut:]
            yield piece[:cut], unpacked
    yield rest, unpacked


def _place(letters: bytes) -> int:
    """Return which column letters name: A is 1, AA is 27."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place

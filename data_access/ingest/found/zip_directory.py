"""How large is the list of what is in a zip, before Python reads the whole of it?"""

import struct
from pathlib import Path

from data_access.ingest.extract.text_table import UnreadableFileError

# Twenty thousand names, more than any workbook has parts.
MOST_BYTES = 2 * 1024**2
_END, _END_BYTES = b"PK\x05\x06", 22
_END_64, _END_64_BYTES, _LOCATOR_BYTES = b"PK\x06\x06", 56, 20
_LONGEST_COMMENT = 65_535
_IN_64 = 0xFFFFFFFF


def check_directory(path: Path) -> None:
    """Raise UnreadableFileError if the list is missing, or names too many files."""
    listed = _listed_bytes(path)
    if listed is None:
        raise UnreadableFileError(f"{path.name} is damaged: export or pack it again.")
    if listed > MOST_BYTES:
        raise UnreadableFileError(
            f"{path.name} names too many files: pack the files that are needed alone."
        )


def _listed_bytes(path: Path) -> int | None:
    """Return the length of the list; of a large zip it stands in a second record."""
    before = _END_64_BYTES + _LOCATOR_BYTES
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - before))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        return None
    (listed,) = struct.unpack_from("<L", tail, at + 12)
    large = tail[max(0, at - before) : at]
    if len(large) < before or not large.startswith(_END_64):
        return int(listed)
    (listed_64,) = struct.unpack_from("<Q", large, 40)
    return int(max(listed_64, 0 if listed == _IN_64 else listed))

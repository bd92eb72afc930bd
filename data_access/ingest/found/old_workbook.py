"""Is an old workbook sound? Its reader follows lists of sectors wherever they lead.

Such a file is a small disk: a table says which sector follows which, and entries say
where each stream begins and how long it is. A list that leads back to itself is
followed for as long as the entry says, and fills the memory.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from data_access.ingest.extract.text_table import Limits, UnreadableFileError

_HEADER_BYTES, _LAST_SECTOR = 512, 0xFFFFFFFA
_ENTRY_BYTES, _STREAMS = 128, (2, 5)  # a stream, and the root
_IN_HEADER = 109

Table = list[int]


class _UnsoundError(Exception):
    """The disk within the file contradicts itself."""


def check_old_workbook(path: Path, limits: Limits) -> None:
    """Raise UnreadableFileError if the lists of a file lead in a circle or too far."""
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            header = stream.read(_HEADER_BYTES)
            bits = struct.unpack_from("<H", header, 30)[0]
            if bits not in (9, 12) or size > limits.workbook_bytes:
                raise _UnsoundError
            disk = _Disk(stream, 1 << bits, size)
            table = disk.table(header)
            directory, small = struct.unpack_from("<L8xL", header, 48)
            lengths = [length for _, length in disk.streams(table, directory)]
            if max(lengths, default=0) > size:
                raise _UnsoundError
            _check_lists(table, (directory, small))
    except (struct.error, _UnsoundError):
        raise UnreadableFileError(
            f"{path.name} is damaged, or is no workbook: open it in Excel and save it "
            "again."
        ) from None


class _Disk:
    """The sectors of a file; the first begins behind its header."""

    def __init__(self, stream: BinaryIO, sector: int, size: int) -> None:
        self._stream = stream
        self._sector = sector
        self._numbers = f"<{sector // 4}L"
        self._sectors = size // sector + 1

    def table(self, header: bytes) -> Table:
        """Return which sector follows each."""
        return [
            follower
            for place in islice(self._places(header), self._sectors)
            for follower in struct.unpack(self._numbers, self._read(place))
        ]

    def streams(self, table: Table, directory: int) -> Iterator[tuple[int, int]]:
        """Yield the first sector of each stream and its bytes."""
        place, seen = directory, 0
        while place < len(table):
            content = self._read(place)
            for at in range(0, len(content), _ENTRY_BYTES):
                if content[at + 66] in _STREAMS:
                    yield struct.unpack_from("<LL", content, at + 116)
            place, seen = table[place], seen + 1
            if seen > self._sectors:
                raise _UnsoundError

    def _places(self, header: bytes) -> Iterator[int]:
        """Yield the sectors of the table, which a list of their own goes on with."""
        yield from self._used(struct.unpack_from(f"<{_IN_HEADER}L", header, 76))
        (place,) = struct.unpack_from("<L", header, 68)
        for _ in range(self._sectors):
            if place >= _LAST_SECTOR:
                return
            *places, place = struct.unpack(self._numbers, self._read(place))
            yield from self._used(tuple(places))
        raise _UnsoundError

    def _used(self, places: tuple[int, ...]) -> Iterator[int]:
        return (place for place in places if place < _LAST_SECTOR)

    def _read(self, place: int) -> bytes:
        if place >= self._sectors:
            raise _UnsoundError
        # The header fills the first sector, however large sectors are.
        self._stream.seek((place + 1) * self._sector)
        content = self._stream.read(self._sector)
        return content.ljust(self._sector, b"\0")


def _check_lists(table: Table, starts: tuple[int, ...]) -> None:
    """Refuse a table in which two sectors lead to one, or any leads to a beginning."""
    followers = [place for place in table if place < len(table)]
    known = set(followers)
    if len(known) < len(followers) or known.intersection(starts):
        raise _UnsoundError

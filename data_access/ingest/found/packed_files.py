"""Unpack a zip: bounded, without its folders, and no file on account of another.

The page and the command line both unpack here, so that both refuse the same.
"""

import stat
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from data_access.errors import CareImpactError
from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.file_kind import Kind, kind_of

MOST_FILES = 200
MOST_TIMES = 200  # as large as it is packed: text packs to a twentieth
_NEVER_TOO_MANY_TIMES = 1024**2
_PIECE = 1024**2
_LONGEST_NAME, _LONGEST_MARK = 180, 60  # bytes
# What computers leave beside files: of macOS, Windows, Excel and LibreOffice.
_LEFT_BY_COMPUTERS = ("__MACOSX", "Thumbs.db", "desktop.ini", "~$", ".")
_NOT_IN_NAMES = '<>:"|?*'


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that is not taken, and why: a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of a zip: those that were written, and those that were refused."""

    files: tuple[Path, ...]
    refused: tuple[RefusedFile, ...]


def unpack(archive: Path, folder: Path, limits: Limits) -> Unpacked:
    """Write the files of a zip into a folder, names that clash told apart.

    Raises UnreadableFileError if the zip as a whole is refused; then nothing is left.
    """
    files: list[Path] = []
    refused: list[RefusedFile] = []
    try:
        with ZipFile(archive) as packed:
            parts = _parts(archive, packed, limits)
            room = _room(archive, limits)
            for part, name in _named(parts, [one.name for one in folder.iterdir()]):
                try:
                    target = folder / name
                    files.append(target)
                    room -= _write(packed, part, target, room)
                    _check_inside(target)
                except _NoRoomError:
                    raise _too_large(archive, limits) from None
                except CareImpactError as error:
                    files.remove(target)
                    target.unlink(missing_ok=True)
                    refused.append(RefusedFile(name, str(error)))
    except BaseException as error:
        for path in files:
            path.unlink(missing_ok=True)
        if isinstance(error, BadZipFile | NotImplementedError | ValueError):
            raise UnreadableFileError(
                f"{archive.name} is damaged: pack it again."
            ) from None
        raise
    return Unpacked(tuple(files), tuple(refused))


class _NoRoomError(Exception):
    """More comes out of a zip than may."""


def _parts(archive: Path, packed: ZipFile, limits: Limits) -> list[ZipInfo]:
    parts = [
        part
        for part in packed.infolist()
        if part.filename and not part.is_dir() and not left_by_computers(part.filename)
    ]
    if not parts:
        raise UnreadableFileError(f"{archive.name} is a zip without files.")
    if len(parts) > MOST_FILES:
        raise UnreadableFileError(
            f"{archive.name} contains {len(parts):,} files, more than {MOST_FILES}: "
            "pack the files that are needed alone."
        )
    if sum(part.file_size for part in parts) > _room(archive, limits):
        raise _too_large(archive, limits)
    # Files that share their bytes pack without bound.
    if sum(part.compress_size for part in parts) > archive.stat().st_size:
        raise BadZipFile
    return parts


def _room(archive: Path, limits: Limits) -> int:
    packed = archive.stat().st_size
    return min(limits.file_bytes, max(MOST_TIMES * packed, _NEVER_TOO_MANY_TIMES))


def _too_large(archive: Path, limits: Limits) -> UnreadableFileError:
    return UnreadableFileError(
        f"{archive.name} unpacks to more than {_room(archive, limits):,} bytes: unpack "
        "it, and give the files that are needed."
    )


def _write(packed: ZipFile, part: ZipInfo, target: Path, room: int) -> int:
    """Write one part and return its bytes, which may be others than it says."""
    path = PurePosixPath(part.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or path.parts[0].endswith(":"):
        raise UnreadableFileError(
            f"{target.name} has a path that leads out of its folder: pack it again."
        )
    if stat.S_ISLNK(part.external_attr >> 16):
        raise UnreadableFileError(f"{target.name} is a link: pack the file itself.")
    written = 0
    try:
        with packed.open(part) as source, target.open("xb") as stream:
            target.chmod(0o600)
            while piece := source.read(_PIECE):
                written += len(piece)
                if written > room:
                    raise _NoRoomError
                stream.write(piece)
    except (BadZipFile, EOFError, RuntimeError, ValueError, zlib.error):
        # RuntimeError is a password, or a way of packing that Python does not know.
        raise UnreadableFileError(
            f"{target.name} is damaged or protected by a password: pack it again "
            "without one."
        ) from None
    return written


def _check_inside(path: Path) -> None:
    if kind_of(path) is Kind.ZIP:
        raise UnreadableFileError(f"{path.name} is a zip in a zip: unpack it.")


def _named(
    parts: Sequence[ZipInfo], taken: Sequence[str]
) -> Iterator[tuple[ZipInfo, str]]:
    """Give each part the name of its file, with its folder where two have one name."""
    names = [plain_file_name(part.filename) for part in parts]
    often = Counter(name.casefold() for name in names)
    used = list(taken)
    for part, name in zip(parts, names, strict=True):
        folder = PurePosixPath(part.filename.replace("\\", "/")).parent
        again = often[name.casefold()] > 1
        told = told_apart(name, " ".join(folder.parts) if again else "", used)
        used.append(told)
        yield part, told


def told_apart(name: str, mark: str, taken: Collection[str]) -> str:
    """Return ``name`` with a mark, such as its folder, and a number if it is taken."""
    path = PurePosixPath(name)
    mark = plain_file_name(mark, _LONGEST_MARK) if mark else ""
    others = {other.casefold() for other in taken}
    first = f"{path.stem} ({mark}){path.suffix}" if mark else name
    numbered = (
        f"{path.stem} ({f'{mark} {number}'.strip()}){path.suffix}"
        for number in count(2)
    )
    names = chain([first], numbered)
    return next(one for one in names if one.casefold() not in others)


def plain_file_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """Return the last part of a path as a name that every system can write."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(
        "_" if letter in _NOT_IN_NAMES or ord(letter) < 32 else letter
        for letter in last
    ).strip(". ")
    path = PurePosixPath(plain or "file")
    suffix = path.suffix if len(path.suffix) < 10 else ""
    stem = path.name.removesuffix(suffix).encode("utf-8", errors="replace")
    return stem[: longest - 10].decode("utf-8", errors="ignore") + suffix


def left_by_computers(name: str) -> bool:
    """Say whether a file is nobody's: hidden, or left by a program."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(
        part.startswith(_LEFT_BY_COMPUTERS) for part in parts if part not in ("..", ".")
    )

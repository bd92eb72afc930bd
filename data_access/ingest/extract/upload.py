"""Save files from a browser to the disk: bounded, without folders, and temporary.

Uploads contain identifiers, so they are kept in folders that only their owner can
read, outside the lake, for as long as a check and its load take.
"""

import secrets
import shutil
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from data_access.errors import CareImpactError

_PIECE = 1024**2
_KINDS = (".csv", ".txt", ".tsv", ".parquet")
_LONGEST_NAME = 120


class UploadRefusedError(CareImpactError):
    """The upload is refused; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Limits of an upload: bytes received, bytes unpacked from a zip, and files."""

    received_bytes: int = 1024**3
    unpacked_bytes: int = 4 * 1024**3
    files: int = 200


def new_upload(home: Path) -> Path:
    """Make and return an empty folder for one upload."""
    folder = home / "uploads" / secrets.token_hex(16)
    folder.mkdir(parents=True, mode=0o700)
    folder.parent.chmod(0o700)
    return folder


def drop_upload(folder: Path) -> None:
    """Delete the folder of an upload with everything in it."""
    shutil.rmtree(folder, ignore_errors=True)


def drop_stale_uploads(home: Path, older_than_seconds: float) -> int:
    """Delete abandoned uploads and return their number."""
    folder = home / "uploads"
    if not folder.is_dir():
        return 0
    now = time.time()
    stale = [
        entry
        for entry in folder.iterdir()
        if now - entry.stat().st_mtime > older_than_seconds
    ]
    for entry in stale:
        drop_upload(entry)
    return len(stale)


def receive(
    stream: IO[bytes], name: str, folder: Path, limits: UploadLimits | None = None
) -> tuple[Path, ...]:
    """Write one uploaded file into ``folder``, unpacking a zip; return the new files.

    Raises UploadRefusedError; nothing of a refused upload is left.
    """
    limits = limits or UploadLimits()
    target = folder / plain_file_name(name)
    if target.suffix.lower() not in (*_KINDS, ".zip"):
        raise UploadRefusedError(
            f"{target.name} is not a CSV, Parquet or zip file: export it as CSV."
        )
    if target.exists():
        raise UploadRefusedError(
            f"{target.name} is already uploaded: remove one of the two."
        )
    with _refused_in_one_sentence(target.name):
        try:
            _copy(stream, target, limits.received_bytes, name)
            if target.suffix.lower() != ".zip":
                return (target,)
            paths = unpack(target, folder, limits)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        target.unlink()
        return paths


def unpack(archive: Path, folder: Path, limits: UploadLimits) -> tuple[Path, ...]:
    """Unpack the CSV and Parquet files of a zip into ``folder``, without its folders.

    Raises UploadRefusedError for a path out of the folder, a link, a password, two
    files with the same name, or more bytes or files than ``limits`` allow. Nothing of a
    refused zip is left.
    """
    paths: list[Path] = []
    room = limits.unpacked_bytes
    try:
        with _refused_in_one_sentence(archive.name), zipfile.ZipFile(archive) as packed:
            for member, name in _members(packed, archive.name, limits):
                target = folder / name
                if target.exists():
                    raise UploadRefusedError(
                        f"{archive.name} contains a second file called {name}: remove "
                        "one of them."
                    )
                paths.append(target)
                with packed.open(member) as stream:
                    room -= _copy(stream, target, room, archive.name)
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return tuple(paths)


def plain_file_name(name: str) -> str:
    """Return ``name`` if it is a plain file name; raise UploadRefusedError if not."""
    bad = set('/\\:*?"<>|') | {chr(code) for code in range(32)}
    if not name.strip(". ") or len(name) > _LONGEST_NAME or bad & set(name):
        raise UploadRefusedError(
            "The name of a file is not allowed: rename it using only letters, digits, "
            "spaces and dots."
        )
    return name


def _members(
    packed: zipfile.ZipFile, archive: str, limits: UploadLimits
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield the members to unpack with their plain names, after checking them all."""
    members = [member for member in packed.infolist() if not member.is_dir()]
    if len(members) > limits.files:
        raise UploadRefusedError(
            f"{archive} contains more than {limits.files} files: zip only the extract."
        )
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise _too_large(archive, limits.unpacked_bytes)
    extract_files = []
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise UploadRefusedError(
                f"{archive} contains a file whose path leads out of its folder: zip "
                "the extract's files again, without paths."
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise UploadRefusedError(
                f"{archive} contains a link: zip the files themselves."
            )
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if path.suffix.lower() in _KINDS and not hidden:
            extract_files.append((member, plain_file_name(path.name)))
    if not extract_files:
        raise UploadRefusedError(
            f"{archive} contains no CSV or Parquet file: zip the extract's files."
        )
    yield from extract_files


def _copy(source: IO[bytes], target: Path, limit: int, name: str) -> int:
    """Copy at most ``limit`` bytes in pieces and return how many there were."""
    copied = 0
    with target.open("xb") as stream:
        target.chmod(0o600)
        while piece := source.read(_PIECE):
            copied += len(piece)
            # The sizes in a zip cannot be trusted: count the bytes that come out.
            if copied > limit:
                raise _too_large(name, limit)
            stream.write(piece)
    return copied


def _too_large(name: str, limit: int) -> UploadRefusedError:
    return UploadRefusedError(
        f"{name} is larger than the limit of {limit:,} bytes: upload one file at a "
        "time, or load the folder from the command line."
    )


@contextmanager
def _refused_in_one_sentence(name: str) -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        # RuntimeError is a password, or a way of packing that Python does not know.
        raise UploadRefusedError(
            f"{name} cannot be opened as a zip file ({type(error).__name__}): zip the "
            "files again, without a password."
        ) from None
    except OSError as error:
        raise UploadRefusedError(
            f"{name} could not be saved ({error.strerror}): free some space and upload "
            "it again."
        ) from None

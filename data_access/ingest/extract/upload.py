"""Save files from a browser to the disk: bounded, without folders, and temporary.

Uploads contain identifiers, so they are kept in folders that only their owner can
read, outside the lake, for as long as a check and its load take.
"""

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from data_access.errors import CareImpactError
from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.file_kind import Kind, kind_of
from data_access.ingest.found.packed_files import plain_file_name, unpack

_PIECE = 1024**2


class UploadRefusedError(CareImpactError):
    """The upload is refused; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Limits of an upload: bytes received, and bytes unpacked from a zip."""

    received_bytes: int = 1024**3
    unpacked_bytes: int = Limits().file_bytes


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


@dataclass(frozen=True, slots=True)
class Received:
    """What came of one uploaded file: files to read, and refusals, a sentence each."""

    files: tuple[Path, ...]
    refused: tuple[str, ...] = ()


def receive(
    stream: IO[bytes], name: str, folder: Path, limits: UploadLimits | None = None
) -> Received:
    """Write one uploaded file into ``folder``, unpacking a zip.

    A file without a table that can be read is refused, and nothing of it is left.
    Raises UploadRefusedError if it cannot be received at all.
    """
    limits = limits or UploadLimits()
    if re.search(r"[/\\\x00-\x1f]", name) or not name.strip(". "):
        raise UploadRefusedError(
            "The name of a file is not allowed: rename it using only letters, digits, "
            "spaces and dots."
        )
    arriving = folder / "arriving"
    arriving.mkdir(mode=0o700)
    target = arriving / plain_file_name(name)
    try:
        _copy(stream, target, limits.received_bytes)
        return _opened(target, folder, limits)
    except UnreadableFileError as error:
        return Received((), (str(error),))
    except OSError as error:
        raise UploadRefusedError(
            f"{name} could not be saved ({error.strerror}): free some space and upload "
            "it again."
        ) from None
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _opened(target: Path, folder: Path, limits: UploadLimits) -> Received:
    """Move what was received to where it is read, unpacking a zip."""
    if kind_of(target) is not Kind.ZIP:
        return Received((target.rename(folder / target.name),))
    unpacked = unpack(target, folder, Limits(file_bytes=limits.unpacked_bytes))
    return Received(unpacked.files, tuple(one.reason for one in unpacked.refused))


def _copy(source: IO[bytes], target: Path, limit: int) -> None:
    """Copy at most ``limit`` bytes, in pieces."""
    copied = 0
    with target.open("xb") as stream:
        target.chmod(0o600)
        while piece := source.read(_PIECE):
            copied += len(piece)
            if copied > limit:
                raise UploadRefusedError(
                    f"{target.name} is larger than the limit of {limit:,} bytes: "
                    "upload one file at a time, or load the folder from the command "
                    "line."
                )
            stream.write(piece)

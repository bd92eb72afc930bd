"""The files of one upload: their folder, their number and their lifetime.

``home/uploads/<id>/`` has ``files/`` (to be loaded), ``rejected/`` (rows to download),
``state.json`` and ``report.json`` of the last check or load. All of it is deleted after
the load, when the reader starts again, or after STALE_SECONDS without a request.
"""

import contextlib
import os
import re
import secrets
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from data_access.ingest.extract.upload import (
    UploadLimits,
    UploadRefusedError,
    drop_upload,
    new_upload,
    plain_file_name,
    receive,
)

STALE_SECONDS = 3600.0
_ID = re.compile(r"[0-9a-f]{32}")
_MEGABYTE = 1024**2
_IN_TOTAL = 4  # times the largest file, for all that waits together, unpacked
_FILES = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """One upload under ``path``, whose name cannot be guessed."""

    path: Path

    @property
    def id(self) -> str:
        """Return the name by which a browser refers to this upload."""
        return self.path.name

    @property
    def files(self) -> Path:
        """Return the folder of the files to load."""
        return self.path / "files"

    @property
    def rejected(self) -> Path:
        """Return the folder of the rejected rows, which can be downloaded."""
        return self.path / "rejected"

    @property
    def state(self) -> Path:
        """Return the file with the progress of the last check or load."""
        return self.path / "state.json"

    @property
    def report(self) -> Path:
        """Return the file with the report of the last check or load."""
        return self.path / "report.json"

    @property
    def lock(self) -> Path:
        """Return the file that is locked while this upload is changed or loaded."""
        return self.path / "lock"

    def drop(self) -> None:
        """Delete the upload with everything in it."""
        drop_upload(self.path)

    def drop_files(self) -> None:
        """Delete the uploaded files; the report stays."""
        shutil.rmtree(self.files, ignore_errors=True)


def open_batch(home: Path) -> Batch:
    """Make an empty upload, which is deleted when it is abandoned."""
    batch = Batch(new_upload(home))
    batch.files.mkdir(mode=0o700)
    batch.rejected.mkdir(mode=0o700)
    watch(batch)
    return batch


def find_batch(home: Path, id_: str) -> Batch:
    """Return the upload called ``id_``; raise UploadRefusedError if it is deleted."""
    batch = Batch(home / "uploads" / id_)
    if not _ID.fullmatch(id_) or not batch.path.is_dir():
        raise UploadRefusedError(
            "This upload has been deleted: choose the files again."
        )
    return batch


def take(batch: Batch, stream: IO[bytes], name: str, limit_mb: int) -> tuple[str, ...]:
    """Save one file, or the files of a zip, and return their names.

    A file of the same name is replaced, and the report of an earlier check is deleted.
    Raises UploadRefusedError; nothing of a refused file is left.
    """
    try:
        # Wait a moment, because reading the progress takes the lock too.
        with FileLock(batch.lock, timeout=1):
            folder = batch.path / f"arriving-{secrets.token_hex(4)}"
            folder.mkdir(mode=0o700)
            try:
                return _take(batch, folder, stream, name, limit_mb)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        raise UploadRefusedError(
            f"{plain_file_name(name)} was not accepted, because these files are being "
            "checked or loaded: wait until that has finished."
        ) from None


def _take(
    batch: Batch, folder: Path, stream: IO[bytes], name: str, limit_mb: int
) -> tuple[str, ...]:
    if not batch.files.is_dir():
        raise UploadRefusedError("These files are already loaded: start a new upload.")
    largest = limit_mb * _MEGABYTE
    room = _IN_TOTAL * largest - _held_bytes(batch.path.parent)
    if room <= 0:
        raise UploadRefusedError(
            f"{plain_file_name(name)} was not accepted, because other uploads fill the "
            "available space: load or cancel those first, or raise "
            "CARE_IMPACT_UPLOAD_LIMIT_MB."
        )
    limits = UploadLimits(min(largest, room), room, _FILES)
    paths = receive(stream, name, folder, limits)
    names = {path.name for path in batch.files.iterdir()}
    if len(names | {path.name for path in paths}) > _FILES:
        raise UploadRefusedError(
            f"More than {_FILES} files were uploaded: upload only the extract's files."
        )
    batch.state.unlink(missing_ok=True)
    batch.report.unlink(missing_ok=True)
    for path in paths:
        os.replace(path, batch.files / path.name)
    return tuple(path.name for path in paths)


def keep_watch(home: Path) -> None:
    """Watch the uploads that an earlier process left."""
    folder = home / "uploads"
    for path in folder.iterdir() if folder.is_dir() else ():
        watch(Batch(path))


def watch(batch: Batch) -> None:
    """Delete an upload when it is abandoned; check again for as long as it exists."""
    try:
        age = time.time() - batch.path.stat().st_mtime
    except FileNotFoundError:
        return
    if age < STALE_SECONDS:
        again = threading.Timer(STALE_SECONDS - age + 1, watch, (batch,))
        again.daemon = True
        again.start()
        return
    # A running job writes its progress, so an upload in use cannot be this old.
    batch.drop()


def _held_bytes(folder: Path) -> int:
    sizes = []
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # gone meanwhile
                sizes.append((Path(parent) / name).stat().st_size)
    return sum(sizes)

"""The files of one upload: where they are held, how many may be, and until when.

``home/uploads/<id>/`` has ``files/`` (what will be loaded), ``rejected/`` (what can be
downloaded), ``state.json`` and ``report.json`` of the last check or load. All of it
goes after the load, when the reader starts again, or when nobody has come back to it
for STALE_SECONDS.
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
        """Return the name that a browser gives to come back to this upload."""
        return self.path.name

    @property
    def files(self) -> Path:
        """Return the folder of the files as they will be loaded."""
        return self.path / "files"

    @property
    def rejected(self) -> Path:
        """Return the folder of the rows that can be downloaded."""
        return self.path / "rejected"

    @property
    def state(self) -> Path:
        """Return the file that says how far the last check or load is."""
        return self.path / "state.json"

    @property
    def report(self) -> Path:
        """Return the file that says what the last check or load found."""
        return self.path / "report.json"

    @property
    def lock(self) -> Path:
        """Return the file locked by whoever changes this upload or works on it."""
        return self.path / "lock"

    def drop(self) -> None:
        """Delete the upload with everything in it."""
        drop_upload(self.path)

    def drop_files(self) -> None:
        """Delete what was uploaded; what was found out about it stays."""
        shutil.rmtree(self.files, ignore_errors=True)


def open_batch(home: Path) -> Batch:
    """Make an empty upload, deleted when nobody comes back to it."""
    batch = Batch(new_upload(home))
    batch.files.mkdir(mode=0o700)
    batch.rejected.mkdir(mode=0o700)
    watch(batch)
    return batch


def find_batch(home: Path, id_: str) -> Batch:
    """Return the upload called ``id_``; raise UploadRefusedError where it is gone."""
    batch = Batch(home / "uploads" / id_)
    if not _ID.fullmatch(id_) or not batch.path.is_dir():
        raise UploadRefusedError(
            "This upload is no longer held: choose the files again."
        )
    return batch


def take(batch: Batch, stream: IO[bytes], name: str, limit_mb: int) -> tuple[str, ...]:
    """Take one file, or the files of a zip, and return their names.

    A file of the same name is replaced, and what an earlier check said is forgotten.
    Raises UploadRefusedError, and nothing of a refused file is left.
    """
    try:
        # A moment, because a look at how far the work is holds the lock too.
        with FileLock(batch.lock, timeout=1):
            folder = batch.path / f"arriving-{secrets.token_hex(4)}"
            folder.mkdir(mode=0o700)
            try:
                return _take(batch, folder, stream, name, limit_mb)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        raise UploadRefusedError(
            f"{plain_file_name(name)} was not taken, because these files are being "
            "worked on: wait until that has finished."
        ) from None


def _take(
    batch: Batch, folder: Path, stream: IO[bytes], name: str, limit_mb: int
) -> tuple[str, ...]:
    if not batch.files.is_dir():
        raise UploadRefusedError("These files are loaded already: start again.")
    largest = limit_mb * _MEGABYTE
    room = _IN_TOTAL * largest - _held_bytes(batch.path.parent)
    if room <= 0:
        raise UploadRefusedError(
            f"{plain_file_name(name)} was not taken, because other uploads fill the "
            "room there is: load or leave those first, or raise "
            "CARE_IMPACT_UPLOAD_LIMIT_MB."
        )
    limits = UploadLimits(min(largest, room), room, _FILES)
    paths = receive(stream, name, folder, limits)
    names = {path.name for path in batch.files.iterdir()}
    if len(names | {path.name for path in paths}) > _FILES:
        raise UploadRefusedError(
            f"More than {_FILES} files were sent: send only those of the extract."
        )
    batch.state.unlink(missing_ok=True)
    batch.report.unlink(missing_ok=True)
    for path in paths:
        os.replace(path, batch.files / path.name)
    return tuple(path.name for path in paths)


def keep_watch(home: Path) -> None:
    """Watch the uploads that an earlier process left behind."""
    folder = home / "uploads"
    for path in folder.iterdir() if folder.is_dir() else ():
        watch(Batch(path))


def watch(batch: Batch) -> None:
    """Delete an upload nobody came back to, and look again for as long as it lives."""
    try:
        age = time.time() - batch.path.stat().st_mtime
    except FileNotFoundError:
        return
    if age < STALE_SECONDS:
        again = threading.Timer(STALE_SECONDS - age + 1, watch, (batch,))
        again.daemon = True
        again.start()
        return
    # Whatever works on it keeps writing how far it is, so it cannot be this old.
    batch.drop()


def _held_bytes(folder: Path) -> int:
    sizes = []
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # gone meanwhile
                sizes.append((Path(parent) / name).stat().st_size)
    return sum(sizes)

"""The files of one upload: their folder, their number and their lifetime.

``home/uploads/<id>/`` has ``files/`` (to be loaded), ``rejected/`` (rows to download),
``sources.json`` (the upload that each file came in), ``choices.json`` of the reader,
and ``state.json``, ``reading.json`` and ``report.json`` of the last check or load. All
of it is deleted after the load, when the reader starts again, or after STALE_SECONDS
without a request.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from filelock import FileLock, Timeout

from data_access.ingest.extract.upload import (
    Received,
    UploadLimits,
    UploadRefusedError,
    drop_upload,
    new_upload,
    receive,
)
from data_access.ingest.found.packed_files import told_apart
from data_access.store.durable import replace_file

STALE_SECONDS = 3600.0
_ID = re.compile(r"[0-9a-f]{32}")
_MEGABYTE = 1024**2
_IN_TOTAL = 4  # times the largest file, for all that waits together, unpacked
_FILES = 200


class LoadedError(UploadRefusedError):
    """The files of this upload are loaded, so others are a new upload."""


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
    def sources(self) -> Path:
        """Return the file that names the upload of each file, which may be a zip."""
        return self.path / "sources.json"

    @property
    def state(self) -> Path:
        """Return the file with the progress of the last check or load."""
        return self.path / "state.json"

    @property
    def report(self) -> Path:
        """Return the file with the report of the last check or load."""
        return self.path / "report.json"

    @property
    def reading(self) -> Path:
        """Return the file that says how the uploaded tables are read."""
        return self.path / "reading.json"

    @property
    def choices(self) -> Path:
        """Return the file with what the reader chose of how they are read."""
        return self.path / "choices.json"

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


@dataclass(frozen=True, slots=True)
class Taken:
    """The names of files that were saved, which of them were sent before, refusals."""

    files: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def take(batch: Batch, stream: IO[bytes], name: str, limit_mb: int) -> Taken:
    """Save one file, or the files of a zip.

    A file or a zip that is sent again replaces what it brought before; a file of a zip
    whose name another has is told apart by the name of the zip. The report of an
    earlier check is deleted. Raises UploadRefusedError if nothing can be received.
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
            f"{name} was not accepted, because these files are being checked or "
            "loaded: wait until that has finished."
        ) from None


def _take(
    batch: Batch, folder: Path, stream: IO[bytes], name: str, limit_mb: int
) -> Taken:
    if not batch.files.is_dir():
        raise LoadedError("These files are already loaded: start a new upload.")
    largest = limit_mb * _MEGABYTE
    room = _IN_TOTAL * largest - _held_bytes(batch.path.parent)
    if room <= 0:
        raise UploadRefusedError(
            f"{name} was not accepted, because other uploads fill the available space: "
            "load or cancel those first, or raise CARE_IMPACT_UPLOAD_LIMIT_MB."
        )
    limits = UploadLimits(min(largest, room), room)
    return _placed(batch, name, receive(stream, name, folder, limits))


def _placed(batch: Batch, name: str, received: Received) -> Taken:
    """Move files that were received to those that wait."""
    if not received.files:
        return Taken((), refused=received.refused)
    sources = _sources(batch)
    before = {file for file, source in sources.items() if source == name}
    others = {path.name for path in batch.files.iterdir()} - before
    if len(others) + len(received.files) > _FILES:
        raise UploadRefusedError(
            f"More than {_FILES} files were uploaded: upload only the extract's files."
        )
    alone = [path.name for path in received.files] == [name]
    batch.state.unlink(missing_ok=True)
    batch.report.unlink(missing_ok=True)
    batch.reading.unlink(missing_ok=True)
    for file in before:
        (batch.files / file).unlink(missing_ok=True)
        del sources[file]
    replaced = before | ({name} & others if alone else set())
    placed: list[str] = []
    for path in received.files:
        file = path.name
        if not alone and told_apart(file, "", others) != file:
            file = told_apart(file, PurePath(name).stem, others)
        sources[file] = name
        os.replace(path, batch.files / file)
        others.add(file)
        placed.append(file)
    replace_file(batch.sources, json.dumps(sources).encode())
    return Taken(tuple(placed), tuple(sorted(replaced)), received.refused)


def _sources(batch: Batch) -> dict[str, str]:
    try:
        return dict(json.loads(batch.sources.read_bytes()))
    except FileNotFoundError:
        return {}


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

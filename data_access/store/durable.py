"""Write files so that a crash leaves the old content or the new, never a part of it."""

import os
import re
import secrets
from pathlib import Path

_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{8}")


def sync_file(path: Path) -> None:
    """Flush the content of ``path`` to the disk."""
    # Windows flushes only handles opened for writing.
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Flush the names in folder ``path``, if the system can (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def drop_unfinished(folder: Path) -> None:
    """Delete the files that ``replace_file`` left in ``folder`` when it was killed."""
    if folder.is_dir():
        for entry in folder.iterdir():
            if _UNFINISHED.fullmatch(entry.name):
                entry.unlink()


def replace_file(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace ``path`` by ``content`` in one step, flushed before and after."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)

"""Published data as immutable versions, apart from the local lake.

``open/versions/NNNN/`` has one Parquet file per table; ``open/current`` names the
version in use and is replaced in one step.
"""

import os
import shutil
from pathlib import Path

from data_access.ingest.published.read_published import PublishedData, write_published
from data_access.store.durable import replace_file, sync_file, sync_folder

_ASIDE = ".unfinished"


def current_published(home: Path) -> Path | None:
    """Return the folder of the version in use, or None before the first load."""
    folder = home / "open"
    try:
        name = (folder / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return folder / "versions" / name


def keep_published(data: PublishedData, home: Path) -> Path:
    """Write the data as a new version, flushed to disk, and return its folder.

    The caller must have the load lock. The version is not current until
    ``set_current_published``.
    """
    versions = home / "open" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    unfinished = versions / _ASIDE
    shutil.rmtree(unfinished, ignore_errors=True)
    write_published(data, unfinished)
    for file in unfinished.iterdir():
        sync_file(file)
    names = sorted(path.name for path in versions.glob("[0-9]*"))
    target = versions / f"{int(names[-1]) + 1 if names else 1:04d}"
    os.replace(unfinished, target)
    sync_folder(versions)
    return target


def set_current_published(home: Path, version: Path) -> None:
    """Make a version the one in use."""
    replace_file(home / "open" / "current", version.name.encode())

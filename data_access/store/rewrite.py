"""Change every version of the lake at once, for an erasure or a new key.

The changed versions are written next to the old ones, sealed with a mark, and then
replace them. After a crash before the mark the old versions stay; after a later crash
``recover``, which every load calls first, completes the change. Another mark requires
that everything derived from the old versions is deleted: see ``operations.purge``.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from data_access.store import lake
from data_access.store.durable import drop_unfinished, replace_file, sync_folder

Change = Callable[[str, pa.Table], pa.Table | None]
"""Returns the changed table of this name, or None if nothing in it changes."""

_SEALED = "sealed"
_OLD = "versions.old"
PURGE_DUE = "leftovers-due"
# Files of the home that may change with the versions.
_BESIDE = ("key", "erased", "erasures.jsonl", PURGE_DUE)


def next_file(home: Path, name: str) -> Path:
    """Return the file with the new content of ``name`` until the rewrite ends."""
    return home / f"{name}.next"


def rewrite(home: Path, change: Change, fingerprint: str) -> None:
    """Apply ``change`` to every table of every version; call with the load lock.

    ``fingerprint`` is that of the keys the changed tables are under.
    """
    folder = lake.lake_folder(home) / lake.REWRITTEN
    folder.mkdir(mode=0o700)
    # Versions share the files of tables that did not change: rewrite each file once.
    done: dict[int, tuple[Path, lake.StoredTable]] = {}
    for version in lake.versions(home):
        target = folder / version.name
        target.mkdir(mode=0o700)
        tables = {}
        for name in version.manifest.tables:
            inode = (version.path / f"{name}.parquet").stat().st_ino
            if inode in done:
                path, stored = done[inode]
                lake.link(path, target / path.name)
            else:
                stored = _rewritten(version, name, target, change)
                done[inode] = (target / f"{name}.parquet", stored)
            tables[name] = stored
        lake.write_manifest(
            target,
            replace(
                version.manifest,
                tables=tables,
                key_fingerprint=fingerprint,
                revision=version.manifest.revision + 1,
            ),
        )
    replace_file(next_file(home, PURGE_DUE), b"")
    sync_folder(folder)
    replace_file(folder / _SEALED, b"")
    recover(home)


def recover(home: Path) -> None:
    """Finish or undo a rewrite that a crash interrupted; call with the load lock."""
    folder = lake.lake_folder(home)
    now, new, old = folder / "versions", folder / lake.REWRITTEN, folder / _OLD
    if (new / _SEALED).exists():
        if now.exists():
            _delete(old)
            os.replace(now, old)
        os.replace(new, now)
        sync_folder(folder)
    if (now / _SEALED).exists():
        for name in _BESIDE:
            if next_file(home, name).exists():
                os.replace(next_file(home, name), home / name)
        sync_folder(home)
        _delete(old)
        (now / _SEALED).unlink()
    _delete(new)
    drop_unfinished(home)
    drop_unfinished(folder)
    for name in _BESIDE:
        next_file(home, name).unlink(missing_ok=True)
    if now.is_dir():
        for entry in now.iterdir():
            if entry.name.startswith(lake.UNFINISHED):
                _delete(entry)


def _rewritten(
    version: lake.LakeVersion, name: str, target: Path, change: Change
) -> lake.StoredTable:
    table = version.read(name)
    changed = None if table is None else change(name, table)
    if changed is None:
        return lake.keep_table(target, name, version)
    return lake.write_table(target, name, changed)


def _delete(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)

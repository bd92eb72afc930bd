"""The lake: one immutable folder of Parquet files a load, and a pointer to one of them.

``lake/versions/NNNN/`` holds ``<table>.parquet`` for every table after the load, and
``manifest.json``, written last. ``lake/current`` has the name of the version in use and
is replaced in one step, so a reader sees the old version or the new one.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_access.errors import CareImpactError
from data_access.store.durable import replace_file, sync_file, sync_folder

_VERSION_NAME = re.compile(r"\d{4,}")
_MANIFEST = "manifest.json"
UNFINISHED = ".unfinished-"
REWRITTEN = "versions.next"


@dataclass(frozen=True, slots=True)
class StoredTable:
    """Describe one Parquet file of a version: its rows and the hash of its bytes."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The months, written 2026-04, and the providers that a hospital's file covers.

    ``declared`` is false where nobody said it: then it is only what its rows show.
    """

    first: str
    last: str
    providers: tuple[str, ...] = ()
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Describe one loaded file and the outcome of its rows."""

    file: str
    table: str
    sha256: str
    rows: int
    stored: int
    put_aside: int
    opted_out: int
    identical: int = 0
    combined: int = 0
    left_out: int = 0
    blank: int = 0
    unjoined: int = 0
    """Of those put aside, rows of a person, practice or episode that is not known."""
    elsewhere: int = 0
    """Of those left out, a hospital's rows of people who were not on the list."""
    not_recorded: int = 0
    """Values of stored rows that could not be right, in columns that may be empty."""
    correction: bool = False
    cover: Cover | None = None
    """Of a hospital's file; None where it is not known."""
    rule: str = ""
    """By what rule its rows were made of coded events, in words; empty if not."""


@dataclass(frozen=True, slots=True)
class OptOuts:
    """How people who opted out were kept out of a list of patients, as was declared."""

    column: bool
    """A column of the list says who they are, and the load leaves them out."""
    removed_by: str
    """Who removed them before the export; empty if a column says who they are."""
    said_at: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Describe a version: its content, its sources, who made it and when (UTC)."""

    version: str
    parent: str | None
    made_at: str
    made_by: str
    profile: str | None
    key_fingerprint: str
    sources: tuple[Source, ...]
    tables: Mapping[str, StoredTable]
    revision: int = 0
    """How often people were erased or the key rotated in this version since."""
    opt_outs: OptOuts | None = None
    """What is known of people who opted out; None if nobody has said."""

    def to_json(self) -> str:
        """Return the manifest as JSON, keys in a fixed order."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read what ``to_json`` wrote; raise KeyError, TypeError or ValueError."""
        fields: dict[str, Any] = json.loads(text)
        fields["sources"] = tuple(map(_source, fields["sources"]))
        fields["tables"] = {
            name: StoredTable(**table) for name, table in fields["tables"].items()
        }
        said = fields.get("opt_outs")
        fields["opt_outs"] = OptOuts(**said) if said else None
        return cls(**fields)


def _source(written: dict[str, Any]) -> Source:
    cover = written.get("cover")
    if cover is None:
        return Source(**written)
    cover["providers"] = tuple(cover["providers"])
    return Source(**{**written, "cover": Cover(**cover)})


@dataclass(frozen=True, slots=True)
class LakeVersion:
    """A complete version of the lake, in folder ``path``."""

    name: str
    path: Path
    manifest: Manifest

    @property
    def identity(self) -> str:
        """Return the name of the version's content, which an erasure changes."""
        made = self.manifest
        return f"{self.name}-{made.made_at}-{made.key_fingerprint}-{made.revision}"

    def table(self, name: str) -> Path | None:
        """Return the Parquet file of table ``name``, or None if there is none."""
        path = self.path / f"{name}.parquet"
        return path if name in self.manifest.tables else None

    def read(self, name: str) -> pa.Table | None:
        """Return table ``name`` in memory, or None if there is none."""
        path = self.table(name)
        # Opened by pyarrow: DuckDB would read [ or * in a folder's name as a pattern.
        return None if path is None else pq.read_table(path, partitioning=None)


def lake_folder(home: Path) -> Path:
    """Return the folder of the lake in ``home``."""
    return home / "lake"


def versions_folder(home: Path) -> Path:
    """Return the folder of the versions.

    While a rewrite replaces all versions, it is the folder of the rewrite.
    """
    folder = lake_folder(home) / "versions"
    rewritten = lake_folder(home) / REWRITTEN
    return rewritten if not folder.exists() and rewritten.exists() else folder


def current_version(home: Path) -> LakeVersion | None:
    """Return the version in use, or None before the first load.

    Raises CareImpactError if the pointer names a version that cannot be read.
    """
    pointer = lake_folder(home) / "current"
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CareImpactError(
            f"{pointer} cannot be read: restore the home folder from its backup."
        ) from error
    return open_version(home, name)


def open_version(home: Path, name: str) -> LakeVersion:
    """Return the version called ``name``; raise CareImpactError if there is none."""
    path = versions_folder(home) / name
    if not _VERSION_NAME.fullmatch(name) or not (path / _MANIFEST).is_file():
        held = ", ".join(version_names(home)) or "none yet"
        raise CareImpactError(
            f"The store has no version called {name!r}: choose one of those it "
            f"holds ({held})."
        )
    try:
        manifest = Manifest.from_json((path / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CareImpactError(
            f"Version {name} of the store is damaged: roll back to another version "
            "or restore the home folder from its backup."
        ) from error
    return LakeVersion(name, path, manifest)


def version_names(home: Path) -> tuple[str, ...]:
    """Return the names of the complete versions, oldest first."""
    folder = versions_folder(home)
    if not folder.is_dir():
        return ()
    names = [
        entry.name
        for entry in folder.iterdir()
        if _VERSION_NAME.fullmatch(entry.name) and (entry / _MANIFEST).is_file()
    ]
    return tuple(sorted(names, key=int))


def versions(home: Path) -> tuple[LakeVersion, ...]:
    """Return the complete versions, oldest first."""
    return tuple(open_version(home, name) for name in version_names(home))


def loaded_before(home: Path, held: LakeVersion | None) -> tuple[Source, ...]:
    """Return every file that was loaded up to version ``held``, oldest first."""
    found: list[Source] = []
    known = set(version_names(home))
    while held is not None:
        found = [*held.manifest.sources, *found]
        parent = held.manifest.parent
        held = open_version(home, parent) if parent in known and parent else None
    return tuple(found)


def covered_months(sources: Sequence[Source]) -> dict[str, frozenset[str]]:
    """Return the months, written 2026-04, that the files of a table cover together.

    Tables of which nobody said what one of their files covers are left out. Of a file
    that was loaded twice, the last word counts.
    """
    last = {(source.table, source.sha256): source for source in sources}
    by_table: dict[str, list[Cover | None]] = {}
    for (table, _), source in last.items():
        if not source.correction:
            by_table.setdefault(table, []).append(source.cover)
    return {
        table: frozenset().union(*(_months(cover) for cover in covers if cover))
        for table, covers in by_table.items()
        if all(cover is not None and cover.declared for cover in covers)
    }


def caseload_rules(sources: Iterable[Source]) -> dict[tuple[str, str], str]:
    """Return by what rule each file's cases were made of coded events, in words.

    A key is the hash of a file and its sheet. Of one that was loaded twice, the last
    word counts; empty where cases were loaded as such.
    """
    return {
        (source.sha256, source.file.partition(": ")[2]): source.rule
        for source in sources
        if source.table == "caseload"
    }


def _months(cover: Cover) -> Iterator[str]:
    year, month = map(int, cover.first.split("-"))
    while f"{year:04}-{month:02}" <= cover.last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def next_name(home: Path) -> str:
    """Return the name of the next version."""
    names = version_names(home)
    return f"{int(names[-1]) + 1 if names else 1:04d}"


def set_current(home: Path, name: str) -> None:
    """Point readers at version ``name`` in one step."""
    replace_file(lake_folder(home) / "current", f"{name}\n".encode("ascii"))


@contextmanager
def unfinished_folder(home: Path) -> Iterator[Path]:
    """Yield a folder to build a version in; its remains are deleted at the end."""
    parent = versions_folder(home)
    parent.mkdir(parents=True, exist_ok=True)
    path = parent / f"{UNFINISHED}{secrets.token_hex(6)}"
    path.mkdir(mode=0o700)
    for above in (parent, parent.parent, home):
        sync_folder(above)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def write_table(folder: Path, name: str, table: pa.Table) -> StoredTable:
    """Write ``table`` as ``folder/<name>.parquet``, flushed to the disk."""
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd")
    sync_file(path)
    return StoredTable(table.num_rows, file_hash(path))


def keep_table(folder: Path, name: str, held: LakeVersion) -> StoredTable:
    """Link the file of table ``name`` of ``held`` into ``folder``, without a copy."""
    source = held.path / f"{name}.parquet"
    target = folder / source.name
    link(source, target)
    return held.manifest.tables[name]


def link(source: Path, target: Path) -> None:
    """Link file ``source`` as ``target``, or copy it if a link is impossible."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
        sync_file(target)


def finish(
    home: Path, folder: Path, manifest: Manifest, tables: Mapping[str, StoredTable]
) -> LakeVersion:
    """Seal ``folder`` with its manifest and give it its name; it is not yet current."""
    manifest = replace(manifest, tables=tables)
    write_manifest(folder, manifest)
    path = versions_folder(home) / manifest.version
    os.replace(folder, path)
    sync_folder(path.parent)
    return LakeVersion(manifest.version, path, manifest)


def discard(home: Path, version: LakeVersion) -> None:
    """Delete a version that could not be put in use; the current one stays."""
    held = current_version(home)
    if held is None or held.name != version.name:
        shutil.rmtree(version.path, ignore_errors=True)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of ``folder``, flushed with the names of its files."""
    replace_file(folder / _MANIFEST, manifest.to_json().encode("utf-8"))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of the bytes of ``path`` as hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

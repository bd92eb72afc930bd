"""The evidence store: one read-only DuckDB file, swapped in as a whole.

A DuckDB file replaced under an open process continues to give old data, even to new
connections. So each version has its own file name, a small text file says which is
current, and engines are keyed by the real path and opened where they are used, after
the server's workers have started.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from data_access.errors import CareImpactError
from data_access.store.durable import replace_file, sync_file
from data_access.viewer import Viewer
from data_access.words import remedies

POINTER = "current"
ERASED_SINCE_LOAD = "erased_since_load"  # the key of a version's description
READER = "reader"  # the option of a connection that names who reads
ANYBODY = Viewer()

# The current version and the one before, which may still be answering a reader.
_ENGINES_KEPT = 2
_UNREADABLE = remedies.commanded(
    "The evidence store cannot be read",
    "`care-impact build` to rebuild it from the loaded data",
    "rebuild it",
)

# Answers are computed from small marts; two threads each keep eight requests from
# fighting over the cores. Nothing may be installed or attached from outside.
_CONNECT = {
    "read_only": True,
    "config": {
        "threads": 2,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "enable_external_access": "false",
        "lock_configuration": "true",
    },
}


@dataclass(frozen=True, slots=True)
class Meta:
    """The version of the current evidence, its span and its sources."""

    data_version: str
    built_at: datetime
    code_version: str
    first_month: date | None
    last_month: date | None
    provisional_months: int
    synthetic: bool
    published: bool
    caseload_rule: str
    """How cases were made of coded events, in words; empty if they were not."""


@dataclass(slots=True)
class Evidence:
    """The evidence under one home folder, opened at its current version.

    ``connect`` and ``meta`` raise CareImpactError if nothing has been built yet or the
    file cannot be read. Every connection knows its ``reader``, so that a query can give
    no more than this reader may see; without one it gives what anybody may see.
    """

    home: Path
    _file: Path | None = None
    reader: Viewer = ANYBODY
    _engines: dict[str, Engine] = field(default_factory=dict)
    _metas: dict[str, Meta] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def folder(self) -> Path:
        """Return the folder of the versions and the pointer."""
        return self.home / "evidence"

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was ever loaded."""
        return self._file is None and not (self.folder / POINTER).exists()

    def at_one_version(self) -> Self:
        """Return this evidence fixed at its current version, for several reads.

        An answer needs several reads, all of one version.
        """
        return replace(self, _file=self.current_file())

    def read_by(self, reader: Viewer) -> Self:
        """Return this evidence as one reader may see it."""
        return replace(self, reader=reader)

    def current_file(self) -> Path:
        """Return the file of the current version."""
        if self._file is not None:
            return self._file
        try:
            name = (self.folder / POINTER).read_bytes().decode().strip()
        except UnicodeDecodeError:
            raise CareImpactError(_UNREADABLE) from None
        except OSError:
            raise CareImpactError(
                remedies.commanded(
                    "No data has been loaded yet",
                    "`care-impact demo` for a synthetic PCN or `care-impact load "
                    "FOLDER` for your own extract",
                    "load an extract",
                )
            ) from None
        return self.folder / name

    def meta(self) -> Meta:
        """Return the description of the current version."""
        return self._meta_of(self.current_file())

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open one read-only connection to the current version."""
        file = self.current_file()
        # A file cut short still opens; its description shows that it is complete.
        self._meta_of(file)
        with self._open(file) as connection:
            yield connection.execution_options(**{READER: self.reader})

    def close(self) -> None:
        """Close every file; the next question opens what it needs again."""
        with self._lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()

    def _meta_of(self, file: Path) -> Meta:
        path = str(file)
        if path not in self._metas:
            try:
                with self._open(file) as connection:
                    rows = connection.execute(text("select key, value from meta")).all()
                self._metas[path] = _meta({row.key: row.value for row in rows})
            except (SQLAlchemyError, KeyError, ValueError):
                raise CareImpactError(_UNREADABLE) from None
        return self._metas[path]

    def _open(self, file: Path) -> Connection:
        try:
            return self._engine(file).connect()
        except SQLAlchemyError:
            raise CareImpactError(_UNREADABLE) from None

    def _engine(self, path: Path) -> Engine:
        real = os.path.realpath(path)
        with self._lock:
            if real not in self._engines:
                # A file deleted after an erasure must not survive in an open handle.
                for stale in [p for p in self._engines if not os.path.exists(p)]:
                    self._engines.pop(stale).dispose()
                # Older versions are closed, so that their files can be removed.
                while len(self._engines) >= _ENGINES_KEPT:
                    self._engines.pop(next(iter(self._engines))).dispose()
                # It never changes, and transactions take a tenth of the time.
                self._engines[real] = create_engine(
                    f"duckdb:///{real}",
                    connect_args=_CONNECT,
                    isolation_level="AUTOCOMMIT",
                    skip_autocommit_rollback=True,
                )
            return self._engines[real]


def _meta(values: dict[str, str]) -> Meta:
    def day(key: str) -> date | None:
        return date.fromisoformat(values[key]) if values.get(key) else None

    return Meta(
        data_version=values["data_version"],
        built_at=datetime.fromisoformat(values["built_at"]),
        code_version=values["code_version"],
        first_month=day("first_month"),
        last_month=day("last_month"),
        provisional_months=int(values["provisional_months"]),
        synthetic=values["synthetic"] == "true",
        published=values["published"] == "true",
        caseload_rule=values.get("caseload_rule", ""),
    )


def is_whole(file: Path) -> bool:
    """Return whether a version can be read: one cut short must be built again."""
    evidence = Evidence(file.parent.parent, file)
    try:
        evidence.meta()
    except CareImpactError:
        return False
    finally:
        evidence.close()
    return True


def swap_in(built: Path) -> None:
    """Make ``built`` the current version of its folder, in one step."""
    sync_file(built)
    replace_file(built.parent / POINTER, built.name.encode())

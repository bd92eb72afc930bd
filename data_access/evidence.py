"""The evidence store: one DuckDB file, built aside, swapped in whole, read-only.

A DuckDB file replaced under an open process goes on giving old data, even to new
connections. So each version has its own file name, a small text file says which is
current, and engines are keyed by the real path and opened where they are used, after
the server's workers have started.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from data_access.errors import CareImpactError
from data_access.ingest.durable import replace_file, sync_file

POINTER = "current"

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
    """What the current evidence is: its version, its span and where it came from."""

    data_version: str
    built_at: datetime
    code_version: str
    first_month: date | None
    last_month: date | None
    provisional_from: date | None
    synthetic: bool
    published: bool


@dataclass(slots=True)
class Evidence:
    """Open the evidence under one home folder, whichever version is current.

    ``connect`` raises CareImpactError when nothing has been built yet or the file
    cannot be read.
    """

    home: Path
    _engines: dict[str, Engine] = field(default_factory=dict)
    _metas: dict[str, Meta] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def folder(self) -> Path:
        """Return the folder that holds the versions and the pointer."""
        return self.home / "evidence"

    def current_file(self) -> Path:
        """Return the file of the current version."""
        try:
            name = (self.folder / POINTER).read_text(encoding="utf-8").strip()
        except OSError:
            raise CareImpactError(
                "No data has been loaded yet: run `care-impact demo` for a synthetic "
                "PCN or `care-impact load FOLDER` for your own extract."
            ) from None
        return self.folder / name

    def meta(self) -> Meta:
        """Return what the current version says of itself."""
        path = str(self.current_file())
        if path not in self._metas:
            with self.connect() as connection:
                rows = connection.execute(text("select key, value from meta")).all()
            self._metas[path] = _meta({row.key: row.value for row in rows})
        return self._metas[path]

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give one read-only connection to the current version."""
        engine = self._engine(self.current_file())
        try:
            connection = engine.connect()
        except SQLAlchemyError:
            raise CareImpactError(
                "The evidence store cannot be opened; run `care-impact build` to make "
                "it again from what was loaded."
            ) from None
        with connection:
            yield connection

    def _engine(self, path: Path) -> Engine:
        real = os.path.realpath(path)
        with self._lock:
            if real not in self._engines:
                # Older versions are let go of, so that their files can be removed.
                for old in self._engines.values():
                    old.dispose()
                self._engines.clear()
                self._engines[real] = create_engine(
                    f"duckdb:///{real}", connect_args=_CONNECT
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
        provisional_from=day("provisional_from"),
        synthetic=values["synthetic"] == "true",
        published=values["published"] == "true",
    )


def swap_in(built: Path) -> None:
    """Make ``built`` the current version of its folder, in one step."""
    sync_file(built)
    replace_file(built.parent / POINTER, built.name.encode())

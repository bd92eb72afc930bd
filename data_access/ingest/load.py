"""Load a folder of files into the lake, whole or not at all."""

import datetime as dt
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from data_access.errors import CareImpactError
from data_access.ingest import lake
from data_access.ingest.examine import Examined, Given, Progress, examine
from data_access.ingest.lake import LakeVersion, Manifest, Source
from data_access.ingest.pseudonyms import Keys, make_keys, read_keys
from data_access.ingest.report import CheckReport, LoadRefusedError, LoadReport

Build = Callable[[LakeVersion], Callable[[], None]]
"""Builds what is served from a version, aside; what it returns swaps that in."""

_BAD_ROW_SHARE = 0.05


def load_extract(
    folder: Path,
    home: Path,
    *,
    key: str | None = None,
    bad_row_share: float = _BAD_ROW_SHARE,
    made_by: str | None = None,
    today: dt.date | None = None,
    build: Build | None = None,
    on_progress: Progress | None = None,
) -> LoadReport:
    """Load the files of ``folder`` into the lake of ``home`` as a new version.

    ``key`` is the pseudonym key from the environment, else the home's key file is used
    and made on the first run. Raises LoadRefusedError, with the report, where nothing
    was stored for a reason in the files; CareImpactError for any other.
    """
    tell = on_progress or _silent
    with exclusive(home), _one_sentence():
        lake.sweep(home)
        held = lake.current_version(home)
        keys = _keys_for(home, held, key)
        today = today or dt.date.today()
        examined = examine(Given(folder, held, keys, today, bad_row_share, tell))
        report = examined.report
        if report.refused:
            raise LoadRefusedError(report.refused, report)
        if held is not None and not report.changed:
            return LoadReport(report, held, stored=False)
        version = _store(home, held, keys, examined, made_by or getpass.getuser(), tell)
        swap = build(version) if build else _nothing
        lake.set_current(home, version.name)
        swap()
        return LoadReport(report, version, stored=True)


def check_extract(
    folder: Path,
    home: Path,
    *,
    key: str | None = None,
    bad_row_share: float = _BAD_ROW_SHARE,
    today: dt.date | None = None,
    on_progress: Progress | None = None,
) -> CheckReport:
    """Say what ``load_extract`` would do with ``folder``, and store nothing.

    Raises CareImpactError only where the folder or the store cannot be used at all.
    """
    with _one_sentence():
        held = lake.current_version(home)
        # Without a key there is no store to compare with, so any key serves.
        keys = read_keys(home, key) or Keys((b"check only",))
        _check_key(keys, held)
        return examine(
            Given(
                folder,
                held,
                keys,
                today or dt.date.today(),
                bad_row_share,
                on_progress or _silent,
            )
        ).report


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold the load lock of ``home``; raise CareImpactError where another load does."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(home / "load.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CareImpactError(
            "Another load is running: wait for it to finish, then try again."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _keys_for(home: Path, held: LakeVersion | None, key: str | None) -> Keys:
    keys = read_keys(home, key)
    if keys is None:
        if held is not None:
            raise CareImpactError(
                f"The pseudonym key of this store is missing from {home / 'key'}: "
                "restore it from its backup; a new key could not match the people "
                "already held."
            )
        keys = make_keys(home)
    _check_key(keys, held)
    return keys


def _check_key(keys: Keys, held: LakeVersion | None) -> None:
    if held is not None and held.manifest.key_fingerprint != keys.fingerprint:
        raise CareImpactError(
            "The pseudonym key is not the one this store was made with: put that key "
            "back, in the key file or in CARE_IMPACT_PSEUDONYM_KEY."
        )


def _store(
    home: Path,
    held: LakeVersion | None,
    keys: Keys,
    examined: Examined,
    made_by: str,
    tell: Progress,
) -> LakeVersion:
    rows = 0
    tables = {}
    with lake.unfinished_folder(home) as folder:
        for done, (name, merged) in enumerate(examined.merged.items()):
            tell("lake", done, len(examined.merged), rows)
            if held is not None and not merged.changed and held.table(name):
                tables[name] = lake.keep_table(folder, name, held)
            else:
                tables[name] = lake.write_table(folder, name, merged.table)
            rows += merged.table.num_rows
        tell("lake", len(examined.merged), len(examined.merged), rows)
        manifest = Manifest(
            lake.next_name(home),
            held.name if held else None,
            dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            made_by,
            None,
            keys.fingerprint,
            tuple(
                Source(
                    report.file,
                    report.table,
                    report.sha256,
                    report.rows,
                    report.stored,
                    report.put_aside,
                    report.opted_out,
                    report.identical + report.combined,
                    report.left_out,
                    report.correction,
                )
                for report in examined.report.files
                if report.table is not None
            ),
            tables,
        )
        return lake.finish(home, folder, manifest)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what the machine reports into a sentence.

    The cause is left out on purpose: messages of DuckDB and Arrow quote values.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError):
        raise CareImpactError(
            "The files do not fit in this machine's memory, and nothing was stored: "
            "close other programs, or load one file at a time."
        ) from None
    except OSError as error:
        raise CareImpactError(
            f"The disk did not take the load ({error.strerror}), and nothing was "
            "changed: free some space or mend its permissions, then load again."
        ) from None
    except (duckdb.Error, pa.ArrowException) as error:
        raise CareImpactError(
            "The load met something it cannot read, and nothing was stored: report "
            f"this with the name {type(error).__name__}."
        ) from None


def _silent(stage: str, done: int, total: int, count: int) -> None:
    """Report progress to nobody."""


def _nothing() -> None:
    """Swap nothing in."""

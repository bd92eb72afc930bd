"""Load a folder of files into the lake, whole or not at all."""

import datetime as dt
import getpass
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from data_access.errors import CareImpactError, OutOfMemoryError
from data_access.ingest.extract.patient_list import (
    AS_IT_IS,
    PatientList,
    opt_outs_after,
    says_more,
)
from data_access.ingest.extract.profiles import Profile
from data_access.ingest.extract.report import (
    CheckReport,
    FileReport,
    LoadRefusedError,
    LoadReport,
)
from data_access.ingest.extract.validate import Found, LoadInput, Validated, validate
from data_access.ingest.progress import StageProgress
from data_access.store import lake
from data_access.store.erased import erased_marks
from data_access.store.lake import Cover, LakeVersion, Manifest, OptOuts, Source
from data_access.store.pseudonyms import Keys, check_keys, make_keys, read_keys
from data_access.store.rewrite import recover

Build = Callable[[LakeVersion], Callable[[], None]]
"""Builds the evidence of a version without using it; the result swaps it in."""

_BAD_ROW_SHARE = 0.05


def load_extract(
    folder: Path,
    home: Path,
    *,
    profile: Profile | None = None,
    found: Found | None = None,
    key: str | None = None,
    bad_row_share: float = _BAD_ROW_SHARE,
    allow_fewer: bool = False,
    cover: Cover | None = None,
    leave_rows_out: frozenset[str] = frozenset(),
    leave_files_out: frozenset[str] = frozenset(),
    patient_list: PatientList = AS_IT_IS,
    made_by: str | None = None,
    today: dt.date | None = None,
    build: Build | None = None,
    on_progress: StageProgress | None = None,
) -> LoadReport:
    """Load the files of ``folder`` into the lake of ``home`` as a new version.

    ``key`` is the pseudonym key from the environment. Without it the key file of the
    home is used, and made on the first run. ``found`` are tables that were recognised
    in the files, and ``profile`` how they are read. ``bad_row_share`` is the largest
    share (0 to 1) of a file's rows that may be rejected; of the files named in
    ``leave_rows_out`` any share may be, and those in ``leave_files_out`` are not
    loaded at all. ``allow_fewer`` lets a month lose most of its rows,
    ``patient_list`` says what is known of the list beside its rows, and ``cover`` which
    months the hospitals' files cover, if somebody said so. The evidence is
    built before the version becomes current; if the build fails, nothing has changed.

    Raises LoadRefusedError, with the report, if the files are the reason that nothing
    was stored, and CareImpactError for any other reason.
    """
    progress = on_progress or _silent
    with exclusive(home):
        with in_one_sentence():
            recover(home)
            current = lake.current_version(home)
            keys = keys_of(home, current, key)
            validated = validate(
                LoadInput(
                    folder,
                    keys,
                    today or dt.date.today(),
                    bad_row_share,
                    progress,
                    current,
                    lake.loaded_before(home, current),
                    erased_marks(home),
                    profile,
                    allow_fewer,
                    found,
                    leave_rows_out,
                    leave_files_out,
                    patient_list,
                    cover,
                )
            )
            report = validated.report
            if report.refused:
                raise LoadRefusedError(report.refused, report)
            manifest = _manifest(
                home, current, keys, report, profile, made_by or user_name()
            )
            manifest = replace(
                manifest, opt_outs=_opt_outs(manifest, current, report, patient_list)
            )
            if current is not None and not (
                report.changed
                or says_more(manifest.opt_outs, current)
                or _newly_said(report, lake.loaded_before(home, current))
            ):
                return LoadReport(report, current, stored=False)
            version = _store(home, current, validated, manifest, progress)
        try:
            put_in_use(home, version, build, progress)
        except BaseException:
            lake.discard(home, version)
            raise
        return LoadReport(report, version, stored=True)


def check_extract(
    folder: Path,
    home: Path,
    *,
    profile: Profile | None = None,
    found: Found | None = None,
    key: str | None = None,
    bad_row_share: float = _BAD_ROW_SHARE,
    allow_fewer: bool = False,
    leave_rows_out: frozenset[str] = frozenset(),
    leave_files_out: frozenset[str] = frozenset(),
    patient_list: PatientList = AS_IT_IS,
    today: dt.date | None = None,
    on_progress: StageProgress | None = None,
) -> CheckReport:
    """Report what ``load_extract`` would do with ``folder``, and store nothing.

    Raises CareImpactError only if the folder or the store cannot be used at all.
    """
    with in_one_sentence():
        current = lake.current_version(home)
        # Without a key there is no store to compare with, so any key serves.
        keys = read_keys(home, key) or Keys((b"check only",))
        if current is not None:
            check_keys(keys, current.manifest.key_fingerprint)
        return validate(
            LoadInput(
                folder,
                keys,
                today or dt.date.today(),
                bad_row_share,
                on_progress or _silent,
                current,
                lake.loaded_before(home, current),
                erased_marks(home),
                profile,
                allow_fewer,
                found,
                leave_rows_out,
                leave_files_out,
                patient_list,
            )
        ).report


class BusyError(CareImpactError):
    """Another process is loading."""


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Keep the load lock of ``home``; raise BusyError if another load has it."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(home / "load.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise BusyError(
            "Another load is running: wait for it to finish, then try again."
        ) from None
    except OSError as error:
        raise CareImpactError(
            f"The home folder {home} cannot be written ({_reason(error)}): choose "
            "another in CARE_IMPACT_HOME, or correct its permissions."
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn errors of the machine into a CareImpactError with one sentence.

    The cause is left out on purpose: messages of DuckDB and Arrow quote values.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError):
        raise OutOfMemoryError(
            "The files do not fit in this machine's memory, and nothing was changed: "
            "close other programs, or load fewer files at a time."
        ) from None
    except OSError as error:
        raise CareImpactError(
            f"The disk could not be written ({_reason(error)}), and nothing was "
            "changed: free some space or correct the permissions of the home folder, "
            "then try again."
        ) from None
    except (duckdb.Error, pa.ArrowException) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise CareImpactError(
            "The load failed, and nothing was changed: report this fault as "
            f"{type(error).__name__}, {PurePath(place.filename).name} line "
            f"{place.lineno}."
        ) from None


def put_in_use(
    home: Path,
    version: LakeVersion,
    build: Build | None,
    on_progress: StageProgress | None = None,
) -> None:
    """Build the evidence of ``version``, make it current and swap the evidence in.

    After a crash between the last two steps the old evidence is served although the
    new version is current; the build of the next load or start corrects that.
    """
    on_progress = on_progress or _silent
    rows = sum(table.rows for table in version.manifest.tables.values())
    on_progress("build", 0, 1, rows)
    swap = build(version) if build else None
    on_progress("build", 1, 1, rows)
    on_progress("swap", 0, 1, rows)
    lake.set_current(home, version.name)
    if swap:
        swap()
    on_progress("swap", 1, 1, rows)


def keys_of(home: Path, current: LakeVersion | None, key: str | None) -> Keys:
    """Return the keys of this home; make them if nothing is stored yet.

    Raises CareImpactError if they are not the keys the store was made with.
    """
    keys = read_keys(home, key)
    if current is not None:
        if keys is None:
            raise CareImpactError(
                f"The pseudonym key of this store is missing from {home / 'key'}: "
                "restore it from its backup; a new key could not match the people "
                "already stored."
            )
        check_keys(keys, current.manifest.key_fingerprint)
    return keys or make_keys(home)


def store_in_use(home: Path, key: str | None) -> tuple[LakeVersion, Keys]:
    """Return the current version and its keys; raise CareImpactError if none exists."""
    current = lake.current_version(home)
    if current is None:
        raise CareImpactError("Nothing has been loaded yet, so there is nothing to do.")
    return current, keys_of(home, current, key)


def user_name() -> str:
    """Return the user of this process, or "unknown"."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"


def _reason(error: OSError) -> str:
    # pyarrow gives the number without the words.
    return error.strerror or (os.strerror(error.errno) if error.errno else "no reason")


def _manifest(
    home: Path,
    current: LakeVersion | None,
    keys: Keys,
    report: CheckReport,
    profile: Profile | None,
    made_by: str,
) -> Manifest:
    return Manifest(
        version=lake.next_name(home),
        parent=current.name if current else None,
        made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        made_by=made_by,
        profile=profile.name if profile else None,
        key_fingerprint=keys.fingerprint,
        sources=tuple(_source(file) for file in report.files if file.table),
        tables={},
    )


def _opt_outs(
    manifest: Manifest,
    current: LakeVersion | None,
    report: CheckReport,
    patient_list: PatientList,
) -> OptOuts | None:
    return opt_outs_after(
        current.manifest.opt_outs if current else None,
        report.opt_out_column,
        patient_list,
        manifest.made_by,
        manifest.made_at,
    )


def _newly_said(report: CheckReport, before: tuple[Source, ...]) -> bool:
    """Say whether somebody now says what a file covers, or how its rows are made."""
    covers = {source.sha256: source.cover for source in before}
    rules = lake.caseload_rules(before)
    now = lake.caseload_rules(_source(file) for file in report.files)
    return any(rules.get(key, rule) != rule for key, rule in now.items()) or any(
        file.cover is not None
        and file.cover.declared
        and file.cover != covers.get(file.sha256)
        for file in report.files
    )


def _source(file: FileReport) -> Source:
    return Source(
        file=file.file,
        table=file.table or "",
        sha256=file.sha256,
        rows=file.rows,
        stored=file.stored,
        put_aside=file.rejected,
        unjoined=file.unjoined,
        elsewhere=file.elsewhere,
        not_recorded=file.not_recorded,
        opted_out=file.opted_out,
        identical=file.identical,
        combined=file.combined,
        left_out=file.left_out,
        blank=file.blank,
        correction=file.correction,
        cover=file.cover,
        rule=file.rule,
    )


def _store(
    home: Path,
    current: LakeVersion | None,
    validated: Validated,
    manifest: Manifest,
    on_progress: StageProgress,
) -> LakeVersion:
    rows, total = 0, len(validated.merged)
    tables = {}
    with lake.unfinished_folder(home) as folder:
        for done, (name, merged) in enumerate(validated.merged.items()):
            on_progress("lake", done, total, rows)
            if current is not None and current.table(name) and not merged.changed:
                tables[name] = lake.keep_table(folder, name, current)
            else:
                tables[name] = lake.write_table(folder, name, merged.table)
            rows += merged.table.num_rows
        on_progress("lake", total, total, rows)
        return lake.finish(home, folder, manifest, tables)


def _silent(stage: str, done: int, total: int, count: int) -> None:
    """Report progress to nobody."""

"""The process of one check or load, started with ``python -m`` and a folder.

Started by ``uploads.job``. It writes its progress and report next to the files; nothing
from a file may reach the server's log.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog
from duckdb import OutOfMemoryException
from filelock import FileLock, Timeout

from data_access import logs
from data_access.answers.uploads import (
    FilePreview,
    JobState,
    JobStatus,
    RejectedFile,
    UploadReport,
)
from data_access.errors import CareImpactError, OutOfMemoryError
from data_access.ingest.extract.load import check_extract
from data_access.ingest.extract.preview import preview
from data_access.ingest.extract.profiles import Profile, load_profile, profile_folders
from data_access.ingest.extract.report import CheckReport, LoadRefusedError
from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.ingest.extract.validate import Found
from data_access.ingest.recognised.recognised_files import Recognised
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import Batch
from data_access.operations.uploads.limits import limit_process, out_of_memory
from data_access.operations.uploads.reading import (
    keep_readings,
    read_upload,
    said_of_cover,
    said_of_list,
    upload_reading,
)
from data_access.operations.uploads.tables import file_preview, upload_report
from data_access.settings import Settings, get_settings
from data_access.words.names import as_words

_WRITTEN_EVERY_SECONDS = 0.3
_log = structlog.get_logger()


class ProgressWriter:
    """Write the progress of a job, a few times a second and at each new stage."""

    def __init__(self, batch: Batch, now: JobState) -> None:
        self._batch = batch
        self.now = now
        self._written_at = 0.0

    def stage(self, name: str, done: int, total: int, rows: int) -> None:
        """Report that ``done`` of ``total`` parts of a stage are finished."""
        fresh = name != self.now.stage
        counts = {**dict(self.now.counts), name: rows}
        self.now = replace(
            self.now,
            stage=name,
            done=done,
            total=total,
            counts=tuple(counts.items()),
            sentence="",
        )
        if fresh or time.monotonic() - self._written_at > _WRITTEN_EVERY_SECONDS:
            self._write()

    def building(self, what: str) -> None:
        """Report the current step of the build, which has no counts."""
        self.now = replace(
            self.now,
            stage="build",
            done=0,
            total=0,
            sentence=as_words(what),
        )
        self._write()

    def ended(self, status: JobStatus, sentence: str) -> None:
        """Report how the job ended."""
        self.now = replace(self.now, status=status, sentence=sentence)
        self._write()

    def _write(self) -> None:
        job.write_state(self._batch, self.now)
        self._written_at = time.monotonic()


def main(folder: Path) -> None:
    """Run the job that the state of the batch in ``folder`` requests."""
    batch = Batch(folder)
    try:
        with FileLock(batch.lock, timeout=10):
            request = job.state_written(batch)
            # Two clicks start two processes; the second finds the work done.
            if request is not None and request.status == "running":
                _run(batch, ProgressWriter(batch, request))
    except Timeout:
        _log.info("upload is being worked on by another process")


def _run(batch: Batch, writer: ProgressWriter) -> None:
    action = {"check": _check, "load": _load}[writer.now.kind]
    settings = get_settings()
    logs.configure(settings.log_level)
    limit_process(settings)
    try:
        profile = (
            load_profile(writer.now.profile, profile_folders(settings.home))
            if writer.now.profile
            else None
        )
        writer.ended("done", action(batch, settings, profile, writer))
    except LoadRefusedError as refused:
        _write_report(batch, refused.report)
        writer.ended("failed", str(refused))
    except (MemoryError, OutOfMemoryError, OutOfMemoryException):
        writer.ended("failed", out_of_memory(settings))
    except CareImpactError as problem:
        # A reader knows no folder, only the upload.
        sentence = str(problem).replace(f"folder {batch.files}", "upload")
        writer.ended("failed", sentence)
    except Exception as error:
        # Not the text: it may quote a value of a file.
        _log.error("job failed", kind=writer.now.kind, error=type(error).__name__)
        writer.ended(
            "failed",
            "The check or load failed, and nothing was changed: report this fault as "
            f"{type(error).__name__}.",
        )


def _check(
    batch: Batch, settings: Settings, profile: Profile | None, writer: ProgressWriter
) -> str:
    key = settings.pseudonym_key
    choices = job.choices(batch)
    read = read_upload(batch.files, settings.home, profile, choices)
    reading = upload_reading(read)
    job.write_reading(batch, reading)
    if reading.asks_pcn:
        raise CareImpactError(
            "The list of practices does not name their PCN: write which it is below, "
            "and check again."
        )
    said_of_cover(choices)  # a month that is none is said before the load
    report = check_extract(
        batch.files,
        settings.home,
        profile=read.profile,
        found=_found(read),
        key=key.get_secret_value() if key else None,
        bad_row_share=settings.bad_row_share,
        leave_rows_out=_known(read, choices.leave_rows_out),
        leave_files_out=_known(read, choices.leave_files_out),
        allow_fewer=writer.now.allow_fewer,
        patient_list=said_of_list(choices),
        on_progress=writer.stage,
    )
    _write_report(batch, report, _previews(read))
    return "Checked."


def _found(read: Recognised) -> Found:
    read = read.required()
    return read.files, read.others


def _known(read: Recognised, names: Sequence[str]) -> frozenset[str]:
    """Return the names that are still those of files: another choice may undo one."""
    return frozenset(names) & {file.name for file in read.files}


def _load(
    batch: Batch, settings: Settings, profile: Profile | None, writer: ProgressWriter
) -> str:
    # Imported here: the build takes seconds to import, and a check does not need it.
    from data_access.operations import loading
    from data_access.store.evidence import Evidence

    choices = job.choices(batch)
    read = read_upload(batch.files, settings.home, profile, choices)
    loaded = loading.load_local(
        settings,
        batch.files,
        writer.building,
        profile=read.profile,
        found=_found(read),
        leave_rows_out=_known(read, choices.leave_rows_out),
        leave_files_out=_known(read, choices.leave_files_out),
        allow_fewer=writer.now.allow_fewer,
        patient_list=said_of_list(choices),
        cover=said_of_cover(choices),
        on_stage=writer.stage,
    )
    if choices.keep:
        keep_readings(settings.home, read)
    batch.drop_files()
    last = Evidence(settings.home).meta().last_month
    report = replace(
        _report(batch, loaded.check),
        version=loaded.version.name,
        last_month=last.isoformat() if last else "",
    )
    job.write_report(batch, report)
    if not loaded.stored:
        return "The store already had all of this data, so nothing changed."
    return f"Loaded as version {loaded.version.name}."


def _write_report(
    batch: Batch, report: CheckReport, previews: tuple[FilePreview, ...] = ()
) -> None:
    job.write_report(batch, replace(_report(batch, report), previews=previews))


def _report(batch: Batch, report: CheckReport) -> UploadReport:
    return upload_report(report, _write_rejected(batch, report))


def _write_rejected(batch: Batch, report: CheckReport) -> tuple[RejectedFile, ...]:
    """Write the rejected rows of each file for download, by number."""
    batch.rejected.mkdir(mode=0o700, exist_ok=True)
    for old in batch.rejected.iterdir():
        old.unlink()
    files = []
    for number, (label, rows) in enumerate(report.rejected.items()):
        path = batch.rejected / f"{number}.csv"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(rows.as_csv())
        files.append(RejectedFile(label, rows.cells.num_rows, rows.download_name))
    return tuple(files)


def _previews(read: Recognised) -> tuple[FilePreview, ...]:
    previews: list[FilePreview] = []
    for file in read.files:
        try:
            previews.append(file_preview(file.name, preview(file, read.profile)))
        except UnreadableFileError:
            continue  # the check says what is wrong with it
    return tuple(previews)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

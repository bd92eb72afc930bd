"""A check or a load in a process of its own, so that neither can end the server.

The process writes its progress to the batch's ``state.json`` and keeps its lock, which
the kernel releases when it is killed. A server started in the meantime reads the same.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

from filelock import FileLock, Timeout
from pydantic import SecretStr, TypeAdapter, ValidationError

from data_access.answers.readings import UploadChoices, UploadReading
from data_access.answers.uploads import JobState, UploadReport
from data_access.errors import CareImpactError
from data_access.operations.uploads.batch import Batch
from data_access.operations.uploads.limits import ended_by_limit
from data_access.settings import Settings
from data_access.store.durable import replace_file

# Time to import everything on a busy machine, before the lock is taken.
_STARTS_WITHIN_SECONDS = 60.0
# Time for the server that started a process to write why it ended.
_TOLD_WITHIN_SECONDS = 0.3
_STATE = TypeAdapter(JobState)
_REPORT = TypeAdapter(UploadReport)
_READING = TypeAdapter(UploadReading)
_CHOICES = TypeAdapter(UploadChoices)


def start(batch: Batch, settings: Settings, job: JobState) -> None:
    """Start the job; raise CareImpactError if this upload already has a running job."""
    before = state(batch)
    if before is not None and before.status == "running":
        raise CareImpactError(
            "These files are already being checked or loaded: wait until that has "
            "finished."
        )
    write_state(batch, job)
    try:
        process = subprocess.Popen(  # noqa: S603  # our own module, with our own folder
            [
                sys.executable,
                "-m",
                "data_access.operations.uploads.run",
                str(batch.path),
            ],
            env={**os.environ, **_environment(settings)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # Ctrl-C in the server's terminal must not end a load half-way.
            start_new_session=True,
        )
    except OSError as error:
        sentence = (
            f"The check or load could not be started ({error.strerror}): try again."
        )
        write_state(batch, replace(job, status="failed", sentence=sentence))
        return
    ended = threading.Thread(target=_end, args=(process, batch, settings), daemon=True)
    ended.start()


def _end(process: subprocess.Popen[bytes], batch: Batch, settings: Settings) -> None:
    """Wait for the process of a job; write which limit ended it, if one did."""
    sentence = ended_by_limit(process.wait(), settings)
    job = state_written(batch)
    if sentence and job is not None and job.status == "running":
        with contextlib.suppress(FileNotFoundError):  # the upload was cancelled
            write_state(batch, replace(job, status="failed", sentence=sentence))


def state(batch: Batch) -> JobState | None:
    """Return the progress of the last job of this upload, or None if there was none."""
    job = state_written(batch)
    if job is None or job.status != "running" or _is_worked_on(batch):
        return job
    if not job.stage and _age(batch) < _STARTS_WITHIN_SECONDS:
        return job
    # It may have finished between the two looks, or been ended by a limit just now.
    time.sleep(_TOLD_WITHIN_SECONDS)
    job = state_written(batch)
    if job is None or job.status != "running":
        return job
    return replace(
        job,
        status="stopped",
        sentence="The check or load stopped before it finished, and nothing was "
        "changed: start it again, with fewer files if it stops again.",
    )


def state_written(batch: Batch) -> JobState | None:
    """Return the progress that the last job wrote, whether it is running or not."""
    try:
        return _STATE.validate_json(batch.state.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def report(batch: Batch) -> UploadReport | None:
    """Return the report of the last job, or None if it has not written one."""
    try:
        return _REPORT.validate_json(batch.report.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def reading(batch: Batch) -> UploadReading | None:
    """Return how the last check read the files, or None if it has not said so."""
    try:
        return _READING.validate_json(batch.reading.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def choices_json(batch: Batch) -> str:
    """Return what the reader chose so far as JSON."""
    return _CHOICES.dump_json(choices(batch)).decode()


def choices(batch: Batch) -> UploadChoices:
    """Return what the reader chose for this upload so far."""
    try:
        return _CHOICES.validate_json(batch.choices.read_bytes())
    except FileNotFoundError:
        return UploadChoices()


def choices_mark(batch: Batch) -> str:
    """Return a mark of all choices that a check depends on."""
    chosen = replace(choices(batch), keep=True)
    return hashlib.sha256(_CHOICES.dump_json(chosen)).hexdigest()


def choose(batch: Batch, body: bytes) -> None:
    """Keep what a reader chose, from JSON; raise CareImpactError if it is not that."""
    try:
        chosen = _CHOICES.validate_json(body)
    except ValidationError:
        raise CareImpactError(
            "What was chosen could not be read: open the page Data again."
        ) from None
    replace_file(batch.choices, _CHOICES.dump_json(chosen))


def write_reading(batch: Batch, reading_: UploadReading) -> None:
    """Write how the files are read, in one step."""
    replace_file(batch.reading, _READING.dump_json(reading_))


def write_state(batch: Batch, job: JobState) -> None:
    """Write the progress of the job, in one step."""
    replace_file(batch.state, _STATE.dump_json(job))


def write_report(batch: Batch, report_: UploadReport) -> None:
    """Write the report of the job, in one step."""
    replace_file(batch.report, _REPORT.dump_json(report_))


def _age(batch: Batch) -> float:
    try:
        return time.time() - batch.state.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _is_worked_on(batch: Batch) -> bool:
    try:
        with FileLock(batch.lock, timeout=0):
            return False
    except (Timeout, OSError):
        return batch.path.is_dir()


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings of this process as environment variables for the child."""
    values = {name: getattr(settings, name) for name in settings.model_fields_set}
    values["home"] = settings.home.resolve()
    return {
        f"CARE_IMPACT_{name.upper()}": (
            value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        )
        for name, value in values.items()
        if value is not None
    }

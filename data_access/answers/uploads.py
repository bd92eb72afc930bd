"""What the page Data shows of an upload: its check, its progress, its result.

Written by the process of the job and read by the server, so everything here can be
stored as JSON. It includes no value of any person except in the previews, whose
identifiers are masked.
"""

from dataclasses import dataclass
from typing import Literal

from data_access.answers.core import Table

JobKind = Literal["check", "load"]
JobStatus = Literal["running", "done", "failed", "stopped"]

STAGES: tuple[str, ...] = (
    "read",
    "map",
    "validate",
    "reject",
    "pseudonymise",
    "lake",
    "build",
    "swap",
)
"""The stages of a load, in order; a check ends after ``pseudonymise``."""
CHECK_STAGES = STAGES[:5]


@dataclass(frozen=True, slots=True)
class JobState:
    """The progress of a check or a load.

    ``stage`` is one of STAGES, or empty before the first; ``done`` of ``total`` parts
    of it are finished. ``counts`` has pairs of a stage and its rows so far.
    ``sentence`` says how the job ended, or gives the current step of the build.
    ``choices`` marks what the reader had chosen of how the files are read.
    """

    kind: JobKind
    status: JobStatus = "running"
    stage: str = ""
    done: int = 0
    total: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    sentence: str = ""
    profile: str = ""
    allow_fewer: bool = False
    choices: str = ""


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """Rejected rows to download: their file, their number, the name of the download."""

    file: str
    rows: int
    name: str


@dataclass(frozen=True, slots=True)
class AskedFile:
    """A file with too many rows that cannot be used: why, and one example."""

    file: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The first rows of one file as they will be read into its table."""

    file: str
    table: Table
    left_out: int


@dataclass(frozen=True, slots=True)
class UploadReport:
    """The result of a check or a load, file by file.

    ``changes`` has one sentence per table that changes in the store, and ``unchanged``
    names the others. ``refused`` is the reason that nothing is stored, or empty;
    ``changed`` is False if the store already has all of the data. ``version`` is the
    version that a load made, and ``last_month`` its newest month, as an ISO date.
    """

    headline: str
    files: Table
    problems: Table
    unrecorded: Table
    changes: tuple[str, ...]
    unchanged: tuple[str, ...]
    notices: tuple[str, ...]
    refused: str
    changed: bool
    rejected: tuple[RejectedFile, ...]
    asks: tuple[AskedFile, ...] = ()
    asks_opt_outs: bool = False
    asks_leavers: bool = False
    previews: tuple[FilePreview, ...] = ()
    version: str = ""
    last_month: str = ""

"""What the page of data shows of an upload: its check, its progress, its end.

Made in the process that does the work and read by the server, so everything here is
plain and survives JSON. No value of any person is in it, but for the previews, whose
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
    """How far a check or a load is.

    ``stage`` is one of STAGES, or empty before the first; ``done`` of ``total`` parts
    of it are finished, with ``rows`` rows so far (of the load's own counts, by stage,
    in ``counts``). ``sentence`` says how it ended, or what the build is at.
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


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """Rejected rows that can be downloaded: of which file, how many, by what name."""

    file: str
    rows: int
    name: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The first rows of one file as its table will see them."""

    file: str
    table: Table
    left_out: int


@dataclass(frozen=True, slots=True)
class UploadReport:
    """What a check found, or what a load did, file by file.

    ``changes`` says what changes in the store, and ``unchanged`` names the tables that
    stay as they are. ``refused`` says why nothing is stored, or is empty; ``changed``
    is False where the store holds all of it already. ``version`` names what a load made
    and ``last_month`` is its newest month, as an ISO date.
    """

    headline: str
    files: Table
    problems: Table
    changes: tuple[str, ...]
    unchanged: tuple[str, ...]
    notices: tuple[str, ...]
    refused: str
    changed: bool
    rejected: tuple[RejectedFile, ...]
    previews: tuple[FilePreview, ...] = ()
    version: str = ""
    last_month: str = ""

"""Reports of a check or a load: typed, in sentences, with no value of any person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data_access.errors import CareImpactError
from data_access.ingest.extract.rejected_rows import RejectedRows
from data_access.store.lake import Cover, LakeVersion


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule broken in one column by rows that look alike."""

    file: str
    column: str | None
    rule: str
    found: str
    """The form of the value, never the value itself."""
    expected: str
    remedy: str
    rows: int
    lines: tuple[int, ...]
    """The first few lines, in order."""
    common_values: tuple[str, ...] = ()
    """Codes not on the list that at least 8 people share: none names a person."""
    kept: bool = False
    """The rows are kept, and only their value in this column is not recorded."""

    def __str__(self) -> str:
        unit = "row" if self.file.lower().endswith(".parquet") else "line"
        where = f"column {self.column}" if self.column else "the row"
        values = f" Values not on the list: {', '.join(self.common_values)}." * bool(
            self.common_values
        )
        more = f" and {self.rows - 1:,} more" if self.rows > 1 else ""
        kept = " The value is not recorded, and its row is kept." * self.kept
        return (
            f"{self.file} {unit} {self.lines[0]}{more}, {where}: expected "
            f"{self.expected}, found {self.found}; {self.remedy}.{values}{kept}"
        )


@dataclass(frozen=True, slots=True)
class FileReport:
    """What happens to each row of one file.

    ``rows`` = ``stored`` + ``rejected`` + ``opted_out`` + ``identical`` +
    ``combined`` + ``left_out`` + ``blank``, always, unless the file is ``refused``
    before its rows can be counted.
    """

    file: str
    table: str | None
    sha256: str = ""
    rows: int = 0
    stored: int = 0
    rejected: int = 0
    unjoined: int = 0
    """Rejected rows whose person, practice or episode is not known."""
    opted_out: int = 0
    """Rows of people who opted out, or were erased by ``forget``."""
    identical: int = 0
    """Rows identical to one that is stored."""
    combined: int = 0
    """Rows that the import profile combines into another: episodes into a spell."""
    left_out: int = 0
    """Rows the import profile leaves out by a condition, and those of ``elsewhere``."""
    elsewhere: int = 0
    """Rows of a hospital's file of people who were not on the list on that day."""
    blank: int = 0
    """Rows with no value in any column."""
    refused: str | None = None
    """Why the file as a whole cannot be loaded."""
    asks: bool = False
    """Whether the file could be loaded without the rows that it is refused for."""
    problems: tuple[Problem, ...] = ()
    """Why rows are rejected."""
    not_recorded: int = 0
    """Values of stored rows that cannot be right, in columns that may be empty."""
    unrecorded: tuple[Problem, ...] = ()
    """Why those values are not recorded."""
    ignored_columns: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    correction: bool = False
    cover: Cover | None = None
    """What a hospital's file covers; None where it is not known."""
    rule: str = ""
    """By what rule its rows were made of coded events, in words."""

    @property
    def other(self) -> int:
        """Rows neither stored, rejected nor opted out, each counted by its reason."""
        return self.identical + self.combined + self.left_out + self.blank


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a load of a folder would do, file by file, and what it changes."""

    files: tuple[FileReport, ...]
    changes: tuple[str, ...]
    """What changes in the store, one sentence per table."""
    refused: str | None
    """Why nothing would be stored, or None."""
    changed: bool
    rejected: Mapping[str, RejectedRows] = field(default_factory=dict, repr=False)
    """The rejected rows, by file name."""
    opt_out_column: bool | None = None
    """Whether a column of the list says who opted out; None if there is no list."""
    asks_opt_outs: bool = False
    """Whether it is to be said who removed the people who opted out."""
    asks_leavers: bool = False
    """Whether more people than usual would have left, which is to be confirmed."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. ``version`` is the version in use after it."""

    check: CheckReport
    version: LakeVersion
    stored: bool
    """False if the store already had all rows of the files."""


EVERY_FILE = "*"
"""In the place of a file's name: whatever file it is."""


class LoadRefusedError(CareImpactError):
    """Nothing was stored; ``report`` gives the reason, file by file."""

    def __init__(self, sentence: str, report: CheckReport) -> None:
        super().__init__(sentence)
        self.report = report

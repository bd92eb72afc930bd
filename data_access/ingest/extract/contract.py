"""Types that describe a file of the local extract: columns, lists, ranges and keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "record", "text", "code", "date", "flag", "integer", "number"]
"""How a column's text is read.

``person`` is a local patient identifier, replaced by a pseudonym before storage;
``record`` is the identifier of a referral, episode or contact.
"""

TYPES: Mapping[Kind, str] = {
    "person": "VARCHAR",
    "record": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "flag": "BOOLEAN",
    "integer": "INTEGER",
    "number": "DOUBLE",
}
"""The SQL type of each kind, in a load and in the lake."""

_NOT_STORED = ("date_of_birth", "opted_out")
_OF_A_MONTH = ("date_of_birth", "month")  # dates of which only the month counts

MONTH_ONLY = "month_only"
"""The column of the lake that names the dates given as a month without a day.

Such a date is stored as the first day of its month: it counts in that month, and in no
figure of days.
"""

Merge = Literal["by_key", "by_span"]
"""How new rows replace stored rows.

``by_key`` replaces rows with the same key and keeps the rest; ``by_span`` replaces
everything between the first and last date of the file, for the practices in it.
"""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Describe one column: its kind, whether it is required and its allowed values."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    codes: tuple[str, ...] = ()
    """Accepted values; empty accepts any."""
    open_list: bool = False
    """Values outside ``codes`` are kept and reported, not rejected."""
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    """A regular expression the whole value must match."""
    expected: str = ""
    """What ``pattern`` requires, in words."""
    empty_says: str = ""
    """What an empty cell says of the row; empty if it only says "not recorded".

    A value that cannot be right then rejects its row, though the column is optional:
    without the value the row would make a claim that nobody made.
    """
    or_else: str = ""
    """The column that serves where this one is empty: one of the two is required."""
    may_be_planned: bool = False
    """A date to come is a plan, and says the same as an empty cell."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """Describe one file of the extract and how its rows relate to the others."""

    name: str
    meaning: str
    columns: tuple[FieldSpec, ...]
    key: tuple[str, ...] = ()
    """Columns that identify a row; empty if the source has no identifier."""
    required: bool = False
    merge: Merge = "by_key"
    date: str | None = None
    """The column that dates the row."""
    closings: tuple[tuple[str, str], ...] = ()
    """Pairs (opening, closing): the second may not come before the first."""
    in_registration: bool = False
    """The event counts in a numerator: it must fall while the person is registered."""
    of_hospitals: bool = False
    """Hospitals treat people of other lists too: rows of those are left out."""
    identical_rows: Literal["once", "each"] = "once"
    """Whether identical rows are one row, or separate events."""
    references: tuple[tuple[str, str], ...] = ()
    """Pairs (column, table): the value must exist as that table's key."""
    conditional_codes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(
        default_factory=dict
    )
    """For a column, the list that applies for each value of ``conditional_on``."""
    conditional_ranges: Mapping[str, Mapping[str, tuple[float, float]]] = field(
        default_factory=dict
    )
    conditional_on: str | None = None

    def column(self, name: str) -> FieldSpec:
        """Return the column called ``name``; raise KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def has_person(self) -> bool:
        """Return whether rows are stored with a person of their own."""
        return any(
            column.kind == "person" and column.required for column in self.columns
        )

    @property
    def dates(self) -> tuple[str, ...]:
        """Return the names of the date columns, in order."""
        return tuple(c.name for c in self.columns if c.kind == "date")

    @property
    def days(self) -> tuple[str, ...]:
        """Return the names of the date columns whose day counts, in order."""
        return tuple(name for name in self.dates if name not in _OF_A_MONTH)

    @property
    def lake_columns(self) -> dict[str, str]:
        """Return the columns of the table in the lake and their SQL types, in order."""
        columns = {
            stored_name(column.name): TYPES[column.kind]
            for column in self.columns
            if column.name not in _NOT_STORED
            and (column.kind != "person" or column.required)
        }
        return {**columns, MONTH_ONLY: "VARCHAR"} if self.days else columns


def stored_name(column: str) -> str:
    """Return the name ``column`` has in the lake."""
    return "person_id" if column == "patient_id" else column

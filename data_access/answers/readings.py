"""How the tables of uploaded files are read: what is proposed, and what is chosen.

A proposal is written by the process of the check and read by the server, a choice the
other way round, so everything here can be stored as JSON. Of identifiers and names a
proposal has the form only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from data_access.answers.core import Option


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One column of a found table, and the contract's column it is, or nothing.

    ``plain`` is its name in small letters, a second of one name told apart. Of what
    could name a person ``examples`` has the form only.
    """

    name: str
    plain: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """The written values of one column of the contract, and what each is read as.

    ``values`` has the written value, its meaning (empty: not recorded) and its rows.
    """

    column: str
    accepted: tuple[str, ...]
    values: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class FixedColumn:
    """A column that must be there and is in no column of the file.

    ``value`` is what was chosen for every row, or empty; one of ``accepted``, or any
    text where those are none.
    """

    column: str
    label: str
    accepted: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """How one found table is read, and what of it is still to be settled.

    ``table`` is empty if it is not read, and ``reason`` then says why. ``columns_of``
    are the contract's columns to choose from, ``needs`` those of them that must be
    there and are not. ``dates`` shows by an example how a date is read; ``kept`` is the
    title of the profile it was read by.
    """

    name: str
    table: str
    rows: int
    columns: tuple[ReadColumn, ...] = ()
    columns_of: tuple[Option, ...] = ()
    coded: tuple[CodedColumn, ...] = ()
    fixed: tuple[FixedColumn, ...] = ()
    needs: tuple[str, ...] = ()
    dates: str = ""
    order_open: bool = False
    kept: str = ""
    notes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing is left to ask before the table can be checked."""
        return bool(self.table) and not self.needs and not self.order_open


@dataclass(frozen=True, slots=True)
class UploadReading:
    """How every found table of an upload is read.

    ``tables`` are the contract's tables to choose from; ``asks_pcn`` says that a list
    of practices does not name their network, ``asks_list`` that there is a list of
    patients, ``asks_cover`` that there is a hospital's file.
    """

    files: tuple[FileReading, ...]
    tables: tuple[Option, ...]
    asks_pcn: bool = False
    asks_list: bool = False
    asks_cover: bool = False


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What a reader chose for one found table.

    Without ``columns`` they are proposed for the table. ``columns`` has the plain name
    of the file's column by the contract's; ``values`` the meaning of each written value
    by the contract's column. ``table`` is empty if the file is not needed.
    """

    table: str
    columns: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    month_first: bool | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    """What is the same in every row, by the contract's column."""


@dataclass(frozen=True, slots=True)
class UploadChoices:
    """Everything that a reader chose for an upload, by the name of the found table."""

    tables: Mapping[str, TableChoice] = field(default_factory=dict)
    pcn_code: str = ""
    pcn_name: str = ""
    leave_rows_out: tuple[str, ...] = ()
    """Files to be loaded without the rows that cannot be used, however many."""
    leave_files_out: tuple[str, ...] = ()
    whole_on: date | None = None
    """The day on which everybody registered is in the list of patients, if it is."""
    allow_leavers: bool = False
    opt_outs_removed_by: str = ""
    covers_first: str = ""
    covers_last: str = ""
    """The months, written 2026-04, that the hospitals' files cover; empty: not said."""
    keep: bool = True
    """Keep how the files are read for next month."""


@dataclass(frozen=True, slots=True)
class KeptReading:
    """How files of one header are read, as it was kept from a load.

    ``columns`` has the table, the contract's column and the plain name of the file's.
    """

    name: str
    title: str
    source: str
    columns: tuple[tuple[str, str, str], ...]

"""Import profiles: how one supplier's files become the tables of the contract.

A profile is a TOML file, checked on reading: an unknown entry, table, column, date
format or code list is refused, with its place in the file. `docs/import-profiles.md`
describes every entry.
"""

import csv
import re
import tomllib
from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import permutations
from pathlib import Path
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from data_access.errors import CareImpactError
from data_access.ingest.extract.tables import TABLES

SHIPPED = Path(__file__).parent / "profiles"

# Two-digit years are left out: 05-Mar-31 may be a birth or a review to come.
_DATE_PARTS = frozenset("YmdHMSIpf%")
_SAMPLE = datetime(2026, 3, 4, 5, 6, 7)  # a day and a month that can be exchanged
_CODELIST_COLUMNS = ("code", "term", "value", "source")


def _reads_another_day(written: str, read: str) -> bool:
    """Say whether a date in one format is a different day in another."""
    try:
        found = datetime.strptime(_SAMPLE.strftime(written), read)
    except ValueError:
        return False
    return found.date() != _SAMPLE.date()


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Continuous(_Entry):
    """Join registrations that follow each other, so that a mover has one."""

    start: str
    end: str
    within_days: int = Field(ge=0, le=366)


class Combine(_Entry):
    """Combine the rows that share a key, such as the episodes of a spell."""

    key: tuple[str, ...] = Field(min_length=1)
    keep: Literal["first", "last"]
    by: str
    latest: tuple[str, ...] = ()
    continuous: Continuous | None = None


class FromCode(_Entry):
    """Look up a clinical code in a code list, or its term if the code is not listed."""

    codelist: str
    code: str | None = None
    term: str | None = None


class FileProfile(_Entry):
    """How the files whose name matches become rows of one table."""

    match: str
    header: tuple[str, ...] = ()
    """The plain names of the columns; a file that has them is read by this part."""
    sheet: str = ""
    """The sheet it was kept from, to tell two of one header apart."""
    table: str
    separator: str | None = Field(default=None, pattern=r"^[,;\t|^~]$")
    encoding: Literal["utf-8", "cp1252", "utf-16"] | None = None
    skip_rows: int = Field(default=0, ge=0, le=50)
    dates: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = {}
    filled: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    from_name: dict[str, str] = {}
    codes: dict[str, FromCode] = {}
    made_of: dict[str, tuple[str, ...]] = {}
    values: dict[str, dict[str, str]] = {}
    combine: Combine | None = None
    months_without_contact: int | None = Field(default=None, ge=1, le=24)
    """Ends a case, where a caseload is made of coded contacts."""

    @model_validator(mode="after")
    def _fits_the_contract(self) -> "FileProfile":
        if self.table not in TABLES:
            raise ValueError(f"no table is called {self.table}")
        if self.months_without_contact and self.table != "caseload":
            raise ValueError("months_without_contact is of the table caseload")
        contract_columns = {column.name for column in TABLES[self.table].columns}
        mapped = [
            *self.columns,
            *self.constants,
            *self.from_name,
            *self.codes,
            *self.made_of,
        ]
        latest = self.combine.latest if self.combine else ()
        for name in (*mapped, *self.values, *latest):
            if name not in contract_columns:
                raise ValueError(f"{self.table} has no column {name}")
        for name in mapped:
            if mapped.count(name) > 1:
                raise ValueError(f"{name} is mapped in two ways")
        return self

    @field_validator("dates")
    @classmethod
    def _are_dates(cls, dates: tuple[str, ...]) -> tuple[str, ...]:
        for form in dates:
            fields = {"m" if p in "bB" else p for p in re.findall(r"%(.)", form)}
            if not {"d", "m", "Y"} <= fields:
                raise ValueError(f"date format {form} needs a day, a month and %Y")
            if not fields <= _DATE_PARTS:
                raise ValueError(f"date format {form} has an unknown part")
        for first, second in permutations(dates, 2):
            if _reads_another_day(first, second):
                raise ValueError(
                    f"{_SAMPLE.strftime(first)} is one day by date format {first} "
                    f"and another by {second}: keep the one that the file uses"
                )
        return dates

    @field_validator("from_name")
    @classmethod
    def _are_patterns(cls, patterns: dict[str, str]) -> dict[str, str]:
        for pattern in patterns.values():
            try:
                re.compile(pattern)
            except re.error:
                raise ValueError(f"{pattern} is not a regular expression") from None
        return patterns

    def matches(self, file_name: str) -> bool:
        """Whether the profile applies to a file of this name, ignoring case."""
        return fnmatchcase(file_name.lower(), self.match.lower())


class Profile(_Entry):
    """The layout of one supplier or search, with a part for each kind of file."""

    name: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    title: str
    about: str
    source: str
    files: tuple[FileProfile, ...] = Field(min_length=1)
    codelists: dict[str, dict[str, dict[str, str]]] = Field(default={}, exclude=True)
    """By list: ``code`` and ``term``, each from text to the contract's value."""


def profile_folders(home: Path) -> tuple[Path, Path]:
    """Return the folders of profiles: that of this home, then that of the product."""
    return home / "profiles", SHIPPED


def profile_names(folders: Iterable[Path] = (SHIPPED,)) -> tuple[str, ...]:
    """Return the names of the profiles in ``folders``, sorted."""
    return tuple(sorted({p.stem for f in folders for p in f.glob("*.toml")}))


def load_profile(name: str, folders: tuple[Path, ...] = (SHIPPED,)) -> Profile:
    """Return the profile called ``name`` from the first folder that has it.

    Code lists come from ``codelists/<list>.csv`` in the same folders, first found
    first. Raises CareImpactError saying where the profile is wrong.
    """
    for folder in folders:
        path = folder / f"{name}.toml"
        if re.fullmatch(r"[a-z0-9_-]{1,40}", name) and path.is_file():
            return _read_profile(path, folders)
    raise CareImpactError(
        f"There is no import profile called {name!r}: choose one of "
        f"{', '.join(profile_names(folders)) or 'none yet'}."
    )


def _read_profile(path: Path, folders: tuple[Path, ...]) -> Profile:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CareImpactError(
            f"The import profile {path.name} is not valid TOML in UTF-8: {error}."
        ) from None
    if "codelists" in document:
        raise CareImpactError(
            f"The import profile {path.name} contains codelists: put them in CSV files "
            "in the folder codelists next to it."
        )
    try:
        profile = Profile.model_validate(document)
    except ValidationError as error:
        raise CareImpactError(_sentence(path.name, error)) from None
    lists = {code.codelist for part in profile.files for code in part.codes.values()}
    return profile.model_copy(
        update={"codelists": {name: _codelist(name, folders) for name in sorted(lists)}}
    )


def _sentence(file: str, error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(
        str(part + 1) if isinstance(part, int) else str(part) for part in problem["loc"]
    )
    reason = problem["msg"].removeprefix("Value error, ")
    return f"The import profile {file} has an error at {place or 'the top'}: {reason}."


def _codelist(name: str, folders: tuple[Path, ...]) -> dict[str, dict[str, str]]:
    for folder in folders:
        path = folder / "codelists" / f"{name}.csv"
        if path.is_file():
            return _read_codelist(path)
    raise CareImpactError(
        f"There is no code list {name}.csv in the folder codelists next to the import "
        "profiles: add it, or choose another."
    )


def _read_codelist(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            rows = list(reader)
            header = tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error):
        raise CareImpactError(
            f"The code list {path.name} is not CSV in UTF-8: save it again."
        ) from None
    if header != _CODELIST_COLUMNS:
        raise CareImpactError(
            f"The code list {path.name} must have the columns "
            f"{', '.join(_CODELIST_COLUMNS)}, in that order."
        )
    values: dict[str, dict[str, str]] = {"code": {}, "term": {}}
    for line, row in enumerate(rows, start=2):
        if not (row["value"] and row["source"] and (row["code"] or row["term"])):
            raise CareImpactError(
                f"The code list {path.name} is not complete on line {line}: give a "
                "code or a term, a value and a source."
            )
        for kind in ("code", "term"):
            text = " ".join((row[kind] or "").split()).lower()
            if text and values[kind].setdefault(text, row["value"]) != row["value"]:
                raise CareImpactError(
                    f"The code list {path.name} maps the same {kind} to a second value "
                    f"on line {line}: keep one."
                )
    return values

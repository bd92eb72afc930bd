"""Make the tables that were found in a folder ready for a load."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_access.errors import CareImpactError
from data_access.ingest.extract.column_mapping import mapping_by_contract
from data_access.ingest.extract.matched_files import MatchedFile
from data_access.ingest.extract.profiles import FileProfile, Profile
from data_access.ingest.extract.report import FileReport
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import (
    UnreadableFileError,
    plain_names,
)
from data_access.ingest.found.found_table import Found, FoundTable, NoTable
from data_access.ingest.recognised.choices import (
    NOT_NEEDED,
    Choice,
)
from data_access.ingest.recognised.coded_cases import MONTHS_WITHOUT
from data_access.ingest.recognised.dates import OrderOpenError
from data_access.ingest.recognised.file_values import (
    less_than_they_seem,
)
from data_access.ingest.recognised.kept_profiles import (
    KeptProfile,
    kept_for,
)
from data_access.ingest.recognised.part_of import Pcn, part_of, values_of
from data_access.ingest.recognised.practice_names import (
    Practices,
    practices_of,
    with_practice_names,
)
from data_access.ingest.recognised.tables_of import tables_of
from data_access.words.numbers import counted


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What is known before files are looked at.

    ``pcn`` is the network of practices whose list does not name it, ``profile`` reads
    the files of its names, ``kept`` those of its headers, and ``choices`` has, by the
    name of a table, what somebody chose for it. ``month_first`` is the order of dates
    that do not show it, ``practices`` those of the store by their names.
    """

    pcn: Pcn | None = None
    profile: Profile | None = None
    kept: tuple[Profile, ...] = ()
    month_first: bool | None = None
    choices: Mapping[str, Choice] = field(default_factory=dict)
    practices: Practices = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table that was found in a file, and how it is read; ``part`` is None if not.

    ``name`` is that of the file and its sheet. ``reason`` says why it is not read, and
    ``but_for_order`` how it would be if its dates had the day first.
    """

    name: str
    found: FoundTable
    part: FileProfile | None = None
    kept: KeptProfile | None = None
    reason: str = ""
    but_for_order: FileProfile | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables of a folder, how each is read, and a report on what is none."""

    profile: Profile | None
    files: list[MatchedFile]
    others: list[FileReport]
    tables: tuple[ReadTable, ...] = ()

    def required(self) -> "Recognised":
        """Return the tables; raise CareImpactError if there is none to load."""
        if not self.files:
            raise CareImpactError(
                "None of the files has a table of the contract: choose on the page "
                "Data what each is, or load them with an import profile."
            )
        return self


def recognised_files(paths: Sequence[Path], how: HowToRead | None = None) -> Recognised:
    """Find how every table of some files is read.

    A file that a named profile or the contract knows by its name and columns is read
    so; any other as it was chosen, as it was kept for its header, or as it looks.
    """
    how = how or HowToRead()
    files: list[MatchedFile] = []
    others: list[FileReport] = []
    tables: list[ReadTable] = []
    read_paths = []
    for path in paths:
        named = _by_name(path, how.profile)
        if named:
            files += named
            continue
        try:
            tables_found = tables_of(path, _months_without(path, how))
            read = [_read(path, found, how) for found in tables_found]
        except UnreadableFileError as error:
            read = [str(error)]
        read_paths.append((path, read))
    practices = {**how.practices, **_practices(files, read_paths)}
    for path, read in read_paths:
        known = [
            _with_practices(one, practices)
            for one in read
            if isinstance(one, ReadTable)
        ]
        tables += known
        matched = [_matched(path, one) for one in known if one.part]
        # Where nothing is recognised, the contract's own sentence says what is missing.
        by_contract = () if matched else MatchedFile.of(path, None)
        files += [*matched, *by_contract]
        if not by_contract:
            others += [
                FileReport(path.name, None, notices=(why,))
                for one in read
                if (why := one if isinstance(one, str) else one.reason)
            ]
    order = {name: place for place, name in enumerate(TABLES)}
    files.sort(key=lambda file: (order[file.table.name], file.name))
    return Recognised(_profile(files, how), files, others, tuple(tables))


def _practices(
    files: Sequence[MatchedFile],
    read: Sequence[tuple[Path, Sequence["ReadTable | str"]]],
) -> Practices:
    """Return the practices that these files themselves list."""
    lists = [
        (one.text, "practice_code", "practice_name")
        for one in files
        if one.table.name == "practices" and one.profile_part is None
    ]
    found_tables = [one for _, tables in read for one in tables]
    for table in found_tables:
        if isinstance(table, str) or table.part is None:
            continue
        columns = table.part.columns
        if {"practice_code", "practice_name"} <= set(columns):
            code, name = columns["practice_code"], columns["practice_name"]
            lists.append((table.found.text, code, name))
    found: dict[str, str] = {}
    for text, code, name in lists:
        if text is not None and name in plain_names(text.header):
            found.update(practices_of(text, code, name))
    return found


def _with_practices(one: ReadTable, practices: Practices) -> ReadTable:
    if one.part is None:
        return one
    return replace(one, part=with_practice_names(one.part, one.found.text, practices))


def _months_without(path: Path, how: HowToRead) -> int:
    """Return the months without contact that end a case, as a profile says by name."""
    profiles = (*((how.profile,) if how.profile else ()), *how.kept)
    said = (
        part.months_without_contact
        for profile in profiles
        for part in profile.files
        if part.matches(path.name)
    )
    return next((months for months in said if months), MONTHS_WITHOUT)


def _profile(files: Sequence[MatchedFile], how: HowToRead) -> Profile | None:
    parts = tuple(file.profile_part for file in files if file.profile_part)
    if not parts:
        return None
    return Profile(
        name=how.profile.name if how.profile else "recognised",
        title="Recognised by columns and values",
        about="Columns as the product recognised them",
        source="The files themselves",
        files=parts,
        codelists=how.profile.codelists if how.profile else {},
    )


def _by_name(path: Path, profile: Profile | None) -> tuple[MatchedFile, ...]:
    """Return a file as its name says, if its columns say so too."""
    matched = MatchedFile.of(path, profile)
    if any(one.makes_cases for one in matched):
        return ()
    if any(one.profile_part for one in matched):
        return matched
    try:
        read = tuple(replace(one, text=one.read()) for one in matched)
        for one in read:
            if one.text is not None:
                mapping_by_contract(one.table, one.text)
    except UnreadableFileError:
        # Parquet has its types, and is read by the contract alone.
        return matched if path.suffix.lower() == ".parquet" else ()
    return read


def _read(path: Path, found: Found, how: HowToRead) -> ReadTable | str:
    """Return how a found table is read, or why there is none."""
    if isinstance(found, NoTable):
        return f"{found.sheet} {found.reason}"
    name = f"{path.name}: {found.sheet}" if found.sheet else path.name
    chosen = how.choices.get(name)
    if chosen is not None and chosen.table == NOT_NEEDED:
        return ReadTable(name, found, reason=f"{found.sheet} is not needed".strip())
    kept = (
        kept_for(how.kept, found.text.header, found.sheet, path.name)
        if chosen is None
        else None
    )

    def part_if(month_first: bool | None) -> FileProfile | None:
        return part_of(path.name, found, how.pcn, chosen, kept, month_first=month_first)

    try:
        part = part_if(how.month_first)
    except OrderOpenError as error:
        return ReadTable(name, found, None, kept, str(error), part_if(False))
    except UnreadableFileError as error:
        return ReadTable(name, found, kept=kept, reason=str(error))
    if part is None:
        reason = f"{found.sheet} has columns of no table of the contract".strip()
        return ReadTable(name, found, reason=reason)
    return ReadTable(name, found, part, kept)


def _matched(path: Path, one: ReadTable) -> MatchedFile:
    part, found = one.part, one.found
    if part is None:
        raise ValueError("a table that is not read has no match")
    notices = [*found.text.notices, *_notices(found, part)]
    if one.kept is not None:
        notices += one.kept.differences
    text = replace(found.text, notices=tuple(notices))
    return MatchedFile(path, TABLES[part.table], part, text, found.sheet)


def _notices(found: FoundTable, part: FileProfile) -> Iterator[str]:
    """Say how many rows were no data, and how many values are less than they seem."""
    for why, count in found.left_out.items():
        yield f"{counted(count, 'row')} left out: {why}"
    names = plain_names(found.text.header)
    for column in TABLES[part.table].columns:
        if column.name in part.columns:
            values = values_of(found.text, names.index(part.columns[column.name]))
            yield from less_than_they_seem(column, values)

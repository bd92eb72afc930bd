"""Make the tables that were found in a folder ready for a load."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data_access.errors import CareImpactError
from data_access.ingest.extract.contract import FieldSpec
from data_access.ingest.extract.matched_files import MatchedFile
from data_access.ingest.extract.profiles import Combine, FileProfile, Profile
from data_access.ingest.extract.report import FileReport
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import (
    TextTable,
    UnreadableFileError,
    plain_names,
)
from data_access.ingest.found.found_table import Found, FoundTable, NoTable
from data_access.ingest.recognised.dates import DateForms, date_forms
from data_access.ingest.recognised.file_values import (
    NO_DATE,
    less_than_they_seem,
    meant,
)
from data_access.ingest.recognised.plan_terms import plan_terms
from data_access.ingest.recognised.tables_of import proposal, tables_of
from data_access.words.numbers import counted

_ODS = re.compile(r"\b[A-Z]\d{5}\b")
# A number of their own that exports by hand lack, and what makes a row another's not.
_MADE_OF = {
    "caseload": ("episode_id", ("patient_id", "opened_on")),
    "referrals": ("referral_id", ("patient_id", "received_on")),
}
# One row a consultant episode, as HES and SUS have it: rows of a spell are one.
_EPISODES = ("procode", "provspnops", "epiorder")


@dataclass(frozen=True, slots=True)
class Pcn:
    """A network, as whoever loads its files names it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables of a folder, how each is read, and a report on what is none."""

    profile: Profile
    files: list[MatchedFile]
    others: list[FileReport]


def recognised_files(paths: Sequence[Path], pcn: Pcn | None = None) -> Recognised:
    """Recognise every table of some files.

    ``pcn`` is the network of practices whose list does not name it. Raises
    CareImpactError if there is no table.
    """
    files: list[MatchedFile] = []
    others: list[FileReport] = []
    for path in paths:
        try:
            for found in tables_of(path):
                file = _file(path, found, pcn)
                if isinstance(file, MatchedFile):
                    files.append(file)
                else:
                    others.append(FileReport(path.name, None, notices=(file,)))
        except UnreadableFileError as error:
            others.append(FileReport(path.name, None, notices=(str(error),)))
    if not files:
        raise CareImpactError(
            "None of the files has a table of the contract: see what is in them with "
            "`care-impact recognise`, or load them with an import profile."
        )
    order = {name: place for place, name in enumerate(TABLES)}
    files.sort(key=lambda file: (order[file.table.name], file.name))
    parts = tuple(file.profile_part for file in files if file.profile_part)
    profile = Profile(
        name="recognised",
        title="Recognised by columns and values",
        about="Columns as the product recognised them",
        source="The files themselves",
        files=parts,
    )
    return Recognised(profile, files, others)


def _file(path: Path, found: Found, pcn: Pcn | None) -> MatchedFile | str:
    """Return a found table ready for a load, or say why it is none."""
    if isinstance(found, NoTable):
        return f"{found.sheet} {found.reason}"
    part = part_of(path.name, found, pcn)
    if part is None:
        return f"{found.sheet} has columns of no table of the contract".strip()
    notices = (*found.text.notices, *_notices(found, part))
    text = replace(found.text, notices=notices)
    return MatchedFile(path, TABLES[part.table], part, text, found.sheet)


def _notices(found: FoundTable, part: FileProfile) -> Iterator[str]:
    """Say how many rows were no data, and how many values are less than they seem."""
    for why, count in found.left_out.items():
        yield f"{counted(count, 'row')} left out: {why}"
    names = plain_names(found.text.header)
    for field in TABLES[part.table].columns:
        if field.name in part.columns:
            values = _values(found.text, names.index(part.columns[field.name]))
            yield from less_than_they_seem(
                field, values, part.values.get(field.name, {})
            )


def part_of(file: str, found: FoundTable, pcn: Pcn | None = None) -> FileProfile | None:
    """Return how a found table is read; None if it is no table of the contract.

    Raises UnreadableFileError if its dates cannot be told.
    """
    likely = proposal(found)
    if likely is None:
        return None
    table, proposed = likely.table, likely.places
    names = plain_names(found.text.header)
    fields = {field.name: field for field in TABLES[table].columns}
    dates = [
        _values(found.text, place)
        for name, place in proposed.items()
        if fields[name].kind == "date"
    ]
    forms = date_forms(file, [_dated(values) for values in dates])
    read = {name: names[place] for name, place in proposed.items()}
    return FileProfile(
        match=file,
        table=table,
        dates=forms.formats,
        columns=read,
        constants=_constants(table, proposed, f"{file} {' '.join(found.above)}", pcn),
        made_of=_made_of(table, read),
        values=_meanings(found.text, fields, proposed, forms),
        fill_down=_fill_down(found.text, names, proposed),
        only=_only(found.text, names, proposed),
        combine=_spells(table, names, read),
    )


def _values(text: TextTable, place: int) -> list[str]:
    return [value or "" for value in text.cells.column(place).to_pylist()]


def _dated(values: Sequence[str]) -> list[str]:
    return [value for value in values if value.strip() not in NO_DATE]


def _constants(
    table: str, proposed: Mapping[str, int], around: str, pcn: Pcn | None
) -> dict[str, str]:
    """Return what is the same in every row: the practice of a list, the PCN of all.

    ``around`` is the name of the file and what stands above the table.
    """
    found = {}
    codes = set(_ODS.findall(around))
    if table == "patients" and len(codes) == 1:
        found["practice_code"] = codes.pop()
    if table in ("practices", "coordinators", "arrs_claims") and pcn is not None:
        found["pcn_code"] = pcn.code
    if table == "practices" and pcn is not None:
        found["pcn_name"] = pcn.name
    return {name: value for name, value in found.items() if name not in proposed}


def _made_of(table: str, read: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    if table not in _MADE_OF:
        return {}
    name, parts = _MADE_OF[table]
    if name in read or not all(part in read for part in parts):
        return {}
    return {name: tuple(read[part] for part in parts)}


def _meanings(
    text: TextTable,
    fields: Mapping[str, FieldSpec],
    proposed: Mapping[str, int],
    forms: DateForms,
) -> dict[str, dict[str, str]]:
    found = {}
    for name, place in proposed.items():
        values = _values(text, place)
        known = meant(fields[name], values, month_first=forms.month_first)
        found[name] = dict(known)
    return {name: known for name, known in found.items() if known}


def _fill_down(
    text: TextTable, names: Sequence[str], proposed: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the person's column if later rows of a person leave it blank."""
    place = proposed.get("patient_id")
    if place is None:
        return ()
    people = _values(text, place)
    blank = [not value.strip() for value in people]
    return (names[place],) if any(blank) and not blank[0] else ()


def _only(
    text: TextTable, names: Sequence[str], proposed: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Keep finished episodes (HES data dictionary, EPISTAT 3), and terms of plans."""
    found: dict[str, tuple[str, ...]] = {
        name: ("3",) for name in names if name == "epistat"
    }
    if "declined" in proposed:
        place = proposed["declined"]
        terms = tuple(plan_terms(set(_values(text, place))))
        if terms:
            found[names[place]] = terms
    return found


def _spells(
    table: str, names: Sequence[str], read: Mapping[str, str]
) -> Combine | None:
    if table != "admissions" or not all(name in names for name in _EPISODES):
        return None
    provider, spell, order = _EPISODES
    latest = ("discharged_on",) if "discharged_on" in read else ()
    return Combine(
        key=(read["patient_id"], provider, spell, read["admitted_on"]),
        keep="first",
        by=order,
        latest=latest,
    )

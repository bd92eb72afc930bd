"""What a reader is shown of how uploaded files are read, and what they chose of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_access.answers.core import Option
from data_access.answers.readings import (
    CodedColumn,
    FileReading,
    FixedColumn,
    ReadColumn,
    TableChoice,
    UploadChoices,
    UploadReading,
)
from data_access.errors import CareImpactError
from data_access.ingest.extract.contract import FieldSpec
from data_access.ingest.extract.hospital_cover import declared_cover
from data_access.ingest.extract.load_database import load_database
from data_access.ingest.extract.matched_files import files_of
from data_access.ingest.extract.patient_list import PatientList
from data_access.ingest.extract.profiles import FileProfile, Profile
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import plain_names
from data_access.ingest.recognised.choices import Choice
from data_access.ingest.recognised.dates import order_shown
from data_access.ingest.recognised.kept_profiles import (
    as_kept,
    keep,
    kept_profiles,
)
from data_access.ingest.recognised.part_of import Pcn, values_of
from data_access.ingest.recognised.practice_names import Practices
from data_access.ingest.recognised.recognised_files import (
    HowToRead,
    ReadTable,
    Recognised,
    recognised_files,
)
from data_access.store import lake
from data_access.store.lake import Cover
from data_access.words.names import as_words
from data_access.words.numbers import counted

_EXAMPLES = 3
_MOST_VALUES = 60  # of one coded column to choose for, the most frequent first
_SHOWN = ("date", "code", "flag", "integer", "number")


def read_upload(
    folder: Path, home: Path, profile: Profile | None, choices: UploadChoices
) -> Recognised:
    """Find how every file of an upload is read."""
    named = choices.pcn_code and choices.pcn_name
    how = HowToRead(
        Pcn(choices.pcn_code, choices.pcn_name) if named else None,
        profile,
        kept_profiles(home),
        choices={name: _choice(one) for name, one in choices.tables.items()},
        practices=practices_in_store(home),
    )
    return recognised_files(files_of(folder), how)


def said_of_list(choices: UploadChoices) -> PatientList:
    """Return what a reader says of the list of patients beside its rows."""
    who = " ".join(choices.opt_outs_removed_by.split())
    return PatientList(choices.whole_on, choices.allow_leavers, who)


def said_of_cover(choices: UploadChoices) -> Cover | None:
    """Return the months that a reader says the hospitals' files cover.

    Raises CareImpactError if they are no months, or not in order.
    """
    if not (choices.covers_first and choices.covers_last):
        return None
    return declared_cover(choices.covers_first, choices.covers_last)


def practices_in_store(home: Path) -> Practices:
    """Return the code of each practice that is loaded, by its name."""
    version = lake.current_version(home)
    held = version.read("practices") if version else None
    if held is None:
        return {}
    rows = held.select(["practice_name", "practice_code"]).to_pylist()
    return {str(row["practice_name"]): str(row["practice_code"]) for row in rows}


def _choice(chosen: TableChoice) -> Choice:
    known = TABLES.get(chosen.table)
    fields = {field.name for field in known.columns} if known else set()
    named = {*(chosen.columns or ()), *chosen.constants}
    if not named <= fields or (known is None and chosen.table):
        raise CareImpactError(
            "What was chosen names a table or a column that is none of the contract: "
            "open the page Data again, and choose anew."
        )
    return Choice(
        chosen.table,
        chosen.columns,
        chosen.values,
        chosen.month_first,
        chosen.constants,
    )


def keep_readings(home: Path, recognised: Recognised) -> None:
    """Keep how each found table was read, for files of the same header."""
    for one in recognised.tables:
        if one.part is not None:
            found = one.found
            profile = as_kept(
                one.part, found.text.header, found.sheet, one.name, date.today()
            )
            keep(home, profile)


def upload_reading(recognised: Recognised) -> UploadReading:
    """Return how each found table is read, for a reader to check and change."""
    practices = [
        one.part
        for one in recognised.tables
        if one.part is not None and one.part.table == "practices"
    ]
    tables = {file.table.name for file in recognised.files}
    with load_database() as connection:
        files = tuple(_file(one, connection) for one in recognised.tables)
    return UploadReading(
        files,
        tuple(Option(name, as_words(name)) for name in TABLES),
        asks_list="patients" in tables,
        asks_cover=any(TABLES[name].of_hospitals for name in tables),
        asks_pcn=any(
            "pcn_code" not in part.columns and "pcn_code" not in part.constants
            for part in practices
        ),
    )


def _file(one: ReadTable, connection: DuckDBPyConnection) -> FileReading:
    part, text = one.part or one.but_for_order, one.found.text
    names = plain_names(text.header)
    meaning = {name: field for field, name in part.columns.items()} if part else {}
    fields = {field.name: field for field in TABLES[part.table].columns} if part else {}
    columns = tuple(
        ReadColumn(
            name or f"column {place + 1}",
            names[place],
            meaning.get(names[place], ""),
            _examples(
                values_of(text, place),
                fields.get(meaning.get(names[place], "")),
                connection,
            ),
        )
        for place, name in enumerate(text.header)
    )
    return FileReading(
        one.name,
        part.table if part else "",
        text.rows,
        columns,
        tuple(
            Option(field.name, f"{as_words(field.name)}{' (needed)' * field.required}")
            for field in fields.values()
        ),
        tuple(_coded(one, part, names, fields)) if part else (),
        tuple(_fixed(part, fields)) if part else (),
        _needs(part, fields) if part else (),
        dates=_dates(one, part, names, fields) if part else "",
        order_open=one.but_for_order is not None,
        kept=one.kept.profile.title if one.kept else "",
        notes=tuple(_notes(one)),
        reason=one.reason,
    )


def _notes(one: ReadTable) -> Sequence[str]:
    left_out = [
        f"{counted(count, 'row')} left out: {why}"
        for why, count in one.found.left_out.items()
    ]
    differences = one.kept.differences if one.kept else ()
    hidden = ("this sheet is hidden in its workbook",) if one.found.hidden else ()
    return (*hidden, *differences, *one.found.text.notices, *left_out)


def _dates(
    one: ReadTable,
    part: FileProfile,
    names: Sequence[str],
    fields: Mapping[str, FieldSpec],
) -> str:
    """Say by an example how the dates are read; no birth is an example."""
    columns = [
        values_of(one.found.text, names.index(column))
        for name, column in part.columns.items()
        if fields[name].kind == "date" and name != "date_of_birth"
    ]
    return order_shown(columns, part.dates)


def _needs(part: FileProfile, fields: Mapping[str, FieldSpec]) -> tuple[str, ...]:
    given = {*part.columns, *part.constants, *part.codes, *part.from_name}
    given |= set(part.made_of)
    return tuple(
        as_words(name)
        for name, field in fields.items()
        if field.required and name not in given and not name.startswith("pcn_")
    )


def _fixed(part: FileProfile, fields: Mapping[str, FieldSpec]) -> list[FixedColumn]:
    """Return what can be said for every row of a file that has no column of it."""
    elsewhere = {*part.columns, *part.codes, *part.from_name, *part.made_of}
    return [
        FixedColumn(name, as_words(name), field.codes, part.constants.get(name, ""))
        for name, field in fields.items()
        if field.required
        and name not in elsewhere
        and (field.codes or name == "practice_code")
    ]


def _coded(
    one: ReadTable,
    part: FileProfile,
    names: Sequence[str],
    fields: Mapping[str, FieldSpec],
) -> Sequence[CodedColumn]:
    found = []
    for name, column in part.columns.items():
        field = fields[name]
        accepted = _accepted(field, part)
        if not accepted:
            continue
        written = Counter(
            " ".join(value.split()).casefold()
            for value in values_of(one.found.text, names.index(column))
        )
        written.pop("", None)
        known = {code.casefold(): code for code in accepted}
        known |= part.values.get(name, {})
        values = tuple(
            (value, known.get(value, ""), rows)
            for value, rows in written.most_common(_MOST_VALUES)
        )
        if any(value != meant for value, meant, _ in values):
            found.append(CodedColumn(name, accepted, values))
    return found


def _accepted(field: FieldSpec, part: FileProfile) -> tuple[str, ...]:
    """Return what a written value can mean; nothing where any value is right."""
    if field.name == "practice_code":
        return tuple(sorted(set(part.values.get(field.name, {}).values()) - {""}))
    if field.kind == "flag":
        return ("true", "false")
    return () if field.open_list or field.kind != "code" else field.codes


def _examples(
    values: Sequence[str], field: FieldSpec | None, connection: DuckDBPyConnection
) -> tuple[str, ...]:
    """Return the first different values of a column, or their form."""
    filled = dict.fromkeys(text for value in values if (text := value.strip()))
    first = list(filled)[:_EXAMPLES]
    if field and field.kind in _SHOWN and field.name != "date_of_birth":
        return tuple(first)
    rows = connection.execute(
        "SELECT shape(x) FROM (SELECT unnest($1::VARCHAR[]) AS x)", [first]
    ).fetchall()
    return tuple(dict.fromkeys(str(row[0]) for row in rows))

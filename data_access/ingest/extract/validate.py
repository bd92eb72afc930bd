"""Read, map and validate a folder of files, without storing anything."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from data_access.errors import CareImpactError
from data_access.ingest.extract.clean_cells import filled_down, restored, trimmed
from data_access.ingest.extract.column_mapping import (
    ColumnMapping,
    mapping_by_contract,
    mapping_by_profile,
)
from data_access.ingest.extract.file_report import file_report, rejected_rows
from data_access.ingest.extract.fit import unfit
from data_access.ingest.extract.hospital_cover import cover_of
from data_access.ingest.extract.load_database import load_database
from data_access.ingest.extract.matched_files import MatchedFile, find_files
from data_access.ingest.extract.merge import Merged, merge
from data_access.ingest.extract.patient_list import (
    AS_IT_IS,
    UNSAID,
    Leavers,
    PatientList,
)
from data_access.ingest.extract.profiles import Combine, Profile
from data_access.ingest.extract.rejected_rows import RejectedRows, is_correction
from data_access.ingest.extract.relations import Relations
from data_access.ingest.extract.report import EVERY_FILE, CheckReport, FileReport
from data_access.ingest.extract.staging import drop_file, prepare, stage
from data_access.ingest.extract.tables import PATIENTS, TABLES
from data_access.ingest.extract.text_table import (
    TextTable,
    UnreadableFileError,
    plain_name,
)
from data_access.ingest.progress import StageProgress
from data_access.store.lake import Cover, LakeVersion, Source, file_hash
from data_access.store.pseudonyms import Keys

# Of a network of about 1,000 people. To share fewer out among threads takes a sixth of
# the processor time of a load.
FEW_ROWS = 30_000


Found = tuple[list[MatchedFile], list[FileReport]]


@dataclass(frozen=True, slots=True)
class LoadInput:
    """The input of a check or a load."""

    folder: Path
    keys: Keys
    today: dt.date
    bad_row_share: float
    on_progress: StageProgress
    current: LakeVersion | None = None
    loaded_before: tuple[Source, ...] = ()
    """Every file that led to the current version, newest last."""
    erased: frozenset[str] = frozenset()
    profile: Profile | None = None
    allow_fewer: bool = False
    found: Found | None = None
    """The files to read and a report on the others, if not told by their names."""
    leave_rows_out: frozenset[str] = frozenset()
    """Files, or EVERY_FILE, of which any share of rows may be rejected."""
    leave_files_out: frozenset[str] = frozenset()
    """Files that are not loaded."""
    patient_list: PatientList = AS_IT_IS
    cover: Cover | None = None
    """The months that the hospitals' files cover, if somebody said so."""


@dataclass(frozen=True, slots=True)
class Validated:
    """The report of a folder, and the tables as they would be after loading it."""

    report: CheckReport
    merged: dict[str, Merged] = field(repr=False)


@dataclass(slots=True)
class _LoadFile:
    """One file on its way into one table."""

    number: int
    source: MatchedFile
    report: FileReport
    text: TextTable | None = None
    first_rid: int = 0
    columns: frozenset[str] = frozenset()

    def refuse(self, error: UnreadableFileError) -> None:
        self.report = replace(self.report, refused=str(error))


def validate(load: LoadInput) -> Validated:
    """Validate every file of a folder and compute what loading it would change.

    Nothing is written. Raises CareImpactError if the folder itself cannot be used.
    """
    load.patient_list.check(load.today)
    matches, others = _without(load)
    files = [
        _LoadFile(number, file, FileReport(file.name, file.table.name))
        for number, file in enumerate(matches)
    ]
    _read(files, load)
    with load_database() as connection:
        if _rows(files, load) < FEW_ROWS:
            connection.execute("SET threads = 1")
        prepare(connection)
        _map(connection, files, load)
        column = _opt_out_column(files, load)
        leavers = _validate(connection, files, load)
        rejected = _rejected(connection, files, load)
        _ask_once(files)
        reports = (*(file.report for file in files), *others)
        asks_leavers = bool(leavers.refused) and not load.patient_list.allow_leavers
        refused = _refusal(reports, load.current)
        if asks_leavers and not refused:
            refused = leavers.refused
        asked = CheckReport(
            reports,
            (),
            refused,
            changed=False,
            rejected=rejected,
            opt_out_column=column,
            asks_opt_outs=column is False and _is_unsaid(load),
            asks_leavers=asks_leavers,
        )
        if refused:
            return Validated(asked, {})
        corrections = frozenset(file.number for file in files if file.report.correction)
        names = frozenset(file.source.table.name for file in files)
        merged = merge(
            connection,
            load.current,
            names,
            corrections,
            load.on_progress,
            load.patient_list.whole_on,
        )
    refused = unfit(merged, load.current)
    changes = [table.change for table in merged.values()]
    shrinking = [text for change in changes for text in change.shrinking]
    if not refused and shrinking and not load.allow_fewer:
        refused = (
            f"Nothing was loaded: {'; '.join(shrinking)}. If this is correct, use "
            "--allow-fewer or tick the box on the Data page."
        )
    said = [*(change.sentence for change in changes), leavers.sentence]
    report = replace(
        asked,
        changes=tuple(filter(None, said)),
        refused=refused,
        changed=any(table.changed for table in merged.values()),
    )
    return Validated(report, merged)


def _without(load: LoadInput) -> Found:
    """Return the files to read, and a report on the others and on those left out."""
    matches, others = load.found or find_files(load.folder, load.profile)
    named = load.leave_rows_out | load.leave_files_out
    known = {name for file in matches for name in file.names}
    unknown = sorted(named - known - {EVERY_FILE, *(other.file for other in others)})
    if unknown:
        raise CareImpactError(
            f"No table is read from a file called {unknown[0]}: name one of "
            f"{', '.join(file.name for file in matches)}."
        )
    left = [file for file in matches if load.leave_files_out & file.names]
    notice = ("left out, as was asked",)
    reports = [FileReport(file.name, None, notices=notice) for file in left]
    return [file for file in matches if file not in left], [*others, *reports]


def _rows(files: list[_LoadFile], load: LoadInput) -> int:
    read = [file.text.rows for file in files if file.text]
    held = load.current.manifest.tables.values() if load.current else ()
    return sum(read) + sum(table.rows for table in held)


def _read(files: list[_LoadFile], load: LoadInput) -> None:
    rows = 0
    for file in files:
        load.on_progress("read", file.number, len(files), rows)
        source = file.source
        try:
            file.text = source.read()
        except UnreadableFileError as error:
            file.refuse(error)
            continue
        correction = is_correction(map(plain_name, file.text.header))
        file.report = replace(
            file.report, sha256=file_hash(source.path), correction=correction
        )
        rows += file.text.rows
    load.on_progress("read", len(files), len(files), rows)


def _map(
    connection: duckdb.DuckDBPyConnection, files: list[_LoadFile], load: LoadInput
) -> None:
    rows = 0
    for file in files:
        load.on_progress("map", file.number, len(files), rows)
        if file.text is None:
            continue
        try:
            layout = _layout(file, file.text, load.profile)
        except UnreadableFileError as error:
            file.refuse(error)
            continue
        file.first_rid = rows
        file.columns = frozenset(layout.expressions)
        file.report = replace(
            file.report,
            ignored_columns=layout.ignored,
            notices=(*file.text.notices, *layout.notices),
            rule=file.text.rule,
        )
        _stage(connection, file, file.text, layout, load)
        rows += file.text.rows
    load.on_progress("map", len(files), len(files), rows)


def _layout(file: _LoadFile, text: TextTable, profile: Profile | None) -> ColumnMapping:
    source = file.source
    if source.profile_part is None or profile is None:
        return mapping_by_contract(source.table, text)
    return mapping_by_profile(
        source.table, text, source.path.name, source.profile_part, profile
    )


def _stage(
    connection: duckdb.DuckDBPyConnection,
    file: _LoadFile,
    text: TextTable,
    layout: ColumnMapping,
    load: LoadInput,
) -> None:
    cells = trimmed(text.cells)
    if file.report.correction:
        cells = restored(cells)
    cells = filled_down(cells, text.fault, layout.fill_down)
    # Rejected rows keep the values filled down, or they would pass to another person.
    original = text.cells
    for name in layout.fill_down:
        place = original.column_names.index(name)
        original = original.set_column(place, name, cells[name])
    file.text = replace(text, cells=original)
    rids = pa.array(range(file.first_rid, file.first_rid + text.rows), pa.int64())
    for name, column in (("rid", rids), ("line", text.line), ("fault", text.fault)):
        cells = cells.append_column(name, column)
    stage(connection, file.source.table, file.number, cells, layout, load.today)
    if _was_loaded(file, load):
        drop_file(connection, file.source.table, file.number, "identical")


def _was_loaded(file: _LoadFile, load: LoadInput) -> bool:
    """Whether these corrected rows are in the store already.

    This matters only for tables without a key whose identical rows are separate events;
    elsewhere a repeated row is recognised by itself.
    """
    return (
        file.report.correction
        and file.source.table.identical_rows == "each"
        and any(file.report.sha256 == earlier.sha256 for earlier in load.loaded_before)
    )


def _validate(
    connection: duckdb.DuckDBPyConnection, files: list[_LoadFile], load: LoadInput
) -> Leavers:
    whole_on = load.patient_list.whole_on
    relations = Relations(connection, load.keys, load.current, load.erased, whole_on)
    rows = 0
    for done, table in enumerate(TABLES.values()):
        load.on_progress("validate", done, len(TABLES), rows)
        table_files = [file for file in files if file.source.table is table]
        combines: dict[Combine, list[int]] = {}
        for file in table_files:
            part = file.source.profile_part
            if part and part.combine:
                combines.setdefault(part.combine, []).append(file.number)
        relations.validate(table, combines)
        rows += sum(file.text.rows for file in table_files if file.text)
    load.on_progress("validate", len(TABLES), len(TABLES), rows)
    return relations.leavers


def _opt_out_column(files: list[_LoadFile], load: LoadInput) -> bool | None:
    """Say whether each list of patients has a column of who opted out, and note it.

    None without a list. Raises CareImpactError if a list that is not there is whole.
    """
    lists = [
        file
        for file in files
        if file.source.table is PATIENTS and file.text and not file.report.correction
    ]
    if load.patient_list.whole_on and not lists:
        raise CareImpactError(
            "The list of patients is declared whole, but none of the files is one."
        )
    without = [file for file in lists if "opted_out" not in file.columns]
    if _is_unsaid(load):
        for file in without:
            file.report = replace(file.report, notices=(*file.report.notices, UNSAID))
    return not without if lists else None


def _is_unsaid(load: LoadInput) -> bool:
    """Whether nobody has said who removed the people who opted out."""
    held = load.current.manifest.opt_outs if load.current else None
    answered = held is not None and not held.column
    return not answered and not load.patient_list.opt_outs_removed_by


def _rejected(
    connection: duckdb.DuckDBPyConnection, files: list[_LoadFile], load: LoadInput
) -> dict[str, RejectedRows]:
    rejected: dict[str, RejectedRows] = {}
    rows = 0
    for file in files:
        load.on_progress("reject", file.number, len(files), rows)
        if file.text is None or file.report.refused:
            continue
        table = file.source.table
        accepted = load.leave_rows_out & {*file.source.names, EVERY_FILE}
        share = 1.0 if accepted else load.bad_row_share
        file.report = file_report(connection, file.number, table, file.report, share)
        if table.of_hospitals:
            cover = cover_of(connection, file.number, table, file.text, load.cover)
            file.report = replace(file.report, cover=cover)
        if file.report.rejected:
            name = file.report.file
            label = name if name not in rejected else f"{name} ({table.name})"
            rejected[label] = rejected_rows(
                connection, file.number, table, file.text, file.first_rid
            )
        rows += file.report.rejected
    load.on_progress("reject", len(files), len(files), rows)
    return rejected


def _ask_once(files: list[_LoadFile]) -> None:
    """Ask about a file, and not about those that name what only it would hold."""
    stuck: set[str] = set()
    for file in files:
        report, table = file.report, file.source.table.name
        if not report.refused:
            continue
        rules = [problem.rule for problem in report.problems]
        awaited = rules[0].removeprefix("unknown_in_") if rules else ""
        if report.asks and awaited in stuck:
            waits = f"waits for {awaited}, of which nothing is known yet"
            notices = (*report.notices, waits)
            file.report = replace(report, refused=None, asks=False, notices=notices)
        stuck.add(table)


def _refusal(reports: Sequence[FileReport], current: LakeVersion | None) -> str | None:
    sentences = [report.refused for report in reports if report.refused]
    if sentences:
        others = len(sentences) - 1
        more = f" ({others} more files refused)" if others else ""
        return f"Nothing was loaded: {sentences[0]}{more}"
    with_rows = {report.table for report in reports if report.rows > report.blank}
    missing = [
        table.name
        for table in TABLES.values()
        if table.required
        and table.name not in with_rows
        and (current is None or current.table(table.name) is None)
    ]
    if missing:
        names = ", ".join(f"{name}.csv" for name in missing)
        return f"Nothing was loaded: the folder has no rows for {names}: add them."
    return None

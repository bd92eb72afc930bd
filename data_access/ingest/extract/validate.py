"""Read, map and judge a folder of files, up to the point where something is stored."""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from data_access.ingest.extract.clean_cells import filled_down, restored, trimmed
from data_access.ingest.extract.column_mapping import (
    ColumnMapping,
    mapping_by_contract,
    mapping_by_profile,
)
from data_access.ingest.extract.file_report import file_report, rejected_rows
from data_access.ingest.extract.load_database import load_database
from data_access.ingest.extract.matched_files import MatchedFile, find_files
from data_access.ingest.extract.merge import Merged, merge
from data_access.ingest.extract.profiles import Combine, Profile
from data_access.ingest.extract.read import read_file
from data_access.ingest.extract.rejected_rows import RejectedRows, is_correction
from data_access.ingest.extract.relations import Relations
from data_access.ingest.extract.report import CheckReport, FileReport, Progress
from data_access.ingest.extract.staging import drop_file, prepare, stage
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import (
    TextTable,
    UnreadableFileError,
    plain_name,
)
from data_access.store.lake import LakeVersion, Source, file_hash
from data_access.store.pseudonyms import Keys


@dataclass(frozen=True, slots=True)
class LoadInput:
    """What a check or a load starts from."""

    folder: Path
    keys: Keys
    today: dt.date
    bad_row_share: float
    on_progress: Progress
    held: LakeVersion | None = None
    loaded_before: tuple[Source, ...] = ()
    """Every file that led to the version held, newest last."""
    erased: frozenset[str] = frozenset()
    profile: Profile | None = None
    allow_fewer: bool = False


@dataclass(frozen=True, slots=True)
class Validated:
    """The report of a folder, and the tables as they would be after loading it."""

    report: CheckReport
    merged: dict[str, Merged] = field(repr=False)


@dataclass(slots=True)
class _LoadFile:
    """One file on its way into one table."""

    number: int
    found: MatchedFile
    report: FileReport
    text: TextTable | None = None
    first_rid: int = 0

    def refuse(self, error: UnreadableFileError) -> None:
        self.report = replace(self.report, refused=str(error))


def validate(given: LoadInput) -> Validated:
    """Judge every file of a folder and compute what loading it would change.

    Nothing is written. Raises CareImpactError where the folder itself is unusable.
    """
    found, others = find_files(given.folder, given.profile)
    parts = [
        _LoadFile(number, file, FileReport(file.path.name, file.table.name))
        for number, file in enumerate(found)
    ]
    _read(parts, given)
    with load_database() as connection:
        prepare(connection)
        _map(connection, parts, given)
        _judge(connection, parts, given)
        rejected = _rejected(connection, parts, given)
        reports = (*(part.report for part in parts), *others)
        refused = _refusal(reports, given.held)
        if refused:
            return Validated(CheckReport(reports, (), refused, False, rejected), {})
        corrections = frozenset(p.number for p in parts if p.report.correction)
        names = frozenset(part.found.table.name for part in parts)
        merged = merge(connection, given.held, names, corrections, given.on_progress)
    effects = [table.effect for table in merged.values()]
    shrinking = [text for effect in effects for text in effect.shrinking]
    if shrinking and not given.allow_fewer:
        refused = (
            f"Nothing was loaded: {'; '.join(shrinking)}. If that is right, allow it "
            "with --allow-fewer or the box on the page Data."
        )
    return Validated(
        CheckReport(
            reports,
            tuple(effect.sentence for effect in effects),
            refused,
            any(table.changed for table in merged.values()),
            rejected,
        ),
        merged,
    )


def _read(parts: list[_LoadFile], given: LoadInput) -> None:
    rows = 0
    for part in parts:
        given.on_progress("read", part.number, len(parts), rows)
        found = part.found
        try:
            part.text = read_file(
                found.path, known=found.known_names, dialect=found.dialect
            )
        except UnreadableFileError as error:
            part.refuse(error)
            continue
        correction = is_correction(map(plain_name, part.text.header))
        part.report = replace(
            part.report, sha256=file_hash(found.path), correction=correction
        )
        rows += part.text.rows
    given.on_progress("read", len(parts), len(parts), rows)


def _map(
    connection: duckdb.DuckDBPyConnection, parts: list[_LoadFile], given: LoadInput
) -> None:
    rows = 0
    for part in parts:
        given.on_progress("map", part.number, len(parts), rows)
        if part.text is None:
            continue
        try:
            layout = _layout(part, part.text, given.profile)
        except UnreadableFileError as error:
            part.refuse(error)
            continue
        part.first_rid = rows
        part.report = replace(
            part.report,
            ignored_columns=layout.ignored,
            notices=(*part.text.notices, *layout.notices),
        )
        _stage(connection, part, part.text, layout, given)
        rows += part.text.rows
    given.on_progress("map", len(parts), len(parts), rows)


def _layout(part: _LoadFile, text: TextTable, profile: Profile | None) -> ColumnMapping:
    if part.found.part is None or profile is None:
        return mapping_by_contract(part.found.table, text)
    return mapping_by_profile(
        part.found.table, text, part.found.path.name, part.found.part, profile
    )


def _stage(
    connection: duckdb.DuckDBPyConnection,
    part: _LoadFile,
    text: TextTable,
    layout: ColumnMapping,
    given: LoadInput,
) -> None:
    cells = trimmed(text.cells)
    if part.report.correction:
        cells = restored(cells)
    cells = filled_down(cells, text.fault, layout.fill_down)
    # What is rejected keeps what was filled down, or it would pass to another person.
    kept = text.cells
    for name in layout.fill_down:
        kept = kept.set_column(kept.column_names.index(name), name, cells[name])
    part.text = replace(text, cells=kept)
    rids = pa.array(range(part.first_rid, part.first_rid + text.rows), pa.int64())
    for name, column in (("rid", rids), ("line", text.line), ("fault", text.fault)):
        cells = cells.append_column(name, column)
    stage(connection, part.found.table, part.number, cells, layout, given.today)
    if _was_loaded(part, given):
        drop_file(connection, part.found.table, part.number, "identical")


def _was_loaded(part: _LoadFile, given: LoadInput) -> bool:
    """Whether these corrected rows are in the store already.

    Only asked where rows have no key, and alike rows are separate events, so that
    nothing else would tell.
    """
    return (
        part.report.correction
        and part.found.table.identical_rows == "each"
        and any(part.report.sha256 == source.sha256 for source in given.loaded_before)
    )


def _judge(
    connection: duckdb.DuckDBPyConnection, parts: list[_LoadFile], given: LoadInput
) -> None:
    relations = Relations(connection, given.keys, given.held, given.erased)
    rows = 0
    for done, table in enumerate(TABLES.values()):
        given.on_progress("validate", done, len(TABLES), rows)
        of_table = [part for part in parts if part.found.table is table]
        combines: dict[Combine, list[int]] = {}
        for part in of_table:
            if part.found.part and part.found.part.combine:
                combines.setdefault(part.found.part.combine, []).append(part.number)
        relations.judge(table, combines)
        rows += sum(part.text.rows for part in of_table if part.text)
    given.on_progress("validate", len(TABLES), len(TABLES), rows)


def _rejected(
    connection: duckdb.DuckDBPyConnection, parts: list[_LoadFile], given: LoadInput
) -> dict[str, RejectedRows]:
    rejected: dict[str, RejectedRows] = {}
    rows = 0
    for part in parts:
        given.on_progress("reject", part.number, len(parts), rows)
        if part.text is None or part.report.refused:
            continue
        table = part.found.table
        part.report = file_report(
            connection, part.number, table, part.report, given.bad_row_share
        )
        if part.report.rejected:
            name = part.report.file
            label = name if name not in rejected else f"{name} ({table.name})"
            rejected[label] = rejected_rows(
                connection, part.number, table, part.text, part.first_rid
            )
        rows += part.report.rejected
    given.on_progress("reject", len(parts), len(parts), rows)
    return rejected


def _refusal(reports: tuple[FileReport, ...], held: LakeVersion | None) -> str | None:
    refused = [report.refused for report in reports if report.refused]
    if refused:
        more = f" ({len(refused) - 1} more files refused)" if len(refused) > 1 else ""
        return f"Nothing was loaded: {refused[0]}{more}"
    given = {report.table for report in reports if report.rows > report.blank}
    missing = [
        table.name
        for table in TABLES.values()
        if table.required
        and table.name not in given
        and (held is None or held.table(table.name) is None)
    ]
    if missing:
        names = ", ".join(f"{name}.csv" for name in missing)
        return f"Nothing was loaded: the folder has no rows of {names}; add them."
    return None

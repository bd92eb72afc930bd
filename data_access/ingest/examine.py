"""Read, map and judge a folder of files, up to the point where something is stored."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from data_access.errors import CareImpactError
from data_access.ingest.lake import LakeVersion, file_hash
from data_access.ingest.layout import contract_layout
from data_access.ingest.merge import Merged, merge
from data_access.ingest.outcome import file_report, put_aside
from data_access.ingest.pseudonyms import Keys
from data_access.ingest.put_aside import REASON_COLUMN, PutAside
from data_access.ingest.read import (
    TextTable,
    UnreadableFileError,
    plain_name,
    read_file,
)
from data_access.ingest.relations import Relations
from data_access.ingest.report import CheckReport, FileReport
from data_access.ingest.staging import prepare, stage
from data_access.ingest.tables import TABLES, Table
from data_access.ingest.workbench import workbench

Progress = Callable[[str, int, int, int], None]
"""Told (stage, done, total, count): files done, of how many, and rows so far."""

_SUFFIXES = (".csv", ".parquet")
_CORRECTION = ".put-aside"


@dataclass(frozen=True, slots=True)
class Given:
    """What a check or a load starts from."""

    folder: Path
    held: LakeVersion | None
    keys: Keys
    today: dt.date
    bad_row_share: float
    on_progress: Progress


@dataclass(frozen=True, slots=True)
class Examined:
    """The report of a folder, and the tables as they would be after loading it."""

    report: CheckReport
    merged: dict[str, Merged] = field(repr=False)


@dataclass(slots=True)
class _File:
    """One file on its way through."""

    path: Path
    table: Table
    report: FileReport
    text: TextTable | None = None
    first_rid: int = 0


def examine(given: Given) -> Examined:
    """Judge every file of a folder and compute what loading it would change.

    Nothing is written. Raises CareImpactError where the folder itself is unusable.
    """
    files, others = _find(given.folder)
    _read(files, given)
    with workbench() as connection:
        prepare(connection)
        _stage(connection, files, given)
        _judge(connection, given)
        return _conclude(connection, files, others, given)


def _find(folder: Path) -> tuple[list[_File], list[FileReport]]:
    if not folder.is_dir():
        raise CareImpactError(
            f"There is no folder {folder}: give the folder that holds the extract's "
            "CSV or Parquet files."
        )
    files, others = [], []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        stem = path.stem.lower()
        table = TABLES.get(stem.removesuffix(_CORRECTION))
        if table is None or path.suffix.lower() not in _SUFFIXES:
            notice = "not read: its name is not that of a table of the extract"
            others.append(FileReport(path.name, None, notices=(notice,)))
            continue
        files.append(_File(path, table, FileReport(path.name, table.name)))
    if not files:
        raise CareImpactError(
            f"The folder {folder} holds no file of the extract: name the files after "
            f"their tables, such as {next(iter(TABLES))}.csv."
        )
    order = {name: index for index, name in enumerate(TABLES)}
    files.sort(key=lambda file: (order[file.table.name], file.path.name))
    return files, others


def _read(files: list[_File], given: Given) -> None:
    rows = 0
    for done, file in enumerate(files):
        given.on_progress("read", done, len(files), rows)
        try:
            known = frozenset(column.name for column in file.table.columns)
            file.text = read_file(file.path, known=known)
            correction = REASON_COLUMN in map(plain_name, file.text.header)
            file.report = replace(
                file.report, sha256=file_hash(file.path), correction=correction
            )
            rows += file.text.rows
        except UnreadableFileError as error:
            file.report = replace(file.report, refused=str(error))
    given.on_progress("read", len(files), len(files), rows)


def _stage(
    connection: duckdb.DuckDBPyConnection, files: list[_File], given: Given
) -> None:
    rows = 0
    for done, file in enumerate(files):
        given.on_progress("map", done, len(files), rows)
        if file.text is None:
            continue
        try:
            layout = contract_layout(file.table, file.text)
        except UnreadableFileError as error:
            file.report = replace(file.report, refused=str(error))
            continue
        file.first_rid = rows
        file.report = replace(
            file.report,
            ignored_columns=layout.ignored,
            notices=(*file.text.notices, *layout.notices),
        )
        stage(connection, file.table, done, rows, file.text, layout, given.today)
        rows += file.text.rows
    given.on_progress("map", len(files), len(files), rows)


def _judge(connection: duckdb.DuckDBPyConnection, given: Given) -> None:
    relations = Relations(connection, given.keys, given.held)
    for done, table in enumerate(TABLES.values()):
        given.on_progress("validate", done, len(TABLES), 0)
        relations.judge(table)
    given.on_progress("validate", len(TABLES), len(TABLES), 0)


def _conclude(
    connection: duckdb.DuckDBPyConnection,
    files: list[_File],
    others: list[FileReport],
    given: Given,
) -> Examined:
    aside: dict[str, PutAside] = {}
    total = 0
    for index, file in enumerate(files):
        if file.text is None or file.report.refused:
            continue
        file.report = file_report(
            connection, index, file.table, file.text, file.report, given.bad_row_share
        )
        if file.report.put_aside:
            aside[file.report.file] = put_aside(
                connection, index, file.table, file.text, file.first_rid
            )
        total += file.report.put_aside
        given.on_progress("put aside", index + 1, len(files), total)
    reports = (*(file.report for file in files), *others)
    refused = _refusal(reports, given.held)
    if refused:
        return Examined(CheckReport(reports, (), refused, False, aside), {})
    merged = merge(
        connection,
        given.held,
        frozenset(file.table.name for file in files if file.report.correction),
    )
    effects = tuple(table.effect for table in merged.values())
    changed = any(table.changed for table in merged.values())
    return Examined(CheckReport(reports, effects, None, changed, aside), merged)


def _refusal(reports: tuple[FileReport, ...], held: LakeVersion | None) -> str | None:
    refused = [report.refused for report in reports if report.refused]
    if refused:
        more = f" ({len(refused) - 1} more files refused)" if len(refused) > 1 else ""
        return f"Nothing was loaded: {refused[0]}{more}"
    given = {report.table for report in reports}
    missing = [
        table.name
        for table in TABLES.values()
        if table.required
        and table.name not in given
        and (held is None or held.table(table.name) is None)
    ]
    if missing:
        names = ", ".join(f"{name}.csv" for name in missing)
        return f"Nothing was loaded: {names} missing from the folder; add it."
    return None

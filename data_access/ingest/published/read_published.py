"""Read a folder of published files, whatever they are called, into tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data_access.errors import CareImpactError
from data_access.ingest.progress import LineProgress
from data_access.ingest.published.sources.areas import fill_areas
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.files import (
    READ,
    REFUSED,
    FileOutcome,
    read_feed,
)
from data_access.ingest.published.sources.impossible import put_aside_impossible
from data_access.ingest.published.sources.joins import JoinCounts, OrgMap, count_joined
from data_access.ingest.published.sources.reading import (
    SOURCE_ROWS,
    Feed,
    Reading,
    together,
)
from data_access.ingest.published.sources.revisions import without_revised
from data_access.ingest.published.sources.tables import FEED_TABLES
from data_access.words.numbers import counted

LISTED = 200  # figures put aside for one reason in one file; the others are counted


@dataclass(frozen=True, slots=True)
class PublishedData:
    """Tables by name, the outcome of each file, and the source of each row.

    `origins` has, for each row of each table in order, the `source_id` and the number
    of published rows behind it (`source_rows`: 0 for a row worked out from others).
    """

    tables: Mapping[str, pa.Table]
    origins: Mapping[str, pd.DataFrame]
    files: tuple[FileOutcome, ...]

    def with_status(self, status: str) -> tuple[FileOutcome, ...]:
        """Return the files that were read, skipped, not recognised or refused."""
        return tuple(file for file in self.files if file.status == status)


@dataclass(frozen=True, slots=True)
class JoinRow:
    """The rows of one feed: rows_read = joined + not joined + rejected.

    Rows not joined are in the tables; rejected rows are not. `maps` counts the rows
    joined by each practice map, under its date ("ePCN" for organisations closed
    before the first map). `reasons` are sentences.
    """

    source_id: str
    title: str
    files: int
    rows_read: int
    rows_joined: int
    rows_not_joined: int
    rows_rejected: int
    maps: Mapping[str, int]
    reasons: tuple[str, ...]


def read_published(
    folder: Path, on_progress: LineProgress | None = None
) -> PublishedData:
    """Read every file under a folder that has the layout of a known source.

    A file with an error is refused with one sentence and does not stop the others.
    `on_progress` receives one line per file. Raises CareImpactError if the folder is
    missing or has no file that can be read, or if two files differ about the same
    figures and nothing says which is the newer.
    """
    if not folder.is_dir():
        raise CareImpactError(
            f"There is no folder {folder}; give the folder with the published files."
        )
    files: list[FileOutcome] = []
    readings: dict[int, Reading] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for file, reading in read_feed(path):
            if reading:
                readings[len(files)] = reading
            files.append(file)
            if on_progress:
                on_progress(
                    f"{file.name}: {file.reason or counted(file.rows_read, 'row')}"
                )
    if not readings:
        raise CareImpactError(_nothing(folder, files))
    frames = _stacked(files, readings)
    tables: dict[str, pd.DataFrame] = {}
    labels = _labels(folder, files)
    for name, frame in frames.items():
        newest = _newest(name, frame, files, labels)
        once = _without_repeats(name, newest, files)
        tables[name] = _possible(name, once, files)
    tables = fill_areas(tables)
    return PublishedData(
        {name: FEED_TABLES[name].arrow(frame) for name, frame in tables.items()},
        {name: frame[["source_id", SOURCE_ROWS]] for name, frame in tables.items()},
        tuple(files),
    )


def join_report(data: PublishedData) -> list[JoinRow]:
    """Return, for each feed read, how many of its rows matched an organisation."""
    orgs = OrgMap.of(data.tables)
    counts = {source.id: JoinCounts() for source in FEEDS}
    for name, table in data.tables.items():
        join = FEED_TABLES[name].join
        if join is None:
            continue
        frame = pd.concat([table.to_pandas(), data.origins[name]], axis="columns")
        for source_id, block in frame.groupby("source_id"):
            count_joined(block, join, orgs, counts[str(source_id)])
    read = {file.source_id for file in data.with_status(READ)}
    return [
        _join_row(source, data, counts[source.id])
        for source in FEEDS
        if source.id in read
    ]


def write_published(data: PublishedData, folder: Path) -> dict[str, int]:
    """Write each table that has rows as Parquet, and return the rows of each.

    `published_file` has the outcome of each file, `published_join` the joined rows of
    each feed and `published_aside` the figures put aside, for the pages that name
    missing data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {name: table for name, table in data.tables.items() if table.num_rows}
    tables["published_file"] = _file_table(data.files)
    tables["published_join"] = _join_table(join_report(data))
    tables["published_aside"] = _aside_table(data.files)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    return {name: table.num_rows for name, table in tables.items()}


def _nothing(folder: Path, files: Sequence[FileOutcome]) -> str:
    refused = [file.reason for file in files if file.status == REFUSED and file.reason]
    if refused:
        return f"Nothing in {folder} could be read. {refused[0]}"
    return (
        f"None of the {len(files)} files in {folder} has a known published layout: "
        "download the files listed in docs/data-dictionary-published.md."
    )


def _stacked(
    files: Sequence[FileOutcome], readings: Mapping[int, Reading]
) -> dict[str, pd.DataFrame]:
    """Return one frame per table, with the rows of preferred feeds first."""
    order = {source.id: place for place, source in enumerate(FEEDS)}
    stacks: dict[str, list[pd.DataFrame]] = {}
    for index in sorted(readings, key=lambda i: (order[str(files[i].source_id)], i)):
        for name, frame in readings[index].tables.items():
            labelled = frame.assign(source_id=files[index].source_id, file=index)
            stacks.setdefault(name, []).append(labelled)
    return {name: pd.concat(stack, ignore_index=True) for name, stack in stacks.items()}


def _labels(folder: Path, files: Sequence[FileOutcome]) -> list[str]:
    """Return the name of each file, with its folder, to tell two of one name apart."""
    return [
        (file.path.relative_to(folder).parent / file.name).as_posix() for file in files
    ]


def _newest(
    name: str, frame: pd.DataFrame, files: list[FileOutcome], labels: Sequence[str]
) -> pd.DataFrame:
    """Return the rows that no newer file replaces; count the others as rejected."""
    titles = {feed.id: feed.title for feed in FEEDS}
    newest, revised = without_revised(
        FEED_TABLES[name],
        frame,
        labels,
        [titles.get(str(file.source_id), "") for file in files],
    )
    for one in revised:
        _reject(files, one.file, one.reason, one.rows)
    return newest


def _possible(name: str, frame: pd.DataFrame, files: list[FileOutcome]) -> pd.DataFrame:
    """Return the rows without figures that cannot be; add those to their files."""
    possible, aside = put_aside_impossible(FEED_TABLES[name], frame)
    for place, figures in aside:
        file = files[place]
        files[place] = replace(file, aside=(*file.aside, figures))
    return possible


def _reject(files: list[FileOutcome], place: int, reason: str, count: int) -> None:
    file = files[place]
    count += file.rejected.get(reason, 0)
    files[place] = replace(file, rejected={**file.rejected, reason: count})


def _without_repeats(
    name: str, frame: pd.DataFrame, files: list[FileOutcome]
) -> pd.DataFrame:
    """Return the first row of each key; count the others as rejected in their file."""
    key = list(FEED_TABLES[name].key)
    first = frame.drop_duplicates(key)
    repeats = frame[frame.duplicated(key)]
    repeats = repeats.merge(first[[*key, "file"]], on=key, suffixes=("", "_held"))
    sums = repeats.groupby(["file", "file_held"], as_index=False)[SOURCE_ROWS].sum()
    for row in sums[sums[SOURCE_ROWS] > 0].to_dict("records"):
        reason = f"already read from {files[row['file_held']].name}"
        _reject(files, row["file"], reason, row[SOURCE_ROWS])
    return first.reset_index(drop=True)


def _join_row(source: Feed, data: PublishedData, counts: JoinCounts) -> JoinRow:
    files = [file for file in data.with_status(READ) if file.source_id == source.id]
    rejected: Counter[str] = Counter()
    notes: Counter[str] = Counter()
    for file in files:
        rejected.update(file.rejected)
        notes.update(file.notes)
    return JoinRow(
        source.id,
        source.title,
        len(files),
        sum(file.rows_read for file in files),
        counts.by_map.total(),
        counts.not_joined.total(),
        rejected.total(),
        dict(sorted(counts.by_map.items())),
        (
            *(f"{counted(n, 'row')} rejected: {why}" for why, n in rejected.items()),
            *(
                f"{counted(n, 'row')} not joined: {why}"
                for why, n in counts.reasons().items()
            ),
            *(f"{counted(n, 'row')} kept: {what}" for what, n in notes.items()),
            *(aside.sentence() for aside in together(f.aside for f in files)),
        ),
    )


def _file_table(files: Iterable[FileOutcome]) -> pa.Table:
    text = ("name", "status", "source_id", "reason")
    counts = ("rows_read", "rows_rejected")
    return pa.Table.from_pylist(
        [{key: getattr(file, key) for key in (*text, *counts)} for file in files],
        pa.schema(
            [(key, pa.string()) for key in text] + [(key, pa.int64()) for key in counts]
        ),
    )


def _join_table(report: Iterable[JoinRow]) -> pa.Table:
    text = ("source_id", "title")
    counts = ("rows_read", "rows_joined", "rows_not_joined")
    return pa.Table.from_pylist(
        [
            {
                **{key: getattr(row, key) for key in (*text, *counts)},
                "rows_put_aside": row.rows_rejected,  # as versions on disk name it
                "maps": ", ".join(row.maps),
                "reasons": "\n".join(row.reasons),
            }
            for row in report
        ]
    )


def _aside_table(files: Iterable[FileOutcome]) -> pa.Table:
    """Return a row for each figure put aside; what is beyond the list is one row."""
    titles = {feed.id: feed.title for feed in FEEDS}
    listed: list[dict[str, str | int]] = []
    for file in files:
        for aside in file.aside:
            told = {
                "title": titles[str(file.source_id)],
                "file": file.name,
                "reason": aside.reason,
            }
            listed += [
                {**told, "place": place, "given": given, "figures": 1}
                for place, given in aside.found[:LISTED]
            ]
            more = len(aside.found) - LISTED
            if more > 0:
                listed.append({**told, "place": "", "given": "", "figures": more})
    text = ("title", "file", "reason", "place", "given")
    schema = pa.schema([*((key, pa.string()) for key in text), ("figures", pa.int64())])
    return pa.Table.from_pylist(listed, schema)

"""Recognise each file, and read those with a known layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.probe import Probe, probe
from data_access.ingest.published.sources.reading import Aside, Feed, Reading
from data_access.ingest.published.sources.tables import FEED_TABLES

READ, SKIPPED, UNKNOWN, REFUSED = "read", "skipped", "not recognised", "refused"

_SKIPPED_SUFFIXES = {
    ".dta": "research data, not a published feed of this product",
    **dict.fromkeys((".md", ".txt", ".pdf", ".docx", ".html"), "a document, not data"),
}


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The outcome of one file, or of one member of a zip file.

    `status` is read, skipped, not recognised or refused; `reason` is the sentence
    for all but the first. `rejected` counts rows by reason, so that
    rows_read = rows_kept + rows_rejected. `notes` counts rows that are kept, and
    `aside` has the figures left out of them.
    """

    name: str
    path: Path
    status: str
    source_id: str | None = None
    reason: str | None = None
    rows_read: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    aside: tuple[Aside, ...] = ()

    @property
    def rows_rejected(self) -> int:
        """Return the number of rows read and not kept."""
        return sum(self.rejected.values())

    @property
    def rows_kept(self) -> int:
        """Return the number of rows read and kept."""
        return self.rows_read - self.rows_rejected


Outcome = tuple[FileOutcome, Reading | None]


def read_feed(path: Path) -> list[Outcome]:
    """Return the outcome of a file, or of each member of a zip file. Never raises."""
    outcomes = [_read(member) for member in probe(path)]
    if any(reading for _, reading in outcomes):
        return [(_companion(file), reading) for file, reading in outcomes]
    return outcomes


def _read(probe: Probe) -> Outcome:
    outcome = _told_by_name(probe)
    if outcome:
        return outcome, None
    source = next((s for s in FEEDS if s.recognise(probe)), None)
    if source is None:
        return _outcome(probe, UNKNOWN, _unknown(probe)), None
    try:
        reading = source.read(probe)
        _check(probe, reading)
    except CareImpactError as error:
        return replace(_outcome(probe, REFUSED, str(error)), source_id=source.id), None
    return FileOutcome(
        probe.name,
        probe.path,
        READ,
        source.id,
        rows_read=reading.rows_read,
        rejected=reading.rejected,
        notes=reading.notes,
        aside=reading.aside,
    ), reading


def _told_by_name(probe: Probe) -> FileOutcome | None:
    if probe.problem:
        return _outcome(probe, REFUSED, probe.problem)
    if probe.stem.startswith("."):
        return _outcome(probe, SKIPPED, "a hidden file")
    reason = _SKIPPED_SUFFIXES.get(Path(probe.stem).suffix.lower())
    return _outcome(probe, SKIPPED, reason) if reason else None


def _outcome(probe: Probe, status: str, reason: str) -> FileOutcome:
    return FileOutcome(probe.name, probe.path, status, reason=reason)


def _companion(file: FileOutcome) -> FileOutcome:
    """Mark an unknown member of a zip file with known ones as skipped."""
    if file.status != UNKNOWN:
        return file
    reason = "comes in the same zip file as the data; not a known layout"
    return replace(file, status=SKIPPED, reason=reason)


def _check(probe: Probe, reading: Reading) -> None:
    """Raise CareImpactError if a file of a known layout has no usable row."""
    if reading.rows_read == 0:
        raise CareImpactError(
            f"{probe.name} has a header but no rows: download it again."
        )
    if sum(reading.rejected.values()) == reading.rows_read:
        worst = max(reading.rejected, key=lambda reason: reading.rejected[reason])
        raise CareImpactError(
            f"{probe.name} has no usable row ({worst}): check that it is the published "
            "file, unchanged."
        )
    if reading.aside and not _has_figure(reading):
        raise CareImpactError(
            f"{probe.name} has no usable figure ({reading.aside[0].sentence()}): check "
            "that it is the published file, unchanged."
        )


def _has_figure(reading: Reading) -> bool:
    return any(
        frame[column].notna().any()
        for name, frame in reading.tables.items()
        for column in FEED_TABLES[name].figures
    )


def _unknown(probe: Probe) -> str:
    """Return why a file has no known layout, and which layout is closest."""
    if probe.kind == "other":
        return "not a supported kind of file (zip, xlsx, csv, parquet or geojson)"
    if not any(row for rows in probe.heads.values() for row in rows):
        return "the file is empty; download it again"
    nearest = min(FEEDS, key=lambda source: _share_lacking(source, probe))
    if _share_lacking(nearest, probe) > 0.5:
        return "its columns match no known published layout"
    lacks = ", ".join(nearest.lacks(probe))
    return f'closest to "{nearest.title}", but the columns {lacks} are missing'


def _share_lacking(source: Feed, probe: Probe) -> float:
    return len(source.lacks(probe)) / len(source.columns)

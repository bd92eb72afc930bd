"""Past loads, from the manifests of the lake.

Read at each request, not through the door: after a rollback a cached answer for the
older data version would leave out the later loads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.store import lake
from data_access.store.lake import LakeVersion, OptOuts

_VERSIONS = (
    Column("Version"),
    Column("Loaded at (UTC)"),
    Column("By"),
    Column("Import profile"),
    Column("Files", "count"),
    Column("Rows stored", "count"),
    Column("Rejected", "count"),
    Column("In use"),
)
_FILES = (
    Column("File"),
    Column("Fills"),
    Column("Rows", "count"),
    Column("Stored", "count"),
    Column("Rejected", "count"),
    Column("Rejected, %", "percent"),
    Column("Not joined, %", "percent"),
    Column("Opted out", "count"),
    Column("Not on the list", "count"),
    Column("Not recorded", "count"),
)


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """Every version of the lake, newest first, and the files of the one in use."""

    versions: Table
    files: Table
    opt_outs: str
    """How people who opted out were kept out, in a sentence."""


def load_history(home: Path) -> LoadHistory:
    """Return the loads; both tables are empty before the first.

    Raises CareImpactError if a version cannot be read.
    """
    current = lake.current_version(home)
    versions = lake.versions(home)
    return LoadHistory(
        Table(
            "Versions of the data, newest first", _VERSIONS, _rows(versions, current)
        ),
        Table(
            "Files of the version in use. Not joined: rows rejected because their "
            "person, practice or episode is not known. Not on the list: a hospital's "
            "rows of people who were not registered on that day. Not recorded: values "
            "that cannot be right, of rows that are stored",
            _FILES,
            _file_rows(current) if current else (),
        ),
        _opt_outs(current.manifest.opt_outs if current else None),
    )


def _opt_outs(said: OptOuts | None) -> str:
    if said is None:
        return "Who removed the people who opted out before the export: not said."
    at = f"{datetime.fromisoformat(said.said_at):%Y-%m-%d}"
    if said.column:
        return (
            "A column of the list of patients says who opted out, and the load leaves "
            f"them out (last on {at})."
        )
    return (
        f"People who opted out were removed before the export by {said.removed_by}, "
        f"as {said.said_by} declared on {at}."
    )


def _rows(
    versions: Sequence[LakeVersion], current: LakeVersion | None
) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for version in reversed(versions):
        manifest = version.manifest
        at = datetime.fromisoformat(manifest.made_at)
        rows.append(
            (
                version.name,
                f"{at:%Y-%m-%d %H:%M}",
                manifest.made_by,
                manifest.profile or "none",
                len(manifest.sources),
                sum(source.stored for source in manifest.sources),
                sum(source.put_aside for source in manifest.sources),
                "yes" if current and version.name == current.name else "no",
            )
        )
    return tuple(rows)


def _file_rows(version: LakeVersion) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            source.file,
            source.table,
            source.rows,
            source.stored,
            source.put_aside,
            _share(source.put_aside, source.rows),
            _share(source.unjoined, source.rows),
            source.opted_out,
            source.elsewhere,
            source.not_recorded,
        )
        for source in version.manifest.sources
    )


def _share(part: int, total: int) -> Cell:
    return 100 * part / total if total else Mark.NO_DATA

"""Build a version of the evidence from the lake in a separate file, then swap it in."""

import contextlib
import gc
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pandas as pd
from sqlalchemy.schema import CreateTable

from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError
from data_access.ingest.published.sources.tables import FEED_TABLES
from data_access.marts.lake_tables import feed_columns, with_columns
from data_access.marts.local import build_local, leave_empty
from data_access.marts.published import published_outcome, published_pcn
from data_access.marts.published.published_schema import PREFIX
from data_access.marts.schema import METADATA
from data_access.marts.workspace import Build, Source
from data_access.store.evidence import ERASED_SINCE_LOAD, is_whole
from data_access.version import CODE_VERSION, marts_digest

Progress = Callable[[str], None]


# Files that are kept for a reader who has not yet asked again after a swap.
VERSIONS_KEPT = 2

MEMORY = "6GB"  # what does not fit is spilled beside the file
# Bytes of a small network, some 6,000 people: to share its rows out among threads takes
# a fifth of the build and makes none of it shorter.
SMALL = 1_000_000

# Of coordinators, who work for a PCN, no practice has figures.
_OF_PCNS = [one.id for one in BY_ID.values() if one.counts == "staff"]
_LARGEST_GAP = """
    select coalesce(max(abs(whole - parts)), 0) from (
        select sum(numerator) filter (practice_code = 'all') as whole,
               coalesce(sum(numerator) filter (practice_code <> 'all'), 0) as parts
        from indicator_month
        where not list_contains($of_pcns, indicator)
        group by indicator, month, pcn_code, cohort, dimension, category
    )
"""


def data_version(
    local: Source | None, published: Source | None, provisional_months: int
) -> str:
    """Return the name of the evidence that these sources, setting and code make."""
    parts = [
        local.name if local else "-",
        published.name if published else "-",
        str(provisional_months),
        marts_digest(),
        # A release may bring another engine, whose sums differ in a last digit.
        CODE_VERSION,
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def build_evidence(
    folder: Path,
    local: Source | None,
    published: Source | None,
    *,
    provisional_months: int,
    on_progress: Progress = lambda _: None,
    spark_master: str = "",
) -> Path:
    """Build the evidence of these sources in a separate file and return its path.

    Does nothing if that version exists. Raises CareImpactError if there is nothing to
    build from, or the disk is full; the served evidence does not change until
    ``evidence.swap_in``. Spark changes where sums are computed, not their values, so it
    is not part of the version.
    """
    if local is None and published is None:
        raise CareImpactError(
            "There is nothing to build: load an extract or published files first."
        )
    version = data_version(local, published, provisional_months)
    target = folder / f"evidence-{version}.duckdb"
    if target.exists() and is_whole(target):
        return target
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # it includes a row a person
    for leftover in folder.glob("building-*"):
        if leftover.is_dir():  # where a build that was killed had spilled
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
    aside = folder / f"building-{os.getpid()}.duckdb"
    try:
        with _few_collections():
            _fill(
                aside,
                version,
                local,
                published,
                provisional_months,
                on_progress,
                spark_master,
            )
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise CareImpactError(
            f"The evidence could not be written to {folder}: free some disk space and "
            "run `care-impact build`; what was there before stays in use."
        ) from None
    require_sound(aside)
    aside.chmod(0o600)
    os.replace(aside, target)
    return target


@contextlib.contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage seldom: a build makes a million objects that go by themselves.

    As often as Python does it otherwise, it takes an eighth of a small build.
    """
    usual = gc.get_threshold()
    gc.set_threshold(20_000, 25, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def require_sound(file: Path) -> None:
    """Check what was built before anybody may see it.

    Raises CareImpactError if it cannot be read back, or where practices do not add
    up to their PCN: a figure from such a store would be wrong everywhere at once.
    """
    sound = is_whole(file)
    if sound:
        with duckdb.connect(str(file), read_only=True) as connection:
            gaps = connection.execute(_LARGEST_GAP, {"of_pcns": _OF_PCNS})
            (gap,) = gaps.fetchone() or (np.nan,)
            sound = gap < 1e-6
    if not sound:
        file.unlink(missing_ok=True)
        raise CareImpactError(
            "The evidence that was built does not add up, so it is not used: run "
            "`care-impact build` again, and report it if that does not help."
        )


def _fill(
    file: Path,
    version: str,
    local: Source | None,
    published: Source | None,
    provisional_months: int,
    on_progress: Progress,
    spark_master: str,
) -> None:
    # Left to itself DuckDB takes four fifths of the memory from all else that runs.
    threads = {"threads": 1} if _size(local, published) < SMALL else {}
    backend = ibis.duckdb.connect(file, memory_limit=MEMORY, **threads)
    try:
        build = Build(backend, file.parent, spark_master)
        months = (
            build_local(build, local, provisional_months, on_progress) if local else []
        )
        leave_empty(build)
        if published:
            on_progress("Published files")
            _copy(build, published)
        _write_meta(build, version, local, published, months, provisional_months)
        backend.raw_sql("checkpoint")
    finally:
        backend.disconnect()


def _size(*sources: Source | None) -> int:
    tables = [path for source in sources if source for path in source.tables.values()]
    return sum(path.stat().st_size for path in tables)


def drop_older(folder: Path, current: Path) -> None:
    """Remove all but the newest versions; open pages may still read the one before."""
    versions = [path for path in folder.glob("evidence-*.duckdb") if path != current]
    versions.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in versions[VERSIONS_KEPT - 1 :]:
        # A reader on Windows may still have it open; the next build tries again.
        with contextlib.suppress(OSError):
            old.unlink()


def _copy(build: Build, published: Source) -> None:
    made = {mart.NAME: mart for mart in (published_pcn, published_outcome)}
    for table in METADATA.sorted_tables:
        name = table.name.removeprefix(PREFIX)
        if name == table.name or table.name in made:
            continue
        # Of a file also what no page reads by itself, but a mart is made of.
        of_file = feed_columns(name) if name in FEED_TABLES else {}
        if name in published.tables:
            view = build.backend.read_parquet(
                published.tables[name], table_name=f"file_{name}"
            )
            read = {column.name: str(column.type) for column in table.columns}
            build.keep(table.name, with_columns(view, of_file | read))
        else:
            # A question finds nothing in it, and says which file to load.
            build.backend.raw_sql(str(CreateTable(table)))
            for column in of_file.keys() - table.columns.keys():
                build.backend.raw_sql(
                    f'alter table {table.name} add "{column}" {of_file[column]}'
                )
            build.tables[table.name] = build.backend.table(table.name)
    for name, mart in made.items():
        build.keep(name, mart.expr(build.tables))


def _write_meta(
    build: Build,
    version: str,
    local: Source | None,
    published: Source | None,
    months: list[date],
    provisional_months: int,
) -> None:
    values = {
        "data_version": version,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code_version": CODE_VERSION,
        "first_month": months[0].isoformat() if months else "",
        "last_month": months[-1].isoformat() if months else "",
        "provisional_months": str(provisional_months),
        "synthetic": "true" if local and local.synthetic else "false",
        "published": "true" if published else "false",
        ERASED_SINCE_LOAD: "true" if local and local.erased_since_load else "false",
        "caseload_rule": " or ".join(local.caseload_rules) if local else "",
    }
    frame = pd.DataFrame({"key": list(values), "value": list(values.values())})
    build.keep("meta", ibis.memtable(frame))

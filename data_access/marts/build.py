"""Build a version of the evidence from the lake: aside, checked, then swapped in."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import ibis
import pandas as pd
from ibis import ir
from ibis.backends.duckdb import Backend
from sqlalchemy.schema import CreateTable

from data_access.errors import CareImpactError
from data_access.evidence import is_whole
from data_access.indicators.catalogue import INDICATORS
from data_access.marts import (
    caseload_episode,
    check_year,
    coordinator,
    coverage,
    facts_caseload,
    facts_checks,
    facts_reach,
    facts_referrals,
    facts_registered,
    impact,
    indicator_month,
    membership,
    organisations,
    person_month,
    person_now,
    quality,
    referral_month,
    referral_return,
    referral_wait,
    staff,
    staff_cost,
    withheld,
)
from data_access.marts.calendar import months_table, study_months
from data_access.marts.care_schema import CASELOAD_EPISODE, CHECK_YEAR, COORDINATOR
from data_access.marts.divisions import divisions
from data_access.marts.person_schema import PERSON_NOW
from data_access.marts.published import PREFIX
from data_access.marts.quality_schema import QUALITY_TABLES
from data_access.marts.referral_schema import (
    REFERRAL_MONTH,
    REFERRAL_RETURN,
    REFERRAL_WAIT,
)
from data_access.marts.rollup import people_by_group, rollup
from data_access.marts.schema import METADATA
from data_access.marts.spark import impact_on_spark
from data_access.version import CODE_VERSION, MARTS_VERSION

Progress = Callable[[str], None]


# Files that are kept for a reader who has not yet asked again after a swap.
VERSIONS_KEPT = 2

_LARGEST_GAP = """
    select max(abs(whole - parts)) from (
        select sum(numerator) filter (practice_code = 'all') as whole,
               sum(numerator) filter (practice_code <> 'all') as parts
        from indicator_month
        group by indicator, month, pcn_code, cohort, dimension, category
        having parts is not null
    )
"""

# Which files each facts mart cannot do without.
_FACTS = {
    facts_registered: ("admissions",),
    facts_checks: ("health_checks", "cohorts"),
    facts_caseload: ("caseload",),
    facts_referrals: ("referrals",),
    facts_reach: ("referrals", "cohorts"),
}

# Marts that one page reads, each with the table that is empty where a file is absent.
_OF_A_PAGE = {
    referral_month: REFERRAL_MONTH,
    referral_wait: REFERRAL_WAIT,
    referral_return: REFERRAL_RETURN,
    person_now: PERSON_NOW,
    caseload_episode: CASELOAD_EPISODE,
    coordinator: COORDINATOR,
}

_DATED = {
    "admissions": "admitted_on",
    "attendances": "attended_on",
    "contacts": "contact_on",
    "caseload": "opened_on",
    "health_checks": "done_on",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A version of loaded tables: its name and one Parquet file a table."""

    name: str
    tables: Mapping[str, Path]
    synthetic: bool = False


@dataclass(slots=True)
class Build:
    """One build under way: the engine, and the tables made so far.

    The estimate's sums are computed on Spark where ``spark_master`` names one, with
    ``folder`` as the place that its workers share.
    """

    backend: Backend
    folder: Path
    spark_master: str
    tables: dict[str, ir.Table] = field(default_factory=dict)

    def keep(self, name: str, expression: ir.Table, *, temporary: bool = False) -> None:
        """Compute a table once, so that what follows reads it from disk."""
        self.tables[name] = self.backend.create_table(name, expression, temp=temporary)


def data_version(
    local: Source | None, published: Source | None, provisional_months: int
) -> str:
    """Name the evidence that these sources, this setting and this code make."""
    parts = [
        local.name if local else "-",
        published.name if published else "-",
        str(provisional_months),
        str(MARTS_VERSION),
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
    """Build the evidence of these sources aside and return its file.

    Does nothing when that version was built already. Raises CareImpactError when
    there is nothing to build from, or the disk is full; what is served stays as it is
    until ``evidence.swap_in``. Spark changes where sums are computed and nothing of
    them, so it is no part of the version.
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
    for leftover in folder.glob("building-*"):
        leftover.unlink(missing_ok=True)
    aside = folder / f"building-{os.getpid()}.duckdb"
    try:
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
    _require_sound(aside)
    os.replace(aside, target)
    return target


def _require_sound(file: Path) -> None:
    """Check what was built before anybody may see it.

    Raises CareImpactError where it cannot be read back, or where practices do not add
    up to their PCN: a figure from such a store would be wrong everywhere at once.
    """
    sound = is_whole(file)
    if sound:
        with duckdb.connect(str(file), read_only=True) as connection:
            tables = {row[0] for row in connection.execute("show tables").fetchall()}
            if indicator_month.NAME in tables:
                (gap,) = connection.execute(_LARGEST_GAP).fetchone() or (None,)
                sound = gap is not None and gap < 1e-6
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
    backend = ibis.duckdb.connect(file)
    try:
        build = Build(backend, file.parent, spark_master)
        months = _build_local(build, local, on_progress) if local else []
        if published:
            on_progress("Published files")
            _copy(build, published)
        _write_meta(build, version, local, published, months, provisional_months)
        backend.raw_sql("checkpoint")
    finally:
        backend.disconnect()


def drop_older(folder: Path, current: Path) -> None:
    """Remove all but the newest versions; one is kept for readers of the last page."""
    versions = [path for path in folder.glob("evidence-*.duckdb") if path != current]
    versions.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in versions[VERSIONS_KEPT - 1 :]:
        # A reader on Windows may still hold it; the next build tries again.
        with contextlib.suppress(OSError):
            old.unlink()


def _build_local(build: Build, local: Source, on_progress: Progress) -> list[date]:
    for name, path in local.tables.items():
        build.tables[name] = build.backend.read_parquet(path, table_name=f"lake_{name}")
    months = _months(build)
    build.keep("months", months_table(months), temporary=True)
    on_progress("People by month")
    build.keep("person_month", person_month.expr(build.tables), temporary=True)
    if "cohorts" in build.tables:
        build.keep("membership", membership.expr(build.tables), temporary=True)
    else:
        build.keep("membership", _no_membership(build), temporary=True)
    build.keep("coverage", coverage.expr(build.tables))
    people = people_by_group(build.tables["person_month"], build.tables["membership"])
    build.keep("people_by_group", people, temporary=True)
    for facts, files in _FACTS.items():
        if all(file in build.tables for file in files):
            on_progress(facts.NAME)
            _keep_cells(build, facts.NAME, facts.expr(build.tables))
    on_progress("Indicators")
    _keep_population(build)
    _keep_indicators(build)
    _keep_impact(build, local, months, on_progress)
    claims = staff_cost.expr(build.tables)
    if claims is not None:
        build.keep(staff_cost.NAME, claims)
    _keep_quality(build)
    on_progress("Referrals and people")
    _keep_pages(build)
    build.keep("practice", organisations.practices(build.tables))
    build.keep("cohort", organisations.cohorts(build.tables))
    return months


def _months(build: Build) -> list[date]:
    admissions = build.tables["admissions"]
    first = admissions.admitted_on.min().execute()
    newest = [
        build.tables[file][column].max().execute()
        for file, column in _DATED.items()
        if file in build.tables
    ]
    last = max(day for day in newest if not pd.isna(day)) if newest else None
    if pd.isna(first) or last is None:
        raise CareImpactError(
            "The extract holds no admissions, so there is no period to show; load an "
            "admissions file with at least one complete month."
        )
    months = study_months(_day(first), _day(last))
    if not months:
        raise CareImpactError(
            "The extract does not hold one complete month; load it again when the "
            "month has ended."
        )
    return months


def _day(value: date | pd.Timestamp) -> date:
    return value.date() if isinstance(value, datetime) else value


def _no_membership(build: Build) -> ir.Table:
    person_months = build.tables["person_month"]
    nobody = person_months.filter(ibis.literal(False))
    return nobody.select("person_id", "month", cohort=ibis.literal("none"))


def _keep_cells(build: Build, name: str, facts: ir.Table) -> None:
    build.keep(name, facts, temporary=True)
    values = [c for c in facts.columns if c not in ("person_id", "month")]
    cells = rollup(build.tables[name], build.tables["people_by_group"], values)
    build.keep(f"{name}_cells", cells, temporary=True)


def _keep_population(build: Build) -> None:
    everyone = build.tables["person_month"].select(
        "person_id", "month", people=ibis.literal(1)
    )
    cells = rollup(everyone, build.tables["people_by_group"], ["people"])
    build.keep("population", cells, temporary=True)


def _keep_indicators(build: Build) -> None:
    expression = indicator_month.expr(build.tables, INDICATORS)
    if expression is None:
        raise CareImpactError(
            "None of the product's indicators can be made from the loaded files; load "
            "at least practices, patients and admissions."
        )
    in_post = staff.expr(build.tables)
    if in_post is not None:
        expression = expression.union(in_post.select(expression.columns))
    build.keep("exact", expression, temporary=True)
    parts = [build.tables["exact"].execute(), *divisions(build.tables)]
    frame = withheld.with_flags(pd.concat(parts, ignore_index=True))
    ordered = ibis.memtable(frame).order_by(
        ["indicator", "cohort", "dimension", "pcn_code", "practice_code", "month"]
    )
    build.keep(indicator_month.NAME, ordered)
    if all(name in build.tables for name in check_year.NEEDS):
        years = withheld.with_flags(check_year.expr(build.tables).execute())
        build.keep(check_year.NAME, ibis.memtable(years))
    else:
        build.backend.raw_sql(str(CreateTable(CHECK_YEAR)))


def _keep_impact(
    build: Build, local: Source, months: list[date], on_progress: Progress
) -> None:
    if not all(name in build.tables for name in impact.NEEDS):
        return
    on_progress("Matched estimate")
    if build.spark_master:
        made = impact_on_spark(build.spark_master, local.tables, months, build.folder)
    else:
        made = impact.build_impact(build.tables)
    for name, frame in made.items():
        # A column with nothing in it has no type that a table could have.
        empty = [column for column in frame if frame[column].isna().all()]
        typed = frame.astype(dict.fromkeys(empty, "float64"))
        build.keep(name, ibis.memtable(typed))


def _keep_quality(build: Build) -> None:
    made = quality.expressions(build.tables)
    for table in QUALITY_TABLES:
        if table.name in made:
            build.keep(table.name, made[table.name])
        else:
            build.backend.raw_sql(str(CreateTable(table)))


def _keep_pages(build: Build) -> None:
    for mart, table in _OF_A_PAGE.items():
        if all(name in build.tables for name in mart.NEEDS):
            build.keep(mart.NAME, mart.expr(build.tables))
        else:
            build.backend.raw_sql(str(CreateTable(table)))


def _copy(build: Build, published: Source) -> None:
    for name, path in published.tables.items():
        view = build.backend.read_parquet(path, table_name=f"file_{name}")
        build.keep(f"{PREFIX}{name}", view)
    # What was not published is an empty table: a question then says which file to load.
    for table in METADATA.sorted_tables:
        if table.name.startswith(PREFIX) and table.name not in build.tables:
            build.backend.raw_sql(str(CreateTable(table)))


def _write_meta(
    build: Build,
    version: str,
    local: Source | None,
    published: Source | None,
    months: list[date],
    provisional_months: int,
) -> None:
    provisional = months[-provisional_months:] if provisional_months else []
    values = {
        "data_version": version,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code_version": CODE_VERSION,
        "first_month": months[0].isoformat() if months else "",
        "last_month": months[-1].isoformat() if months else "",
        "provisional_from": provisional[0].isoformat() if provisional else "",
        "synthetic": "true" if local and local.synthetic else "false",
        "published": "true" if published else "false",
    }
    frame = pd.DataFrame({"key": list(values), "value": list(values.values())})
    build.keep("meta", ibis.memtable(frame))

"""Every mart of a loaded extract, in the order in which they depend on each other."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import ibis
import pandas as pd
import pyarrow as pa
from ibis import ir
from sqlalchemy.schema import CreateTable

from data_access.catalogue.indicators import INDICATORS
from data_access.errors import CareImpactError
from data_access.marts.calendar import months_table
from data_access.marts.care import (
    ambulatory_care,
    caseload_episode,
    check_year,
    contact_spread,
    coordinator,
    counts_caseload,
    counts_checks,
    counts_outcomes,
    counts_proactive,
    counts_reach,
    counts_referrals,
    counts_registered,
    counts_seen,
    counts_year,
    coverage,
    coverage_count,
    elsewhere,
    indicator_month,
    measure_pair,
    membership,
    organisations,
    person_admission,
    person_month,
    person_now,
    person_time,
    quality,
    referral_month,
    referral_return,
    referral_wait,
    staff,
    staff_cost,
    withheld,
)
from data_access.marts.care.breakdowns import breakdowns
from data_access.marts.care.care_schema import (
    CASELOAD_EPISODE,
    CHECK_YEAR,
    CONTACT_SPREAD,
    COORDINATOR,
)
from data_access.marts.care.measure_schema import MEASURE_PAIR
from data_access.marts.care.person_schema import (
    PERSON_ADMISSION,
    PERSON_NOW,
    PERSON_TIME,
)
from data_access.marts.care.quality_schema import QUALITY_TABLES
from data_access.marts.care.referral_schema import (
    REFERRAL_MONTH,
    REFERRAL_RETURN,
    REFERRAL_WAIT,
)
from data_access.marts.care.rollup import people_by_group, rollup
from data_access.marts.impact import impact
from data_access.marts.impact.impact_design import Design
from data_access.marts.impact.spark import impact_on_spark
from data_access.marts.lake_tables import lake_table
from data_access.marts.schema import (
    COHORT,
    COVERAGE,
    INDICATOR_MONTH,
    MART_SQL,
    PRACTICE,
)
from data_access.marts.steps import Steps
from data_access.marts.workspace import Build, Source
from data_access.months import months_between

Progress = Callable[[str], None]

# The files that each mart of person-month counts needs.
_PERSON_MONTH_COUNTS = {
    counts_registered: ("admissions",),
    counts_checks: ("health_checks", "cohorts"),
    counts_caseload: ("caseload",),
    counts_outcomes: ("caseload",),
    counts_year: ("caseload",),
    counts_referrals: ("referrals",),
    counts_reach: ("referrals", "cohorts"),
    counts_proactive: ("cohorts",),
    counts_seen: ("caseload", "contacts"),
}

# Marts that one page reads.
_OF_A_PAGE = (
    referral_month,
    referral_wait,
    referral_return,
    person_now,
    person_time,
    person_admission,
    caseload_episode,
    contact_spread,
    coordinator,
    measure_pair,
)

# What queries read, whichever files were loaded.
_TABLES = (
    INDICATOR_MONTH,
    COVERAGE,
    PRACTICE,
    COHORT,
    MART_SQL,
    CHECK_YEAR,
    REFERRAL_MONTH,
    REFERRAL_WAIT,
    REFERRAL_RETURN,
    PERSON_NOW,
    PERSON_TIME,
    PERSON_ADMISSION,
    CASELOAD_EPISODE,
    CONTACT_SPREAD,
    COORDINATOR,
    MEASURE_PAIR,
    *QUALITY_TABLES,
)


def build_local(
    build: Build, local: Source, provisional_months: int, on_progress: Progress
) -> list[date]:
    """Build every mart that the loaded files can fill; return their complete months.

    Raises CareImpactError if they include no complete month.
    """
    for name, file in local.tables.items():
        build.tables[name] = lake_table(build.backend, name, file)
    as_loaded = dict(build.tables)
    build.tables["admissions"] = ambulatory_care.told(build.tables["admissions"])
    months = _months(build)
    build.keep("months", months_table(months), temporary=True)
    on_progress("People by month")
    everyone = person_month.expr(build.tables)
    build.keep("person_month", everyone, temporary=True, publish_sql=True)
    if "cohorts" in build.tables:
        build.keep("membership", membership.expr(build.tables), temporary=True)
    else:
        build.keep("membership", _no_membership(build), temporary=True)
    fields = sorted({field for record in INDICATORS for field in record.fields})
    there = coverage.table(
        build.tables, months, fields, provisional_months, local.covered
    )
    build.keep("coverage", ibis.memtable(there, schema=coverage.COLUMNS))
    marked = elsewhere.table(build.tables)
    build.keep(elsewhere.NAME, ibis.memtable(marked, schema=elsewhere.COLUMNS))
    people = people_by_group(build.tables["person_month"], build.tables["membership"])
    build.keep("people_by_group", people, temporary=True)
    for mart, files in _PERSON_MONTH_COUNTS.items():
        if all(file in build.tables for file in files):
            on_progress(mart.NAME)
            _keep_cells(build, mart.NAME, mart.expr(build.tables))
    on_progress("Indicators")
    _keep_population(build)
    _keep_indicators(build)
    _keep_impact(
        build, local, months, Design(provisional=provisional_months), on_progress
    )
    claims = staff_cost.expr(build.tables)
    if claims is not None:
        build.keep(staff_cost.NAME, claims)
    _keep_quality(build, {**build.tables, **as_loaded})
    on_progress("Referrals and people")
    _keep_pages(build)
    sql_of_marts = pd.DataFrame(
        {"mart": list(build.sql), "sql": list(build.sql.values())}
    )
    build.keep("mart_sql", ibis.memtable(sql_of_marts))
    build.keep("practice", organisations.practices(build.tables))
    build.keep("cohort", organisations.cohorts(build.tables))
    return months


def _months(build: Build) -> list[date]:
    admissions = build.tables["admissions"]
    first = admissions.admitted_on.min().execute()
    days = coverage_count.by_day(build.tables)
    past = days.loc[days["file"].isin(coverage_count.PAST), "on_date"]
    if pd.isna(first) or past.empty:
        raise CareImpactError(
            "The extract has no admissions, so there is no period to show; load an "
            "admissions file with at least one complete month."
        )
    months = months_between(_day(first), past.max())
    # The only month stays, as one that is not whole: a first small file is no error.
    if len(months) > 1 and not coverage.last_month_is_there(days, months):
        months.pop()
    if not months:
        raise CareImpactError(
            "The extract does not include a complete month; load it again when the "
            "month has ended."
        )
    return months


def _day(value: date | pd.Timestamp) -> date:
    return value.date() if isinstance(value, datetime) else value


def _no_membership(build: Build) -> ir.Table:
    person_months = build.tables["person_month"]
    nobody = person_months.filter(ibis.literal(False))
    return nobody.select("person_id", "month", cohort=ibis.literal("none"))


def _keep_cells(build: Build, name: str, counts: ir.Table) -> None:
    build.keep(name, counts, temporary=True, publish_sql=True)
    values = [c for c in counts.columns if c not in ("person_id", "month")]
    cells = rollup(build.tables[name], build.tables["people_by_group"], values)
    if name == counts_year.NAME:
        cells = counts_year.over_a_year(cells, build.tables["months"])
    build.keep(f"{name}_cells", cells, temporary=True)


def _keep_population(build: Build) -> None:
    # Those registered on the last day, on which people are counted; the others of the
    # month keep their cell, for what happened to them in it.
    everyone = build.tables["person_month"].select(
        "person_id", "month", people=ibis._.registered_at_end.cast("int64")
    )
    cells = rollup(everyone, build.tables["people_by_group"], ["people"])
    build.keep("population", cells, temporary=True)


def _keep_indicators(build: Build) -> None:
    with Steps() as steps:
        expression = indicator_month.expr(build.tables, INDICATORS, steps)
        if expression is None:
            raise CareImpactError(
                "None of the product's indicators can be made from the loaded files; "
                "load at least practices, patients and admissions."
            )
        in_post = staff.expr(build.tables)
        if in_post is not None:
            expression = expression.union(in_post.select(expression.columns))
        build.keep("exact", expression, temporary=True)
    cells = [build.tables["exact"], *breakdowns(build.tables)]
    _keep_flagged(build, indicator_month.NAME, cells)
    if all(name in build.tables for name in check_year.NEEDS):
        _keep_flagged(build, check_year.NAME, [check_year.expr(build.tables)])


def _keep_flagged(build: Build, name: str, parts: list[ir.Table]) -> None:
    cells = pa.concat_tables([part.to_pyarrow() for part in parts])
    if not cells.num_rows:  # which leave no type for a column: `leave_empty` has them
        return
    frame = cells.to_pandas(date_as_object=False)
    frame["month"] = frame["month"].astype("datetime64[us]")
    flagged = pa.Table.from_pandas(withheld.with_flags(frame), preserve_index=False)
    build.keep(name, ibis.memtable(flagged))


def _keep_impact(
    build: Build,
    local: Source,
    months: list[date],
    design: Design,
    on_progress: Progress,
) -> None:
    if not all(name in build.tables for name in impact.NEEDS):
        return
    on_progress("Matched estimate")
    if build.spark_master:
        there = build.tables["coverage"].execute()
        frames = impact_on_spark(
            build.spark_master, local.tables, months, there, build.folder, design
        )
    else:
        frames = impact.build_impact(build.tables, design)
    for name, frame in frames.items():
        # A column with nothing in it has no type that a table could have.
        empty = [column for column in frame if frame[column].isna().all()]
        typed = frame.astype(dict.fromkeys(empty, "float64"))
        build.keep(name, ibis.memtable(typed))


def _keep_quality(build: Build, tables: Mapping[str, ir.Table]) -> None:
    expressions = quality.expressions(tables)
    for table in QUALITY_TABLES:
        if table.name in expressions:
            build.keep(table.name, expressions[table.name])


def _keep_pages(build: Build) -> None:
    for mart in _OF_A_PAGE:
        if all(name in build.tables for name in mart.NEEDS):
            build.keep(mart.NAME, mart.expr(build.tables))


def leave_empty(build: Build) -> None:
    """Make an empty table for each mart that no file fills, for questions to read."""
    for table in _TABLES:
        if table.name not in build.tables:
            build.backend.raw_sql(str(CreateTable(table)))

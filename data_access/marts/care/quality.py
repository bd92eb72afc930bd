"""How complete and how recent each loaded file is, by practice.

A person's rows count for the practice of registration. Rows of no practice, such as a
network's claims, count under EVERYWHERE.
"""

from collections.abc import Iterator, Mapping

import ibis
from ibis import ir

from data_access.ingest.extract.contract import MONTH_ONLY, FileSpec
from data_access.ingest.extract.tables import TABLES
from data_access.marts.attach import attach
from data_access.marts.care import hub_checks

FIELDS = "quality_field"
# Of these nothing can be missing: an exact date has no precision to tell.
_NO_FIELDS = ("person_id", "practice_code", MONTH_ONLY)
SPANS = "quality_span"
CODES = "quality_code"

EVERYWHERE = "all"
UNKNOWN = "unknown"  # a code of several lists: it fills a cell and says nothing
PEOPLE_TO_SHOW_A_VALUE = 8


def expressions(tables: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """Return, by name, every table of data quality that these files allow."""
    marts = {FIELDS: fields(tables), SPANS: spans(tables)}
    other = codes(tables)
    if other is not None:
        marts[CODES] = other
    if all(name in tables for name in hub_checks.NEEDS):
        marts[hub_checks.NAME] = hub_checks.expr(tables)
    return marts


def fields(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return file, practice_code, field, rows, filled: one row a practice and column.

    ``filled`` counts values other than null and "unknown".
    """
    parts = []
    for table, rows in _held(tables):
        columns = [name for name in rows.columns if name not in _NO_FIELDS]
        totals = rows.group_by("practice_code").agg(
            rows=rows.count(),
            **{f"filled_{name}": _says_something(rows[name]).sum() for name in columns},
        )
        long = totals.pivot_longer(
            [f"filled_{name}" for name in columns],
            names_to="field",
            names_pattern="filled_(.+)",
            values_to="filled",
        )
        parts.append(
            long.select(
                "practice_code",
                "field",
                file=ibis.literal(table.name),
                rows=long["rows"].cast("int64"),
                filled=long.filled.cast("int64"),
            )
        )
    return ibis.union(*parts)


def spans(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return file, practice_code, rows, oldest and newest (DATE, null if undated)."""
    parts = []
    for table, rows in _held(tables):
        dates = [rows[name] for name in table.dates if name in rows.columns]
        main = rows[table.date] if table.date else (dates[0] if dates else None)
        nothing = ibis.null("date")
        by_practice = rows.group_by("practice_code").agg(
            rows=rows.count().cast("int64"),
            oldest=nothing if main is None else main.min(),
            newest=_latest([day.max() for day in dates]) if dates else nothing,
        )
        parts.append(
            by_practice.select(
                "practice_code",
                "rows",
                "oldest",
                "newest",
                file=ibis.literal(table.name),
            )
        )
    return ibis.union(*parts)


def codes(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    """Return file, field, value, rows: stored values that are on none of our lists.

    ``value`` is null for all values that fewer than 8 people share, so that none
    identifies a person. None if no file has such a list.
    """
    parts = []
    for table, rows in _held(tables):
        for column in table.columns:
            if not column.open_list:
                continue
            other = rows.filter(rows[column.name].notin(column.codes))
            by_value = other.group_by(value=other[column.name]).agg(
                rows=other.count(), people=other.person_id.nunique()
            )
            shared = by_value.people >= PEOPLE_TO_SHOW_A_VALUE
            published = by_value.mutate(value=shared.ifelse(by_value.value, None))
            parts.append(
                published.group_by("value")
                .agg(rows=published["rows"].sum().cast("int64"))
                .mutate(file=ibis.literal(table.name), field=ibis.literal(column.name))
            )
    return ibis.union(*parts) if parts else None


def _held(tables: Mapping[str, ir.Table]) -> Iterator[tuple[FileSpec, ir.Table]]:
    """Give each loaded file of the contract with the practice of every row."""
    patients = tables["patients"].select("person_id", "practice_code")
    for name, table in TABLES.items():
        if name in tables:
            placed = _placed(tables, name, patients)
            practice = placed.practice_code.fill_null(EVERYWHERE)
            yield table, placed.mutate(practice_code=practice)


def _placed(tables: Mapping[str, ir.Table], name: str, patients: ir.Table) -> ir.Table:
    rows = tables[name]
    if "practice_code" in rows.columns:
        return rows
    if "person_id" in rows.columns:
        return attach(rows, patients, ["person_id"])
    if "episode_id" in rows.columns:
        episodes = tables["caseload"].select("episode_id", "person_id")
        episodes = attach(episodes, patients, ["person_id"]).drop("person_id")
        return attach(rows, episodes, ["episode_id"])
    if "base_practice_code" in rows.columns:
        return rows.mutate(practice_code=rows.base_practice_code)
    return rows.mutate(practice_code=ibis.null("string"))


def _says_something(column: ir.Column) -> ir.IntegerColumn:
    filled = column.notnull()
    if column.type().is_string():
        filled = filled & (column.fill_null(UNKNOWN) != UNKNOWN)
    return filled.cast("int64")


def _latest(days: list[ir.DateScalar]) -> ir.DateScalar:
    return ibis.greatest(*days) if len(days) > 1 else days[0]

"""How many rows each practice has in each file, by month and by day."""

from collections.abc import Mapping

import ibis
import pandas as pd
from ibis import ir

from data_access.marts.calendar import month_index

# Files made by a practice's own system or by its hospitals cover a practice only if
# they mention its people. Files made by the coordinators cover the whole PCN: a
# practice with nobody on the caseload has zero, not nothing.
PRACTICE_FILES = {
    "admissions": "admitted_on",
    "attendances": "attended_on",
    "appointments": "appointment_on",
    "health_checks": "done_on",
}
PCN_FILES = {
    "caseload": "opened_on",
    "contacts": "contact_on",
    "referrals": "received_on",
    "care_plans": "agreed_on",
    "measures": "scored_on",
}
FILES = {**PRACTICE_FILES, **PCN_FILES}

# Files whose newest row is never after the day of the export: appointments are booked
# for later, and a plan's or referral's day may be one that is meant.
PAST = ("admissions", "attendances", "contacts", "caseload", "health_checks")


def dated(tables: Mapping[str, ir.Table], file: str) -> ir.Table:
    """Return person_id and on_date of a file's rows: one a person and day.

    Several rows of one visit are not independent of each other.
    """
    table, column = tables[file], FILES[file]
    if file == "contacts":
        table = table.inner_join(
            tables["caseload"].select("episode_id", "person_id"), "episode_id"
        )
    rows = table.filter(table[column].notnull())
    return rows.select("person_id", on_date=rows[column]).distinct()


def by_day(tables: Mapping[str, ir.Table]) -> pd.DataFrame:
    """Return file, on_date and rows, of every dated file."""
    parts = []
    for file in FILES:
        if file in tables:
            rows = dated(tables, file)
            parts.append(
                rows.group_by("on_date")
                .agg(rows=rows.count())
                .mutate(file=ibis.literal(file))
            )
    frame: pd.DataFrame = ibis.union(*parts).execute()
    return frame.assign(on_date=[pd.Timestamp(day).date() for day in frame["on_date"]])


def by_practice(tables: Mapping[str, ir.Table]) -> pd.DataFrame:
    """Return file, practice_code, month_index, rows, first_on and last_on."""
    patients = tables["patients"].select("person_id", "practice_code").distinct()
    parts = []
    for file in FILES:
        if file in tables:
            rows = dated(tables, file).inner_join(patients, "person_id")
            rows = rows.mutate(month_index=month_index(rows.on_date))
            parts.append(
                rows.group_by("practice_code", "month_index")
                .agg(
                    rows=rows.count(),
                    first_on=rows.on_date.min(),
                    last_on=rows.on_date.max(),
                )
                .mutate(file=ibis.literal(file))
            )
    frame: pd.DataFrame = ibis.union(*parts).execute()
    days = {
        name: [pd.Timestamp(day).date() for day in frame[name]]
        for name in ("first_on", "last_on")
    }
    return frame.assign(**days)


def people(tables: Mapping[str, ir.Table]) -> dict[str, int]:
    """Return how many people each practice has."""
    patients = tables["patients"]
    rows = patients.group_by("practice_code").agg(n=patients.person_id.nunique())
    return {row.practice_code: int(row.n) for row in rows.execute().itertuples()}


def people_on_registers(tables: Mapping[str, ir.Table]) -> dict[str, dict[str, int]]:
    """Return how many people of each practice are on each register; "": on any."""
    patients = tables["patients"].select("person_id", "practice_code").distinct()
    on = tables["cohorts"].select("person_id", "cohort")
    on = on.union(on.mutate(cohort=ibis.literal(""))).distinct()
    on = on.inner_join(patients, "person_id")
    held: dict[str, dict[str, int]] = {}
    for row in (
        on.group_by("cohort", "practice_code").agg(n=on.count()).execute().itertuples()
    ):
        held.setdefault(row.cohort, {})[row.practice_code] = int(row.n)
    return held


def has(tables: Mapping[str, ir.Table], field: str) -> bool:
    """Say whether the load has the file of a field ("file.field"), and its column."""
    file, _, column = field.partition(".")
    return file in tables and column in tables[file].columns


def months_unsaid(tables: Mapping[str, ir.Table], field: str) -> set[int]:
    """Return the months (by index) of a file in which no row says anything of a field.

    Diagnoses are coded weeks after a discharge: until then a month has admissions, and
    none that could be counted by them.
    """
    file, _, column = field.partition(".")
    table = tables[file].filter(tables[file][FILES[file]].notnull())
    months = table.group_by(month_index=month_index(table[FILES[file]])).agg(
        said=table[column].count()
    )
    silent = months.filter(months.said == 0).execute()
    return {int(month) for month in silent["month_index"]}


def senders(tables: Mapping[str, ir.Table], field: str) -> set[str]:
    """Return the practices, or PCNs, with any row in which a field says something."""
    file, _, column = field.partition(".")
    table = tables[file]
    says = table.filter(table[column].notnull())
    if file == "contacts":
        says = says.inner_join(
            tables["caseload"].select("episode_id", "person_id"), "episode_id"
        )
    patients = tables["patients"].select("person_id", "practice_code")
    places = says.select("person_id").distinct().inner_join(patients, "person_id")
    practices = tables["practices"].select("practice_code", "pcn_code")
    unit = "practice_code" if file in PRACTICE_FILES else "pcn_code"
    found = places.inner_join(practices, "practice_code").select(unit).distinct()
    return set(found.execute()[unit])

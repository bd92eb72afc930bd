"""The day on which somebody leaves, as the data dictionary has it, in every mart."""

from datetime import date, timedelta

import ibis
import pandas as pd
import pytest
from fixtures.lakes import small_lake
from ibis import ir
from ibis.backends.sql.datatypes import DuckDBType

from data_access.ingest.extract.tables import TABLES
from data_access.marts.calendar import months_table
from data_access.marts.care import counts_checks, membership, person_month
from data_access.marts.lake_tables import with_columns

OCTOBER, END = date(2025, 10, 1), date(2025, 10, 31)
LEAVES = [END + timedelta(days) for days in (-1, 0, 1)]


def stored(name: str, frame: pd.DataFrame) -> ir.Table:
    kinds = {
        column: DuckDBType.from_string(kind)
        for column, kind in TABLES[name].lake_columns.items()
        if column in frame
    }
    return with_columns(ibis.memtable(frame).cast(kinds), TABLES[name].lake_columns)


@pytest.fixture(scope="module")
def tables() -> dict[str, ir.Table]:
    """Give three people who leave, and three who leave a cohort, around a month's end.

    All of them were admitted on the last day of the month.
    """
    lake = small_lake.make_tables(people=24)
    people = lake["patients"].iloc[:6].copy()
    people["birth_year"], people["sex"] = 1950, "female"
    people["registered_from"] = date(2020, 1, 1)
    people["registered_to"] = [*LEAVES, None, None, None]
    people["deceased_on"] = None
    ids = list(people["person_id"])
    cohorts = pd.DataFrame(
        {
            "person_id": ids,
            "cohort": "smi",
            "from_date": date(2021, 1, 1),
            "to_date": [None, None, None, *LEAVES],
        }
    )
    admissions = (
        lake["admissions"]
        .iloc[:6]
        .assign(person_id=ids, admitted_on=END, discharged_on=END, method="21")
    )
    held = {
        name: stored(name, frame)
        for name, frame in (
            ("practices", lake["practices"]),
            ("patients", people),
            ("cohorts", cohorts),
            ("admissions", admissions),
            ("health_checks", lake["health_checks"]),
        )
    }
    held["months"] = months_table([OCTOBER])
    held["membership"] = membership.expr(held)
    held["person_month"] = person_month.expr(held)
    return held


def by_person(tables: dict[str, ir.Table], frame: pd.DataFrame) -> pd.DataFrame:
    order = tables["patients"].person_id.execute()
    return frame.set_index("person_id").reindex(sorted(order, key=list(order).index))


def test_the_dictionary_says_what_the_day_is() -> None:
    says = {
        column.name: column.meaning
        for name in ("patients", "cohorts")
        for column in TABLES[name].columns
    }
    assert says["registered_to"].endswith(
        "events on it count; not registered at its end"
    )
    assert says["to_date"].endswith("not in it at the end of the day")


def test_the_day_of_leaving_counts_and_its_end_does_not(
    tables: dict[str, ir.Table],
) -> None:
    rows = by_person(tables, tables["person_month"].execute())
    assert list(rows["days_at_risk"]) == [30, 31, 31, 31, 31, 31]
    assert list(rows["registered_at_end"]) == [False, False, True, True, True, True]
    assert list(rows["emergency"])[1:] == [1] * 5


def test_registers_are_of_the_end_of_the_day(tables: dict[str, ir.Table]) -> None:
    members = set(tables["membership"].person_id.execute())
    people = list(tables["patients"].person_id.execute())
    assert [one in members for one in people] == [True] * 3 + [False, False, True]
    checks = by_person(tables, counts_checks.expr(tables).execute())
    assert list(checks["smi_check_d"].fillna(0)) == [0, 0, 1, 0, 0, 1]

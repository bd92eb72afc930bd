"""Rows of people who may draw lots, and of those who did, for direct care only."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, select

from data_access.choices.cohort_rules import CohortRules
from data_access.marts.care.person_schema import (
    PERSON_ADMISSION,
    PERSON_NOW,
    PERSON_TIME,
)
from data_access.queries.people import inside


def never_started(
    connection: Connection, practices: Sequence[str], rules: CohortRules
) -> pd.DataFrame:
    """Return the people of a cohort who have never been on the caseload.

    Columns: person_id, practice_code, and emergency_12m, their admissions of 12 months.
    """
    now, time = PERSON_NOW.c, PERSON_TIME.c
    columns = (now.person_id, now.practice_code, now.emergency_12m)
    query = (
        select(*columns)
        .join(PERSON_TIME, time.person_id == now.person_id)
        .where(
            now.practice_code.in_(list(practices)),
            time.started_on.is_(None),
            inside(rules),
        )
        .order_by(now.practice_code, now.person_id)
    )
    return _frame(connection, query)


def registered_now(connection: Connection, practices: Sequence[str]) -> pd.DataFrame:
    """Return person_id, practice_code and age of everybody registered now."""
    now = PERSON_NOW.c
    return _frame(
        connection,
        select(now.person_id, now.practice_code, now.age).where(
            now.practice_code.in_(list(practices))
        ),
    )


def times(connection: Connection, pcn: str) -> pd.DataFrame:
    """Return when everybody was registered, left, and was first on the caseload.

    Columns: person_id, and as datetime64 registered_from, last_on and started_on.
    """
    time = PERSON_TIME.c
    days = (time.registered_from, time.last_on, time.started_on)
    frame = _frame(
        connection, select(time.person_id, *days).where(time.pcn_code == pcn)
    )
    return frame.assign(**{day.name: pd.to_datetime(frame[day.name]) for day in days})


def admissions(connection: Connection, pcn: str) -> pd.DataFrame:
    """Return person_id, month (datetime64) and the emergency admissions in it."""
    rows = PERSON_ADMISSION.c
    query = select(rows.person_id, rows.month, rows.emergency)
    frame = _frame(connection, query.where(rows.pcn_code == pcn))
    return frame.assign(month=pd.to_datetime(frame["month"]))


def _frame(connection: Connection, query: object) -> pd.DataFrame:
    result = connection.execute(query)  # type: ignore[call-overload]  # a select
    return pd.DataFrame(result.all(), columns=list(result.keys()))

"""Episodes on the caseload, and the coordinators in post."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from data_access.marts.care.care_schema import CASELOAD_EPISODE, COORDINATOR


def episodes(
    connection: Connection,
    pcn: str,
    cohort: str | None,
    first: date,
    last: date,
) -> pd.DataFrame:
    """Return the episodes opened from ``first`` to ``last`` in a cohort of a PCN.

    With ``cohort`` None, each episode has a row for each of its cohorts, and one as
    "all". Columns: cohort, practice_code, stay_in_days and wait_in_days (whether the
    days of the stay, or of the wait for a first contact, are known), and as datetime64
    (NaT if there is none) opened_on, closed_on, first_contact_on and left_on.
    """
    table = CASELOAD_EPISODE.c
    columns = (
        table.cohort,
        table.practice_code,
        table.opened_on,
        table.closed_on,
        table.first_contact_on,
        table.left_on,
        table.stay_in_days,
        table.wait_in_days,
    )
    query = select(*columns).where(
        table.pcn_code == pcn, table.opened_on >= first, table.opened_on <= last
    )
    if cohort is not None:
        query = query.where(table.cohort == cohort)
    rows = connection.execute(query)
    frame = pd.DataFrame(rows.all(), columns=[column.name for column in columns])
    dates = {
        name: pd.to_datetime(frame[name])
        for name in frame.columns
        if name.endswith("_on")
    }
    return frame.assign(**dates)


def coordinators_in_post(
    connection: Connection, pcn: str, day: date
) -> dict[str, float]:
    """Return the WTE of each coordinator in post at the end of a day, by number."""
    table = COORDINATOR.c
    rows = connection.execute(
        select(table.coordinator, table.wte).where(
            table.pcn_code == pcn,
            table.started_on <= day,
            table.left_on.is_(None) | (table.left_on > day),
        )
    )
    return {row.coordinator: row.wte for row in rows}

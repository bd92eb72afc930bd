"""Paired scores of a PCN's people by measure and practice; exact sums."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, func, select

from data_access.marts.care.measure_schema import COUNTS, MEASURE_PAIR, SUMS
from data_access.queries.version_cache import cached_per_version

VALUES = (*COUNTS, *SUMS)


@cached_per_version
def pair_sums(
    connection: Connection, pcn: str, cohort: str, first: date, last: date
) -> pd.DataFrame:
    """Return measure, practice_code and VALUES of those who started in the months."""
    table = MEASURE_PAIR.c
    query = (
        select(
            table.measure,
            table.practice_code,
            *(func.sum(table[name]).label(name) for name in VALUES),
        )
        .where(
            table.pcn_code == pcn,
            table.cohort == cohort,
            table.month.between(first, last),
        )
        .group_by(table.measure, table.practice_code)
        .order_by(table.measure, table.practice_code)
    )
    rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=["measure", "practice_code", *VALUES])
    return frame.astype(dict.fromkeys(VALUES, float))


@cached_per_version
def first_paired_month(connection: Connection, pcn: str) -> date | None:
    """Return the PCN's first month of starts; None if there is none."""
    table = MEASURE_PAIR.c
    query = select(func.min(table.month)).where(table.pcn_code == pcn)
    month: date | None = connection.execute(query).scalar()
    return month

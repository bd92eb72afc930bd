"""The one query over the monthly mart."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, select

from data_access.marts.schema import INDICATOR_MONTH
from data_access.queries.neighbourhoods import added_up, neighbourhoods
from data_access.queries.readers import rows_for_reader
from data_access.selection import ALL, WHOLE_PCN


def indicator_rows(
    connection: Connection,
    *,
    indicators: Sequence[str],
    pcn: str | None,
    practices: Sequence[str] | None = (ALL,),
    cohort: str = ALL,
    dimension: str = ALL,
    first: date | None = None,
    last: date | None = None,
) -> pd.DataFrame:
    """Return rows of the mart as this reader may know them.

    They are in order of indicator, PCN, practice, category and month.

    ``pcn`` None means every PCN, ``practices`` None every practice and the PCN total;
    one neighbourhood is the sum of its practices, of whichever PCN. Months before
    ``first`` and after ``last`` are left out. Columns as in
    marts.schema.INDICATOR_MONTH; month is datetime64.
    """
    asked = practices[0] if practices and len(practices) == 1 else ""
    members = neighbourhoods(connection).get(asked, ())
    if members:
        pcn, practices = None, [practice.code for practice in members]
    query = indicator_select(
        indicators, pcn, practices, cohort, dimension, first=first, last=last
    )
    rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=[c.name for c in INDICATOR_MONTH.columns])
    frame = rows_for_reader(connection, frame)
    if members:
        frame = added_up(frame, asked, members)
    return frame.assign(month=pd.to_datetime(frame["month"]))


def indicators_held(
    connection: Connection, *, pcn: str | None, cohort: str, last: date
) -> set[str]:
    """Return the indicators held for any month up to one: by practice of a PCN.

    ``pcn`` None means those of whole PCNs.
    """
    table = INDICATOR_MONTH.c
    query = select(table.indicator).where(
        table.cohort == cohort, table.dimension == ALL, table.month <= last
    )
    if pcn is not None:
        query = query.where(table.pcn_code == pcn, table.practice_code != WHOLE_PCN)
    return set(connection.scalars(query.distinct()))


def indicator_select(
    indicators: Sequence[str],
    pcn: str | None,
    practices: Sequence[str] | None = (ALL,),
    cohort: str = ALL,
    dimension: str = ALL,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Select[Any]:
    """Return the query itself, which is also shown with the figures."""
    table = INDICATOR_MONTH.c
    query = select(INDICATOR_MONTH).where(
        table.indicator.in_(list(indicators)),
        table.cohort == cohort,
        table.dimension == dimension,
    )
    if pcn is not None:
        query = query.where(table.pcn_code == pcn)
    if practices is not None:
        query = query.where(table.practice_code.in_(list(practices)))
    if first is not None:
        query = query.where(table.month >= first)
    if last is not None:
        query = query.where(table.month <= last)
    return query.order_by(
        table.indicator,
        table.pcn_code,
        table.practice_code,
        table.category,
        table.month,
    )

"""What the posts cost, and what was claimed for them."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, MetaData, Table, inspect, select

from data_access.marts.staff_cost import NAME


def staff_cost(
    connection: Connection, pcn: str, first: date, last: date
) -> pd.DataFrame:
    """Return month, wte, claimed_gbp and actual_cost_gbp, empty where not loaded."""
    if not inspect(connection).has_table(NAME):
        return pd.DataFrame()
    held = Table(NAME, MetaData(), autoload_with=connection)
    rows = connection.execute(
        select(held).where(
            held.c.pcn_code == pcn, held.c.month >= first, held.c.month <= last
        )
    )
    return pd.DataFrame(rows.all(), columns=[column.name for column in held.columns])

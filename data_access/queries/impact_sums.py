"""The small tables that the matched estimate is computed from."""

from typing import Literal

import pandas as pd
from sqlalchemy import Connection, MetaData, Table, inspect, select

ImpactTable = Literal[
    "impact_sums",
    "impact_strata",
    "impact_quarters",
    "impact_path",
    "impact_balance",
    "impact_flow",
    "impact_profile",
    "impact_picking",
]


def impact_rows(
    connection: Connection, table: ImpactTable, pcn: str | None = None
) -> pd.DataFrame:
    """Return a table's rows of one PCN, or of all; empty where none was built."""
    if not inspect(connection).has_table(table):
        return pd.DataFrame()
    held = Table(table, MetaData(), autoload_with=connection)
    wanted = select(held)
    if pcn is not None:
        wanted = wanted.where(held.c.pcn_code == pcn)
    rows = connection.execute(wanted)
    return pd.DataFrame(rows.all(), columns=[column.name for column in held.columns])

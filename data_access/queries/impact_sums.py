"""The small tables that the matched estimate is computed from."""

from typing import Literal

import pandas as pd
from sqlalchemy import Connection, column

from data_access.queries.optional_table import rows_if_table_exists
from data_access.queries.version_cache import cached_per_version

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


@cached_per_version
def impact_rows(
    connection: Connection, name: ImpactTable, pcn: str | None = None
) -> pd.DataFrame:
    """Return a table's rows of one PCN, or of all; empty if it was not built."""
    of_pcn = [] if pcn is None else [column("pcn_code") == pcn]
    return rows_if_table_exists(connection, name, *of_pcn)

"""The small tables that the matched estimate is computed from.

The estimate comes from exact counts. Where it was made again without one person, and of
nothing else that is new, the one before and the one after tell of that person: who is
outside direct care is given none until the next load.
"""

from typing import Literal

import pandas as pd
from sqlalchemy import Connection, column, text

from data_access.errors import CareImpactError
from data_access.queries.optional_table import rows_if_table_exists
from data_access.queries.readers import may_see_exactly
from data_access.queries.version_cache import cached_per_version
from data_access.selection import WHOLE_PCN
from data_access.store.evidence import ERASED_SINCE_LOAD

ImpactTable = Literal[
    "impact_sums",
    "impact_exact",
    "impact_quarters",
    "impact_path",
    "impact_balance",
    "impact_flow",
    "impact_picking",
]


def impact_rows(
    connection: Connection, name: ImpactTable, pcn: str | None = None
) -> pd.DataFrame:
    """Return a table's rows of one PCN, or of all; empty if it was not built.

    Raises CareImpactError for a reader outside direct care, between an erasure and the
    next load.
    """
    if _erased_since_load(connection) and not (
        pcn is not None and may_see_exactly(connection, [pcn], [WHOLE_PCN]).all()
    ):
        raise CareImpactError(
            "The estimate will be shown again after the next load: the data have "
            "changed so little since the last that two estimates would tell of one "
            "person."
        )
    return _rows(connection, name, pcn)


@cached_per_version
def _erased_since_load(connection: Connection) -> bool:
    query = text("select value from meta where key = :key")
    return connection.execute(query, {"key": ERASED_SINCE_LOAD}).scalar() == "true"


@cached_per_version
def _rows(connection: Connection, name: ImpactTable, pcn: str | None) -> pd.DataFrame:
    of_pcn = [] if pcn is None else [column("pcn_code") == pcn]
    return rows_if_table_exists(connection, name, *of_pcn)

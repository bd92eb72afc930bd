"""What the posts cost, and what was claimed for them."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, column

from data_access.marts.care.staff_cost import NAME
from data_access.queries.optional_table import rows_if_table_exists


def staff_cost(
    connection: Connection, pcn: str, first: date, last: date
) -> pd.DataFrame:
    """Return month, wte, claimed_gbp and actual_cost_gbp; empty if not loaded."""
    rows = rows_if_table_exists(
        connection,
        NAME,
        column("pcn_code") == pcn,
        column("month").between(first, last),
    )
    # Where no cost is known the column would hold objects, not missing numbers.
    return rows if rows.empty else rows.astype({"actual_cost_gbp": float})

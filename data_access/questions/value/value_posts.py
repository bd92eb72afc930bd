"""The posts in the loaded claims, by month and over a year."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from data_access.queries.staff_cost import staff_cost
from data_access.questions.parts.place import Place

YEAR = 12


@dataclass(frozen=True, slots=True)
class Recorded:
    """The newest months, at most 12, whose actual cost is known, in GBP.

    ``each`` is the actual cost of one whole-time post a year.
    """

    months: int
    wte: float
    claimed: float
    spent: float

    @property
    def each(self) -> float:
        """Return pounds a year for one whole-time post, as recorded."""
        return self.spent / self.wte * YEAR

    @property
    def beyond(self) -> float:
        """Return spent less claimed (GBP): if positive, what the PCN paid."""
        return self.spent - self.claimed


def posts_by_month(connection: Connection, place: Place) -> pd.DataFrame:
    """Return month, wte, claimed_gbp and actual_cost_gbp, in order of months."""
    rows = staff_cost(connection, place.pcn, place.first_month, place.month)
    return rows if rows.empty else rows.sort_values("month", ignore_index=True)


def recorded(rows: pd.DataFrame) -> Recorded | None:
    """Add up the newest months whose cost is known; None if there are none."""
    if rows.empty:
        return None
    known = rows[rows["actual_cost_gbp"].notna() & (rows["wte"] > 0)].tail(YEAR)
    if known.empty:
        return None
    return Recorded(
        months=len(known),
        wte=float(known["wte"].sum()),  # whole-time posts, a month of each
        claimed=float(known["claimed_gbp"].sum()),
        spent=float(known["actual_cost_gbp"].sum()),
    )

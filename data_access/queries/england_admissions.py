"""Emergency admissions of an ICB, month by month."""

import pandas as pd
from sqlalchemy import Connection, and_, or_, select

from data_access.marts.published.published_schema import ADMISSIONS_ICB, MERGERS


def england_admissions(
    connection: Connection, icb_before: str | None, icb_since: str
) -> pd.DataFrame:
    """Return month (datetime64) and emergency_admissions of an ICB.

    Months before the mergers of April 2026 are of one of the 42 ICBs of that time,
    later ones of one of the 36: codes went on with other practices in them.
    """
    table = ADMISSIONS_ICB.c
    rows = connection.execute(
        select(table.month, table.emergency_admissions)
        .where(
            or_(
                and_(table.month < MERGERS, table.icb_ods_code == icb_before),
                and_(table.month >= MERGERS, table.icb_ods_code == icb_since),
            )
        )
        .order_by(table.month)
    ).all()
    frame = pd.DataFrame(rows, columns=["month", "emergency_admissions"])
    return frame.assign(month=pd.to_datetime(frame["month"]))

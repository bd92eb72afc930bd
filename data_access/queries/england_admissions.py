"""Emergency admissions of an ICB, month by month."""

import pandas as pd
from sqlalchemy import Connection, select

from data_access.marts.published.published_schema import ADMISSIONS_ICB


def england_admissions(connection: Connection, icb: str) -> pd.DataFrame:
    """Return month (datetime64) and emergency_admissions of one of the 42 ICBs."""
    table = ADMISSIONS_ICB.c
    rows = connection.execute(
        select(table.month, table.emergency_admissions)
        .where(table.icb_ods_code == icb)
        .order_by(table.month)
    ).all()
    frame = pd.DataFrame(rows, columns=["month", "emergency_admissions"])
    return frame.assign(month=pd.to_datetime(frame["month"]))

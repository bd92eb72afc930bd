"""Published uptake of a check in one sub-ICB and in England, as shares by month."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection

from data_access.queries.england_checks import Checked, SubIcb, england_ld, england_smi


def smi_uptake(connection: Connection, sub_icb: SubIcb) -> pd.DataFrame:
    """Return month (end of quarter), place and share with all six checks, in per cent.

    Areas with no figure for a quarter, or nobody on the register, are left out.
    ``place`` is "sub_icb" or "england".
    """
    return _shares(england_smi(connection, sub_icb))


def ld_uptake(connection: Connection, sub_icb: SubIcb) -> pd.DataFrame:
    """Return month (March of each year's end), place and share checked, in per cent."""
    return _shares(england_ld(connection, sub_icb))


def _shares(rows: Sequence[Checked]) -> pd.DataFrame:
    shares = [
        (row.to.replace(day=1), row.place, 100 * row.checked / row.register)
        for row in rows
    ]
    return pd.DataFrame(shares, columns=["month", "place", "share"])

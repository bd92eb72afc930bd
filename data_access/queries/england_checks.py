"""Health checks published by sub-ICB, beside England."""

import pandas as pd
from sqlalchemy import ColumnElement, Connection, case, func, select

from data_access.marts.published import LD_CHECKS, SMI_CHECKS


def england_smi(connection: Connection, sub_icb: str) -> pd.DataFrame:
    """Return quarter_end, place ("sub_icb", "england"), register, all_six.

    Areas with no figure for a quarter, or nobody on the register, are left out of both
    sums.
    """
    table = SMI_CHECKS.c

    def only(measure: str) -> ColumnElement[int]:
        return func.sum(case((table.measure == measure, table.value)))

    area = (
        select(
            table.quarter_end,
            table.sub_icb_code,
            only("register").label("register"),
            only("all_six").label("all_six"),
        )
        .group_by(table.quarter_end, table.sub_icb_code)
        .subquery()
    )
    frame = pd.DataFrame(connection.execute(select(area)).all())
    return _beside_england(
        frame.dropna(subset=["register", "all_six"]).query("register > 0"),
        sub_icb,
        "quarter_end",
        ["register", "all_six"],
    )


def england_ld(connection: Connection, sub_icb: str) -> pd.DataFrame:
    """Return year, place ("sub_icb", "england"), register, checks (age 14 and over)."""
    table = LD_CHECKS.c
    frame = pd.DataFrame(
        connection.execute(
            select(
                table.year,
                table.sub_icb_code,
                func.sum(table.register).label("register"),
                func.sum(table.checks).label("checks"),
            ).group_by(table.year, table.sub_icb_code)
        ).all()
    )
    return _beside_england(frame, sub_icb, "year", ["register", "checks"])


def _beside_england(
    frame: pd.DataFrame, sub_icb: str, period: str, values: list[str]
) -> pd.DataFrame:
    if frame.empty:
        return pd.DataFrame(columns=[period, "place", *values])
    england = frame.groupby(period, as_index=False)[values].sum()
    here = frame[frame["sub_icb_code"] == sub_icb][[period, *values]]
    return pd.concat(
        [here.assign(place="sub_icb"), england.assign(place="england")],
        ignore_index=True,
    )

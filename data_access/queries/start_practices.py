"""Published figures of practices around a PCN: registers, checks, deprivation."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, case, func, or_, select

from data_access.marts.published.published_schema import (
    LD_CHECKS,
    LD_PAYMENTS,
    MERGERS,
    ORG_PRACTICE,
    PRACTICE_IMD,
    QOF_REGISTER,
    SMI_CHECKS,
)

_FIFTHS = 5


def practices_around(connection: Connection, pcn: str, icb: str) -> pd.DataFrame:
    """Return practice_code, practice_name, pcn_code, sub_icb_code of the newest map.

    They are the practices of the ICB, and those of the PCN in another ICB. Beside them
    is sub_icb_before, of the last map before April 2026, or else that of the newest.
    """
    places = ORG_PRACTICE.c
    newest = select(func.max(places.as_at)).scalar_subquery()
    then = ORG_PRACTICE.alias().c
    last = select(func.max(places.as_at)).where(places.as_at < MERGERS)
    before = (
        select(func.max(then.sub_icb_code))
        .where(
            then.practice_code == places.practice_code,
            then.as_at == last.scalar_subquery(),
        )
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            places.practice_code,
            places.practice_name,
            places.pcn_code,
            places.sub_icb_code,
            func.coalesce(before, places.sub_icb_code),
        )
        .where(
            places.as_at == newest,
            or_(places.icb_code == icb, places.pcn_code == pcn),
        )
        .order_by(places.practice_name, places.practice_code)
    )
    columns = ["practice_code", "practice_name", "pcn_code"]
    columns += ["sub_icb_code", "sub_icb_before"]
    return _frame(rows.all(), columns=columns)


def registers_of(
    connection: Connection, group: str, practices: Sequence[str]
) -> pd.DataFrame:
    """Return practice_code, register and year of one QOF register, the newest year."""
    qof = QOF_REGISTER.c
    newest = select(func.max(qof.year)).scalar_subquery()
    rows = connection.execute(
        select(qof.practice_code, qof.register, qof.year).where(
            qof.year == newest,
            qof.group_code == group,
            qof.register <= qof.list_size,
            qof.practice_code.in_(list(practices)),
        )
    )
    return _frame(rows.all(), columns=["practice_code", "register", "year"])


def checks_paid_for(connection: Connection, practices: Sequence[str]) -> pd.DataFrame:
    """Return practice_code, checks and year of LD checks paid for, the newest year.

    Practices whose payment is not a whole number of checks are left out.
    """
    paid = LD_PAYMENTS.c
    newest = select(func.max(paid.year)).scalar_subquery()
    rows = connection.execute(
        select(paid.practice_code, paid.ld_health_checks_est, paid.year).where(
            paid.year == newest,
            paid.ld_health_checks_est.is_not(None),
            paid.practice_code.in_(list(practices)),
        )
    )
    return _frame(rows.all(), columns=["practice_code", "checks", "year"])


def smi_by_area(connection: Connection) -> pd.DataFrame:
    """Return sub_icb_code, done, people and period of each area, the newest quarter."""
    smi = SMI_CHECKS.c
    newest = select(func.max(smi.quarter_end)).scalar_subquery()
    done, people = (
        func.sum(case((smi.measure == measure, smi.value)))
        for measure in ("all_six", "register")
    )
    rows = connection.execute(
        select(smi.sub_icb_code, done, people, func.max(smi.quarter_end))
        .where(smi.quarter_end == newest)
        .group_by(smi.sub_icb_code)
    )
    return _areas(rows.all())


def ld_by_area(connection: Connection) -> pd.DataFrame:
    """Return sub_icb_code, done, people and period of each area, the newest year."""
    learning = LD_CHECKS.c
    newest = select(func.max(learning.year)).scalar_subquery()
    rows = connection.execute(
        select(
            learning.sub_icb_code,
            func.sum(learning.checks),
            func.sum(learning.register),
            func.max(learning.year),
        )
        .where(learning.year == newest, learning.checks <= learning.register)
        .group_by(learning.sub_icb_code)
    )
    return _areas(rows.all())


def deprivation_fifths(
    connection: Connection, practices: Sequence[str]
) -> dict[str, int]:
    """Return each practice's fifth of England's practices, 1 the most deprived."""
    imd = PRACTICE_IMD.c
    newest = select(func.max(imd.imd_year)).scalar_subquery()
    fifth = func.ntile(_FIFTHS).over(order_by=(imd.score.desc(), imd.practice_code))
    every = (
        select(imd.practice_code, fifth.label("fifth"))
        .where(imd.imd_year == newest, imd.score.is_not(None))
        .subquery()
        .c
    )
    query = select(every.practice_code, every.fifth).where(
        every.practice_code.in_(list(practices))
    )
    return {code: int(number) for code, number in connection.execute(query)}


def _areas(rows: Sequence[Any]) -> pd.DataFrame:
    """Keep the areas with both figures, and people on the register."""
    columns = ["sub_icb_code", "done", "people", "period"]
    frame = _frame(rows, columns=columns).dropna(subset=["done", "people"])
    return frame.query("people > 0 and done <= people")


def _frame(rows: Sequence[Any], columns: list[str]) -> pd.DataFrame:
    # Pandas asks of each row what it is, unless it is a plain tuple.
    return pd.DataFrame([tuple(row) for row in rows], columns=columns)

"""Registers and deprivation of a PCN's practices, its ICB's and England's."""

import pandas as pd
from sqlalchemy import Connection, Subquery, func, select

from data_access.marts.published import ORG_PRACTICE, PRACTICE_IMD, QOF_REGISTER
from data_access.queries.england_places import UNALLOCATED


def england_registers(connection: Connection, groups: list[str]) -> pd.DataFrame:
    """Return pcn_code, icb_code, group_code, register, list_size, practices.

    One row a PCN, ICB and register of the newest year; practices on no map of today
    are left out (they closed or merged), and so are those with no figure for a
    register: their patients would dilute it.
    """
    qof, newest_year = QOF_REGISTER.c, select(func.max(QOF_REGISTER.c.year))
    orgs = _newest_map()
    wanted = (
        select(
            orgs.c.pcn_code,
            orgs.c.icb_code,
            qof.group_code,
            func.sum(qof.register).label("register"),
            func.sum(qof.list_size).label("list_size"),
            func.count().label("practices"),
            func.max(qof.year).label("year"),
        )
        .join(orgs, orgs.c.practice_code == qof.practice_code)
        .where(
            qof.year == newest_year.scalar_subquery(),
            qof.group_code.in_(groups),
            qof.register.is_not(None),
            qof.list_size > 0,
        )
        .group_by(orgs.c.pcn_code, orgs.c.icb_code, qof.group_code)
    )
    return pd.DataFrame(connection.execute(wanted).all())


def england_deprivation(connection: Connection) -> pd.DataFrame:
    """Return pcn_code, icb_code, weighted (IMD score x patients), patients, year.

    Weighted by each practice's QOF list of the newest year.
    """
    qof, imd, orgs = QOF_REGISTER.c, PRACTICE_IMD.c, _newest_map()
    newest_year = select(func.max(qof.year)).scalar_subquery()
    lists = (
        select(qof.practice_code, func.max(qof.list_size).label("patients"))
        .where(qof.group_code == "LD", qof.year == newest_year)
        .group_by(qof.practice_code)
        .subquery()
    )
    wanted = (
        select(
            orgs.c.pcn_code,
            orgs.c.icb_code,
            func.sum(imd.score * lists.c.patients).label("weighted"),
            func.sum(lists.c.patients).label("patients"),
            func.max(imd.imd_year).label("year"),
        )
        .join(orgs, orgs.c.practice_code == imd.practice_code)
        .join(lists, lists.c.practice_code == imd.practice_code)
        .group_by(orgs.c.pcn_code, orgs.c.icb_code)
    )
    return pd.DataFrame(connection.execute(wanted).all())


def _newest_map() -> Subquery:
    table = ORG_PRACTICE.c
    newest = select(func.max(table.as_at)).scalar_subquery()
    return (
        select(table.practice_code, table.pcn_code, table.icb_code)
        .where(table.as_at == newest, table.pcn_code != UNALLOCATED)
        .subquery()
    )

"""Registers and deprivation of a PCN's practices, its ICB's and England's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Subquery, and_, func, select

from data_access.marts.published.published_schema import (
    LIST_SIZE,
    PRACTICE_IMD,
    QOF_REGISTER,
)
from data_access.queries.england_places import EnglishPcn, newest_map

PLACES = ("pcn", "icb", "england")


@dataclass(frozen=True, slots=True)
class Register:
    """People on one register, and patients of the practices with a figure for it."""

    people: int
    patients: int


@dataclass(frozen=True, slots=True)
class Deprivation:
    """The mean IMD score of a place's patients, and the year of the index."""

    score: float
    year: int


def england_registers(
    connection: Connection, pcn: EnglishPcn, groups: Sequence[str]
) -> tuple[str | None, dict[tuple[str, str], Register]]:
    """Return the newest year, and each register by place of PLACES and group.

    England is every practice in the file, also those that are on no map of today; an
    ICB has those that the map puts in it, in a PCN or in none. Practices with no figure
    for a register are left out of it: their patients would dilute it.
    """
    qof, orgs = QOF_REGISTER.c, newest_map()
    year = connection.execute(select(func.max(qof.year))).scalar()
    whole = (qof.register, qof.list_size)
    rows = connection.execute(
        select(qof.group_code, *_by_place(whole, orgs, pcn))
        .join(orgs, orgs.c.practice_code == qof.practice_code, isouter=True)
        .where(
            qof.year == year,
            qof.group_code.in_(groups),
            qof.register.is_not(None),
            qof.list_size > 0,
            qof.register <= qof.list_size,
        )
        .group_by(qof.group_code)
    )
    registers = {
        (place, group): Register(int(people), int(patients))
        for group, *sums in rows
        for place, people, patients in zip(PLACES, sums[::2], sums[1::2], strict=True)
        if patients
    }
    return year, registers


def england_deprivation(
    connection: Connection, pcn: EnglishPcn
) -> dict[str, Deprivation]:
    """Return the mean score of each place of PLACES, weighted by the newest lists.

    England is every practice with a score and a list.
    """
    imd, orgs, lists = PRACTICE_IMD.c, newest_map(), _patients()
    newest = select(func.max(imd.imd_year)).scalar_subquery()
    whole = (imd.score * lists.c.patients, lists.c.patients)
    row = connection.execute(
        select(func.max(imd.imd_year), *_by_place(whole, orgs, pcn))
        .join(orgs, orgs.c.practice_code == imd.practice_code, isouter=True)
        .join(lists, lists.c.org_code == imd.practice_code)
        .where(imd.imd_year == newest, imd.score.is_not(None))
    ).one()
    year, *sums = row
    return {
        place: Deprivation(float(weighted / patients), int(year))
        for place, weighted, patients in zip(PLACES, sums[::2], sums[1::2], strict=True)
        if patients
    }


def _patients() -> Subquery:
    """Return org_code and patients of every practice on the newest list."""
    lists = LIST_SIZE.c
    newest = select(func.max(lists.as_at)).scalar_subquery()
    return (
        select(lists.org_code, lists.patients)
        .where(
            lists.org_type == "practice",
            lists.as_at == newest,
            lists.sex == "all",
            lists.age_band_5 == "all",
            lists.patients > 0,
        )
        .subquery()
    )


def _by_place(
    values: Sequence[ColumnElement[float]], orgs: Subquery, pcn: EnglishPcn
) -> list[ColumnElement[float]]:
    """Add each value up for the PCN's practices, for its ICB's, and for all."""
    parts = (orgs.c.pcn_code == pcn.code, orgs.c.icb_code == pcn.icb_code, None)
    return [
        func.sum(value) if part is None else func.sum(value).filter(and_(part))
        for part in parts
        for value in values
    ]

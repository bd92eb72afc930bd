"""Published outcomes of practices, added up for PCNs, ICBs and England."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, func, select, true

from data_access.marts.published.published_schema import ORG_PRACTICE, OUTCOME, SURVEY
from data_access.queries.england_places import EnglishPcn, newest_map

PLACES = ("pcn", "icb", "england")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Events of a base, weighted where it is a survey, and how many gave them.

    ``effective`` is the size of a simple sample that is as precise: of places together,
    the base squared over the sum of each base squared over its own effective size.
    """

    events: float
    base: float
    effective: float
    people: int
    practices: int
    excepted: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Forms of a survey sent and returned, by practices of one place."""

    sent: int
    received: int
    practices: int


def newest_period(connection: Connection, measures: Sequence[str]) -> str | None:
    """Return the newest period that any practice has one of the measures for."""
    table = OUTCOME.c
    query = select(func.max(table.period)).where(table.measure.in_(measures))
    return connection.execute(query).scalar()


def outcomes_of_places(
    connection: Connection, pcn: EnglishPcn, measures: Sequence[str], period: str
) -> dict[tuple[str, str], Outcome]:
    """Return the outcome of each place of PLACES and measure.

    England is every practice in the file, also one that is on no map of today; an ICB
    has those that the newest map puts in it.
    """
    table, orgs = OUTCOME.c, newest_map()
    query = (
        select(
            table.measure,
            *(sum_ for where in _places(orgs, pcn) for sum_ in _sums(where)),
        )
        .join(orgs, orgs.c.practice_code == table.practice_code, isouter=True)
        .where(table.measure.in_(measures), table.period == period)
        .group_by(table.measure)
    )
    return {
        (place, measure): outcome
        for measure, *sums in connection.execute(query)
        for place, outcome in zip(PLACES, _outcomes(sums), strict=True)
        if outcome
    }


def outcomes_of_pcns(
    connection: Connection, measure: str, period: str
) -> dict[str, Outcome]:
    """Return the outcome of each PCN of the newest map that has one, by its code."""
    table, orgs = OUTCOME.c, newest_map()
    rows = connection.execute(
        select(orgs.c.pcn_code, *_sums(true()))
        .join(orgs, orgs.c.practice_code == table.practice_code)
        .where(table.measure == measure, table.period == period)
        .group_by(orgs.c.pcn_code)
    )
    return {
        code: outcome
        for code, *sums in rows
        for outcome in _outcomes(sums)
        if code and outcome
    }


def outcomes_of_practices(
    connection: Connection, pcn: EnglishPcn, measures: Sequence[str], period: str
) -> dict[tuple[str, str], Outcome]:
    """Return the outcome of each practice of a PCN and measure, by practice code."""
    table, orgs = OUTCOME.c, newest_map()
    rows = connection.execute(
        select(table.practice_code, table.measure, *_sums(true()))
        .join(orgs, orgs.c.practice_code == table.practice_code)
        .where(
            orgs.c.pcn_code == pcn.code,
            table.measure.in_(measures),
            table.period == period,
        )
        .group_by(table.practice_code, table.measure)
    )
    return {
        (code, measure): outcome
        for code, measure, *sums in rows
        for outcome in _outcomes(sums)
        if outcome
    }


def practices_of(
    connection: Connection, pcn: EnglishPcn
) -> tuple[tuple[str, str], ...]:
    """Return the code and name of each practice of a PCN on the newest map, by name."""
    table = ORG_PRACTICE.c
    rows = connection.execute(
        select(table.practice_code, table.practice_name)
        .where(table.pcn_code == pcn.code, table.as_at == pcn.as_at)
        .order_by(table.practice_name, table.practice_code)
    )
    return tuple((code, name) for code, name in rows)


def asked_by_survey(
    connection: Connection, pcn: EnglishPcn, year: int
) -> dict[str, Asked]:
    """Return the forms of each place of PLACES; practices with both figures alone."""
    table, orgs = SURVEY.c, newest_map()
    sums = (
        sum_.filter(where)
        for where in _places(orgs, pcn)
        for sum_ in (func.sum(table.sent), func.sum(table.received), func.count())
    )
    row = connection.execute(
        select(*sums)
        .select_from(SURVEY)
        .join(orgs, orgs.c.practice_code == table.practice_code, isouter=True)
        .where(table.year == year, table.sent > 0, table.received.is_not(None))
    ).one()
    return {
        place: Asked(*(int(number) for number in row[at : at + 3]))
        for place, at in zip(PLACES, range(0, 9, 3), strict=True)
        if row[at]
    }


def _places(orgs: Subquery, pcn: EnglishPcn) -> tuple[ColumnElement[bool], ...]:
    return orgs.c.pcn_code == pcn.code, orgs.c.icb_code == pcn.icb_code, true()


def _sums(where: ColumnElement[bool]) -> tuple[ColumnElement[Any], ...]:
    table = OUTCOME.c
    sums = (
        func.sum(table.events),
        func.sum(table.base),
        func.sum(table.base * table.base / table.effective),
        func.sum(table.people),
        func.count(),
        func.sum(table.excepted),
        func.count(table.excepted),
    )
    return tuple(sum_.filter(where) for sum_ in sums)


def _outcomes(sums: Sequence[Any]) -> list[Outcome | None]:
    """Return an outcome for every seven sums, None for a place without a practice."""
    found: list[Outcome | None] = []
    for at in range(0, len(sums), 7):
        events, base, squares, people, practices, excepted, told = sums[at : at + 7]
        if not practices:
            found.append(None)
            continue
        found.append(
            Outcome(
                events,
                base,
                base * base / squares,
                int(people),
                int(practices),
                int(excepted) if told == practices else None,
            )
        )
    return found

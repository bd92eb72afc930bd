"""Practices, PCNs and cohorts of the local extract."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from data_access.marts.schema import COHORT, PRACTICE
from data_access.queries.version_cache import cached_per_version


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice, the PCN it belongs to, and the neighbourhood if it has one."""

    code: str
    name: str
    pcn_code: str
    pcn_name: str
    neighbourhood: str | None = None


@cached_per_version
def practices(connection: Connection) -> tuple[Practice, ...]:
    """Return every practice, by PCN and then by name."""
    table = PRACTICE.c
    rows = connection.execute(
        select(PRACTICE).order_by(table.pcn_name, table.pcn_code, table.practice_name)
    )
    return tuple(
        Practice(
            row.practice_code,
            row.practice_name,
            row.pcn_code,
            row.pcn_name,
            row.neighbourhood,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Icb:
    """An ICB and the codes of its loaded PCNs."""

    name: str
    pcns: frozenset[str]


@cached_per_version
def icb_of(connection: Connection, pcn: str) -> Icb | None:
    """Return the ICB of a PCN; None if its practices do not say.

    A PCN with practices of several ICBs is in the one of most of them.
    """
    table = PRACTICE.c
    counted = connection.execute(
        select(
            table.pcn_code,
            table.icb_code,
            func.coalesce(func.max(table.icb_name), table.icb_code).label("name"),
        )
        .where(table.icb_code.is_not(None))
        .group_by(table.pcn_code, table.icb_code)
        .order_by(table.pcn_code, func.count(), table.icb_code)
    )
    by_pcn = {row.pcn_code: row for row in counted}  # of most practices, as the last
    if pcn not in by_pcn:
        return None
    own = by_pcn[pcn]
    return Icb(
        own.name,
        frozenset(code for code, row in by_pcn.items() if row.icb_code == own.icb_code),
    )


@cached_per_version
def cohort_sizes(connection: Connection, pcn: str) -> dict[str, int]:
    """Return each cohort of a PCN with its largest size in any month."""
    rows = connection.execute(
        select(COHORT.c.cohort, COHORT.c.people)
        .where(COHORT.c.pcn_code == pcn)
        .order_by(COHORT.c.cohort)
    )
    return {row.cohort: row.people for row in rows}


def registered(connection: Connection, pcn: str) -> int | None:
    """Return a PCN's patients by its practices' list sizes, None if one is not known.

    The sum of some practices would pass for that of all.
    """
    sizes = PRACTICE.c.list_size
    every, known, patients = connection.execute(
        select(func.count(), func.count(sizes), func.sum(sizes)).where(
            PRACTICE.c.pcn_code == pcn
        )
    ).one()
    return int(patients) if known == every and patients else None

"""The characteristics and figures of every PCN in England, the newest of each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from data_access.marts.published.published_schema import (
    LD_PAYMENTS,
    PCN,
    QOF_REGISTER,
    SMI_CHECKS,
    WORKFORCE,
)

LIKENESS = ("patients", "young", "old", "deprivation", "rural")
HAVING = ("care_coordinator", "link_worker", "health_coach", "ld_checks", "smi_checks")


@dataclass(frozen=True, slots=True)
class PcnFigures:
    """One PCN: its figures in the order of LIKENESS and of HAVING, None if missing.

    ``marts/published/published_pcn.py`` defines each figure and its date.
    """

    code: str
    name: str
    icb_name: str
    likeness: tuple[float | None, ...]
    having: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of the figures of HAVING, None if not published."""

    workforce: date | None
    ld_paid: str | None
    ld_register: str | None
    smi: date | None


def pcn_figures(connection: Connection) -> tuple[PcnFigures, ...]:
    """Return every PCN of the newest map, by code."""
    table = PCN.c
    rows = connection.execute(
        select(
            table.pcn_code,
            table.pcn_name,
            table.icb_name,
            *(table[name] for name in (*LIKENESS, *HAVING)),
        ).order_by(table.pcn_code)
    )
    middle = 3 + len(LIKENESS)
    return tuple(
        PcnFigures(row[0], row[1], row[2], tuple(row[3:middle]), tuple(row[middle:]))
        for row in rows
    )


def dates_of_figures(connection: Connection) -> Dates:
    """Return the newest date of each publication behind HAVING."""
    newest = (
        select(func.max(WORKFORCE.c.as_at)),
        select(func.max(LD_PAYMENTS.c.year)),
        select(func.max(QOF_REGISTER.c.year)),
        select(func.max(SMI_CHECKS.c.quarter_end)),
    )
    row = connection.execute(
        select(*(query.scalar_subquery() for query in newest))
    ).one()
    return Dates(*row)

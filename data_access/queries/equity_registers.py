"""England's registers as a share of the lists of the practices with a figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from data_access.marts.published.published_schema import QOF_REGISTER


@dataclass(frozen=True, slots=True)
class EnglishRegister:
    """The share of patients on a register in England, 0 to 1, and the QOF year."""

    share: float
    year: str


def english_registers(
    connection: Connection, groups: Sequence[str]
) -> dict[str, EnglishRegister]:
    """Return each register's share in the newest year, by QOF's code.

    Practices with no figure for a register are left out, with their patients.
    """
    table = QOF_REGISTER.c
    newest = select(func.max(table.year)).scalar_subquery()
    rows = connection.execute(
        select(
            table.group_code,
            func.max(table.year),
            func.sum(table.register),
            func.sum(table.list_size),
        )
        .where(
            table.year == newest,
            table.group_code.in_(list(groups)),
            table.register.is_not(None),
            table.list_size > 0,
            table.register <= table.list_size,
        )
        .group_by(table.group_code)
    )
    return {
        group: EnglishRegister(float(people / patients), year)
        for group, year, people, patients in rows
    }

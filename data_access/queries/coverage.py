"""Which months of each file there are."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from data_access.marts.care.coverage import REGISTERS
from data_access.marts.care.coverage_rule import COMPLETE, NONE, SENT
from data_access.marts.schema import COVERAGE
from data_access.queries.version_cache import cached_per_version


@dataclass(frozen=True, slots=True)
class FileMonth:
    """What there is of one file, practice and month: one of `coverage_rule.STATES`."""

    file: str
    practice: str
    month: date
    state: str


@cached_per_version
def file_months(connection: Connection, pcn: str) -> tuple[FileMonth, ...]:
    """Return every month of a PCN's practices, by file, practice and month.

    A register is a file of its own, such as "cohorts.smi"; other fields are left out.
    """
    table = COVERAGE.c
    rows = connection.execute(
        select(table.file, table.practice_code, table.month, table.state)
        .where(
            table.pcn_code == pcn,
            ~table.file.contains(".") | table.file.startswith(f"{REGISTERS}."),
        )
        .order_by(table.file, table.practice_code, table.month)
    )
    return tuple(
        FileMonth(
            row.file,
            row.practice_code,
            date(row.month.year, row.month.month, 1),
            row.state,
        )
        for row in rows
    )


@cached_per_version
def registers_not_sent(connection: Connection, pcn: str) -> dict[str, frozenset[str]]:
    """Return the registers that any practice of a PCN never sent, and who did not."""
    never: dict[str, set[str]] = {}
    for month in file_months(connection, pcn):
        file, _, register = month.file.partition(".")
        if file == REGISTERS and register and month.state == NONE:
            never.setdefault(register, set()).add(month.practice)
    return {register: frozenset(who) for register, who in sorted(never.items())}


@cached_per_version
def last_sent(connection: Connection, pcn: str) -> dict[str, date]:
    """Return the last month of each file of which any practice of a PCN has sent some.

    It may be only begun.
    """
    table = COVERAGE.c
    rows = connection.execute(
        select(table.file, func.max(table.month).label("last"))
        .where(table.pcn_code == pcn, table.state.in_(SENT))
        .group_by(table.file)
    )
    return {row.file: date(row.last.year, row.last.month, 1) for row in rows}


@cached_per_version
def whole_months(
    connection: Connection, pcn: str, files: tuple[str, ...]
) -> tuple[date, ...]:
    """Return the months for which any practice of a PCN sent all of these files."""
    return tuple(senders_of_whole_months(connection, pcn, files))


@cached_per_version
def senders_of_whole_months(
    connection: Connection, pcn: str, files: tuple[str, ...]
) -> dict[date, frozenset[str]]:
    """Return the months that a PCN's practices sent of all these files, and who did."""
    table = COVERAGE.c
    rows = connection.execute(
        select(table.practice_code, table.month)
        .where(
            table.pcn_code == pcn,
            table.state == COMPLETE,
            table.file.in_(files),
        )
        .group_by(table.practice_code, table.month)
        .having(func.count() == len(files))
    )
    senders: dict[date, set[str]] = {}
    for row in rows:
        month = date(row.month.year, row.month.month, 1)
        senders.setdefault(month, set()).add(row.practice_code)
    return {month: frozenset(senders[month]) for month in sorted(senders)}

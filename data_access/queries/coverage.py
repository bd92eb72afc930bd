"""Which months of each file there are."""

from datetime import date

from sqlalchemy import Connection, func, select

from data_access.marts.care.coverage_rule import SENT
from data_access.marts.schema import COVERAGE
from data_access.queries.version_cache import cached_per_version


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

"""Which practices are marked as going to hospitals whose file is not loaded."""

from sqlalchemy import Connection, select

from data_access.marts.care.quality_schema import ELSEWHERE
from data_access.queries.version_cache import cached_per_version


@cached_per_version
def practices_elsewhere(connection: Connection, pcn: str) -> frozenset[str]:
    """Return the codes of the marked practices of a PCN."""
    rows = connection.execute(
        select(ELSEWHERE.c.practice_code).where(ELSEWHERE.c.pcn_code == pcn)
    )
    return frozenset(row.practice_code for row in rows)

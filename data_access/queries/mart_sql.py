"""The SQL that built a mart of this version."""

from sqlalchemy import Connection, select

from data_access.marts.schema import MART_SQL


def mart_sql(connection: Connection, mart: str) -> str:
    """Return the SQL as it was run; empty if this version has no such mart."""
    query = select(MART_SQL.c.sql).where(MART_SQL.c.mart == mart)
    return str(connection.execute(query).scalar() or "")

"""How recent, how complete and how well coded the loaded data are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from data_access.marts.care.quality_schema import (
    QUALITY_CODE,
    QUALITY_FIELD,
    QUALITY_SPAN,
)
from data_access.marts.published.published_schema import (
    PREFIX,
    PUBLISHED_ASIDE,
    PUBLISHED_JOIN,
)
from data_access.marts.schema import METADATA

EVERYWHERE = "all"  # rows of no one practice


@dataclass(frozen=True, slots=True)
class FieldCount:
    """A practice's rows of a file, and how many have a value in a field."""

    file: str
    practice: str
    field: str
    rows: int
    filled: int


@dataclass(frozen=True, slots=True)
class FileSpan:
    """A practice's rows of a file, and their newest day if they are dated."""

    file: str
    practice: str
    rows: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A value on no list of ours; None for all values of fewer than 8 people."""

    file: str
    field: str
    value: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class SourceJoin:
    """The rows of one published source by outcome."""

    title: str
    read: int
    joined: int
    not_joined: int
    put_aside: int


@dataclass(frozen=True, slots=True)
class FigureAside:
    """A published figure put aside; with no place, ``figures`` others like it."""

    title: str
    file: str
    reason: str
    place: str
    given: str
    figures: int


def field_counts(
    connection: Connection, practices: Iterable[str]
) -> tuple[FieldCount, ...]:
    """Return the counts of these practices, and of rows of no practice."""
    table = QUALITY_FIELD.c
    rows = connection.execute(
        select(QUALITY_FIELD).where(
            table.practice_code.in_((*practices, EVERYWHERE)),
        )
    )
    return tuple(
        FieldCount(row.file, row.practice_code, row.field, row.rows, row.filled)
        for row in rows
    )


def file_spans(
    connection: Connection, practices: Iterable[str]
) -> tuple[FileSpan, ...]:
    """Return the spans of these practices, and of rows of no practice."""
    table = QUALITY_SPAN.c
    rows = connection.execute(
        select(QUALITY_SPAN).where(table.practice_code.in_((*practices, EVERYWHERE)))
    )
    return tuple(
        FileSpan(row.file, row.practice_code, row.rows, row.newest) for row in rows
    )


def unknown_codes(connection: Connection) -> tuple[UnknownCode, ...]:
    """Return stored values that are on none of our lists, the commonest first."""
    table = QUALITY_CODE.c
    rows = connection.execute(
        select(QUALITY_CODE).order_by(table.file, table.field, table.rows.desc())
    )
    return tuple(UnknownCode(row.file, row.field, row.value, row.rows) for row in rows)


def source_joins(connection: Connection) -> tuple[SourceJoin, ...]:
    """Return the rows of each published source by outcome, in order of title."""
    rows = connection.execute(select(PUBLISHED_JOIN).order_by(PUBLISHED_JOIN.c.title))
    return tuple(
        SourceJoin(
            row.title,
            row.rows_read,
            row.rows_joined,
            row.rows_not_joined,
            row.rows_put_aside,
        )
        for row in rows
    )


def figures_aside(connection: Connection) -> tuple[FigureAside, ...]:
    """Return the published figures that were put aside, by source, file and reason."""
    table = PUBLISHED_ASIDE.c
    order = (table.title, table.file, table.reason, table.place == "", table.place)
    rows = connection.execute(select(PUBLISHED_ASIDE).order_by(*order))
    return tuple(
        FigureAside(row.title, row.file, row.reason, row.place, row.given, row.figures)
        for row in rows
    )


def published_tables(connection: Connection) -> tuple[str, ...]:
    """Return the published tables that have any rows, without their prefix."""
    return tuple(
        table.name.removeprefix(PREFIX)
        for table in METADATA.sorted_tables
        if table.name.startswith(PREFIX)
        and connection.execute(select(table).limit(1)).first() is not None
    )

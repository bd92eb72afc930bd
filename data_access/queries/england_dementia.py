"""Recorded dementia: care plans in England, diagnosis rates here and in England."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, literal, select, union_all

from data_access.marts.published.published_schema import (
    DEMENTIA,
    DEMENTIA_SUB_ICB,
    MERGERS,
)
from data_access.queries.england_checks import SubIcb


@dataclass(frozen=True, slots=True)
class Planned:
    """People with recorded dementia at a month's end, and those with a care plan.

    ``practices`` of ``practices_open`` are in the figures, None if not published.
    """

    month: date
    planned: int
    diagnosed: int
    practices: int | None
    practices_open: int | None


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """A published diagnosis rate of people of 65 and over, with its limits."""

    place: str
    month: date
    rate: float
    low: float
    high: float


def england_planned(connection: Connection) -> tuple[Planned, ...]:
    """Return each month with both figures, the oldest first."""
    table = DEMENTIA.c
    rows = connection.execute(
        select(
            table.month,
            table.planned,
            table.diagnosed,
            table.practices,
            table.practices_open,
        )
        .where(table.planned <= table.diagnosed, table.diagnosed > 0)
        .order_by(table.month)
    )
    return tuple(Planned(*row) for row in rows)


def diagnosis_rates(connection: Connection, sub_icb: SubIcb) -> tuple[Diagnosed, ...]:
    """Return the rates of "sub_icb" and "england", each from its oldest month."""
    here, whole = DEMENTIA_SUB_ICB.c, DEMENTIA.c
    before = sub_icb.now if sub_icb.before is None else sub_icb.before
    area = case((here.month < MERGERS, before), else_=sub_icb.now)
    rows = union_all(
        select(
            literal("sub_icb").label("place"),
            here.month,
            here.rate,
            here.low,
            here.high,
        ).where(here.sub_icb_code == area),
        select(literal("england"), whole.month, whole.rate, whole.low, whole.high),
    ).subquery()
    whole_rows = (rows.c.rate, rows.c.low, rows.c.high)
    held = connection.execute(
        select(rows)
        .where(*(figure.is_not(None) for figure in whole_rows))
        .order_by(rows.c.place.desc(), rows.c.month)
    )
    return tuple(Diagnosed(*row) for row in held)

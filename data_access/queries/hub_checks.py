"""Checks recorded here, and those published for the same practices and areas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select, true

from data_access.marts.care.quality_schema import HUB_CHECKS
from data_access.marts.published.published_schema import (
    LD_PAYMENTS,
    ORG_PRACTICE,
    SMI_CHECKS,
)
from data_access.queries.version_cache import cached_per_version


@dataclass(frozen=True, slots=True)
class Recorded:
    """A practice's checks in the year to the end of ``month``, as in the mart.

    Counts that do not apply to a check are None.
    """

    practice: str
    sub_icb: str | None
    month: date
    register: int | None
    done: int
    hub: int
    no_plan: int | None
    no_ethnicity: int | None


def recorded(
    connection: Connection, check: str, practices: Iterable[str]
) -> tuple[Recorded, ...]:
    """Return the rows of one check, the newest period first."""
    table = HUB_CHECKS.c
    rows = connection.execute(
        select(HUB_CHECKS)
        .where(table.check == check, table.practice_code.in_(tuple(practices)))
        .order_by(table.month.desc(), table.practice_code)
    )
    return tuple(
        Recorded(
            row.practice_code,
            row.sub_icb_code,
            row.month,
            row.register,
            row.done,
            row.hub,
            row.no_plan,
            row.no_ethnicity,
        )
        for row in rows
    )


@cached_per_version
def checks_paid(connection: Connection) -> dict[tuple[str, str], int]:
    """Return LD checks by practice and year, if the payment is a whole number."""
    table = LD_PAYMENTS.c
    rows = connection.execute(
        select(table.practice_code, table.year, table.ld_health_checks_est).where(
            table.ld_health_checks_est.is_not(None)
        )
    )
    return {(row.practice_code, row.year): row.ld_health_checks_est for row in rows}


@cached_per_version
def smi_published(connection: Connection) -> dict[tuple[str, date], tuple[int, int]]:
    """Return (all six, register) by sub-ICB and quarter end, if both are published."""
    table = SMI_CHECKS.c
    rows = connection.execute(
        select(table.sub_icb_code, table.quarter_end, table.measure, table.value).where(
            table.measure.in_(("register", "all_six")), table.value.is_not(None)
        )
    )
    values_by_place: dict[tuple[str, date], dict[str, int]] = {}
    for row in rows:
        place = (row.sub_icb_code, row.quarter_end)
        values_by_place.setdefault(place, {})[row.measure] = row.value
    return {
        place: (values["all_six"], values["register"])
        for place, values in values_by_place.items()
        if len(values) == 2 and values["all_six"] <= values["register"]
    }


def areas_of(
    connection: Connection, practices: Iterable[str], *, before: date | None = None
) -> dict[str, str]:
    """Return the sub-ICB of each practice on the newest map that has it.

    With ``before`` the maps of that day and later do not count.
    """
    table = ORG_PRACTICE.c
    newest = (
        select(table.practice_code, func.max(table.as_at).label("as_at"))
        .where(
            table.practice_code.in_(tuple(practices)),
            true() if before is None else table.as_at < before,
        )
        .group_by(table.practice_code)
        .subquery()
    )
    rows = connection.execute(
        select(table.practice_code, table.sub_icb_code).join(
            newest,
            (table.practice_code == newest.c.practice_code)
            & (table.as_at == newest.c.as_at),
        )
    )
    return {row.practice_code: row.sub_icb_code for row in rows if row.sub_icb_code}

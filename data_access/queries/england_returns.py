"""Which PCNs made a workforce return, and when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from data_access.marts.published.published_schema import PCN, WORKFORCE_RETURN


@dataclass(frozen=True, slots=True)
class Returns:
    """The returns of one PCN: how many, and the date of the last (None without one)."""

    code: str
    name: str
    patients: int | None
    returns: int
    last: date | None


def returns_of_icb(connection: Connection, icb: str) -> tuple[Returns, ...]:
    """Return the PCNs of an ICB on the newest map, by name."""
    returns, pcns = WORKFORCE_RETURN.c, PCN.c
    rows = connection.execute(
        select(
            pcns.pcn_code,
            pcns.pcn_name,
            pcns.patients,
            func.count(returns.as_at),
            func.max(returns.as_at),
        )
        .join(WORKFORCE_RETURN, returns.pcn_code == pcns.pcn_code, isouter=True)
        .where(pcns.icb_code == icb)
        .group_by(pcns.pcn_code, pcns.pcn_name, pcns.patients)
        .order_by(pcns.pcn_name, pcns.pcn_code)
    )
    return tuple(Returns(*row) for row in rows)


def returns_by_date(
    connection: Connection, icb: str
) -> tuple[tuple[date, int, int], ...]:
    """Return each date, and how many PCNs of the newest map made a return at it.

    The first count is of the ICB, the second of England.
    """
    returns, pcns = WORKFORCE_RETURN.c, PCN.c
    rows = connection.execute(
        select(
            returns.as_at,
            func.count().filter(pcns.icb_code == icb),
            func.count(),
        )
        .join(PCN, pcns.pcn_code == returns.pcn_code)
        .group_by(returns.as_at)
        .order_by(returns.as_at)
    )
    return tuple((day, here, everywhere) for day, here, everywhere in rows)


def made_return(connection: Connection, pcn: str, day: date) -> bool:
    """Return whether a PCN made a return at a date, whatever figures it has."""
    returns = WORKFORCE_RETURN.c
    query = select(func.count()).where(returns.pcn_code == pcn, returns.as_at == day)
    return bool(connection.execute(query).scalar_one())


def pcns_on_map(connection: Connection) -> int:
    """Return how many PCNs the newest map of England has."""
    return int(connection.execute(select(func.count()).select_from(PCN)).scalar_one())

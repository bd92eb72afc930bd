"""Care coordinators of a PCN, its ICB and England at each published date."""

import pandas as pd
from sqlalchemy import Connection, Subquery, case, func, select

from data_access.marts.published import LIST_SIZE, WORKFORCE
from data_access.queries.england_places import EnglishPcn


def england_workforce(
    connection: Connection, pcn: EnglishPcn, icb_pcns: list[str], role: str
) -> pd.DataFrame:
    """Return as_at, place ("pcn", "icb", "england"), fte, headcount, patients, pcns.

    Only PCNs that made a return at a date are in it, with the patients registered with
    those PCNs on the newest list: a PCN without a return is missing, not zero. A
    headcount is NaN where any of its PCNs gave none.
    """
    lists = _patients()
    work = WORKFORCE.c
    # Labelled first and grouped after: DuckDB wants grouped expressions bound alike.
    marked = (
        select(
            work.as_at,
            (work.pcn_code == pcn.code).label("is_pcn"),
            work.pcn_code.in_(icb_pcns).label("in_icb"),
            work.fte,
            work.headcount,
            lists.c.patients,
        )
        .join(lists, lists.c.org_code == work.pcn_code)
        .where(work.role == role)
        .subquery()
        .c
    )
    keys = (marked.as_at, marked.is_pcn, marked.in_icb)
    wanted = select(
        *keys,
        func.sum(marked.fte).label("fte"),
        # The bulletins give no headcount: part of one would pass for the whole.
        case(
            (func.count(marked.headcount) == func.count(), func.sum(marked.headcount))
        ).label("headcount"),
        func.sum(marked.patients).label("patients"),
        func.count().label("pcns"),
    ).group_by(*keys)
    frame = pd.DataFrame(connection.execute(wanted).all())
    values = ["fte", "headcount", "patients", "pcns"]
    if frame.empty:
        return pd.DataFrame(columns=["as_at", "place", *values])
    parts = {
        "pcn": frame[frame["is_pcn"]],
        "icb": frame[frame["in_icb"]],
        "england": frame,
    }
    return pd.concat(
        _sums(part, values).assign(place=name) for name, part in parts.items()
    ).reset_index(drop=True)


def _sums(part: pd.DataFrame, values: list[str]) -> pd.DataFrame:
    return part.groupby("as_at", as_index=False)[values].agg(_whole)


def _whole(column: pd.Series) -> float:
    """Add a column up; a sum that lacks a part is missing, where pandas skips it."""
    return float(column.sum(skipna=False))


def _patients() -> Subquery:
    lists = LIST_SIZE.c
    newest = select(func.max(lists.as_at)).scalar_subquery()
    return (
        select(lists.org_code, lists.patients)
        .where(
            lists.org_type == "pcn",
            lists.as_at == newest,
            lists.sex == "all",
            lists.age_band_5 == "all",
            lists.patients > 0,
        )
        .subquery()
    )

"""What oracles of the month share: each indicator counted person by person."""

import math
from collections import Counter
from collections.abc import Callable
from datetime import date

import pandas as pd
from care_lake import end_of, is_day, open_on
from checks_by_hand import Town, near5

from data_access.catalogue.indicators import BY_ID

Counted = tuple[float, float, float]
Only = Callable[[pd.Series], bool]


def during(episode: dict, month: date) -> bool:
    closed = episode["closed_on"]
    return episode["opened_on"] <= end_of(month) and (
        not is_day(closed) or closed >= month
    )


def seen_in(town: Town, month: date) -> Counter:
    """Count the attended contacts of each person in a month."""
    owner = dict(town.tables["caseload"][["episode_id", "person_id"]].to_numpy())
    return Counter(
        owner[c["episode_id"]]
        for c in town.tables["contacts"].to_dict("records")
        if month <= c["contact_on"] <= end_of(month)
        and c["attended"] == "attended"
        and c["mode"] != "admin"
    )


def count(
    town: Town, id_: str, month: date, practice: str, only: Only | None = None
) -> Counted:
    rows = [r for r in town.here(practice, month) if only is None or only(r)]
    cases = [town.cases.get(row["person_id"], []) for row in rows]
    end = end_of(month)
    if id_ == "contacts":
        seen = seen_in(town, month)
        each = [seen[row["person_id"]] for row in rows]
        on = sum(any(during(e, month) for e in mine) for mine in cases)
        return sum(each), on, sum(n * n for n in each)
    met: dict[str, Callable[[dict], bool]] = {
        "caseload_open": lambda e: open_on(e, end),
        "caseload_new": lambda e: month <= e["opened_on"] <= end,
        "caseload_closed": lambda e: (
            is_day(e["closed_on"]) and month <= e["closed_on"] <= end
        ),
    }
    if id_ in met:
        n = sum(any(met[id_](e) for e in mine) for mine in cases)
        return n, math.nan, n
    if id_ == "caseload_per_wte":
        assert practice == "all"
        staff = town.tables["coordinators"].to_dict("records")
        wte = sum(
            c["wte"]
            for c in staff
            if c["pcn_code"] == town.pcn
            and c["started_on"] <= end
            and (not is_day(c["left_on"]) or c["left_on"] > end)
        )
        return count(town, "caseload_open", month, "all")[0], wte, math.nan
    n, d = town.counts(id_, month, practice, only)
    return n, d, n


COUNTED = (
    "caseload_open",
    "caseload_new",
    "caseload_closed",
    "caseload_per_wte",
    "contacts",
    "smi_check",
    "ld_check",
    "dementia_review",
)
SCALE = {"percent": 100, "per_100": 100, "ratio": 1, "count": 1}


def value_of(id_: str, counted: Counted, *, exact: bool) -> float | None:
    n, d, _ = counted
    unit = BY_ID[id_].unit
    if not exact:
        n, d = near5(n), near5(d) if unit == "percent" else d
    if unit == "count":
        return n
    return SCALE[unit] * n / d if d else None


def small(id_: str, counted: Counted) -> bool:
    n, d, _ = counted
    percent = BY_ID[id_].unit == "percent"
    return 1 <= n <= 7 or (percent and 1 <= d <= 7)

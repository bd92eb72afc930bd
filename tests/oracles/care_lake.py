"""The small lake with what checks and the caseload add to it, and plain counting."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pandas as pd
import small_lake

MODES = ["home_visit", "telephone", "face_to_face", "admin"]
PLACES = ["practice", "hub", "home", None]
WEIGHTS = {1: 1.0, 2: 1.5, 3: 2.0}


def make_tables(seed: int = 3, people: int = 150) -> dict[str, pd.DataFrame]:
    """Return lake tables with coordinators, complexities, modes and places."""
    tables = small_lake.make_tables(seed=seed, people=people)
    rng = np.random.default_rng(seed + 100)
    episodes, contacts = tables["caseload"], tables["contacts"]
    count = len(episodes)
    episodes["coordinator_id"] = rng.choice(["C1", "C2", "C3", "gone"], count)
    episodes["complexity"] = pd.array(
        [None if level == 0 else int(level) for level in rng.integers(0, 4, count)],
        dtype="Int32",
    )
    contacts["mode"] = rng.choice(MODES, len(contacts))
    checks = pd.concat([tables["health_checks"], _whole_checks(tables, rng)])
    checks = tables["health_checks"] = checks.reset_index(drop=True)
    checks["place"] = rng.choice(np.array(PLACES, dtype=object), len(checks))
    tables["coordinators"] = pd.DataFrame(
        {
            "coordinator_id": ["C3", "C1", "C2"],
            "pcn_code": ["N1", "N1", "N2"],
            "wte": [0.6, 1.0, 0.8],
            "started_on": [date(2024, 1, 1), date(2024, 3, 1), date(2024, 1, 1)],
            "left_on": [date(2026, 1, 31), None, None],
            "base_practice_code": None,
            "annual_cost_gbp": None,
        }
    )
    return tables


def _whole_checks(
    tables: dict[str, pd.DataFrame], rng: np.random.Generator
) -> pd.DataFrame:
    """Give people with SMI all six parts in every year; random ones never add up."""
    cohorts = tables["cohorts"]
    members = sorted(set(cohorts.loc[cohorts["cohort"] == "smi", "person_id"]))
    rows = [
        {
            "person_id": person,
            "check": "smi",
            "element": element,
            "done_on": date(year, 4, 1) + timedelta(int(rng.integers(0, 400))),
            "declined": False,
        }
        for person in members
        for year in (2023, 2024, 2025)
        for element in small_lake.SMI
    ]
    held = pd.DataFrame(rows)
    inside = (held["done_on"] >= small_lake.FIRST) & (
        held["done_on"] <= small_lake.LAST
    )
    return held[inside]


def months() -> list[date]:
    """List the months of the small lake."""
    return [date(y, m, 1) for y in (2024, 2025) for m in range(1, 13)] + [
        date(2026, m, 1) for m in range(1, 7)
    ]


def end_of(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def year_before(end: date) -> date:
    """Return the first day of the twelve months that end on ``end``."""
    first = end + timedelta(days=1)
    return first.replace(year=first.year - 1)


def is_day(value: object) -> bool:
    """Say whether a cell holds a date."""
    return not pd.isna(value)


def leaves(row: pd.Series) -> date:
    """Return the day on which somebody left or died, far away if never."""
    ends = [row[c] for c in ("registered_to", "deceased_on") if is_day(row[c])]
    return min(ends, default=date.max)


def registered_in(row: pd.Series, month: date) -> bool:
    """Say whether somebody was registered on any day of a month."""
    return row["registered_from"] <= end_of(month) and leaves(row) >= month


def in_cohort(cohorts: list[dict], cohort: str, end: date) -> bool:
    """Say whether somebody was in a cohort on a day."""
    return any(
        c["cohort"] == cohort
        and c["from_date"] <= end
        and (not is_day(c["to_date"]) or c["to_date"] > end)
        for c in cohorts
    )


def open_on(episode: dict, end: date) -> bool:
    """Say whether an episode was open at the end of a day."""
    closed = episode["closed_on"]
    return episode["opened_on"] <= end and (not is_day(closed) or closed > end)


def rows_of(table: pd.DataFrame) -> dict[str, list[dict]]:
    """Group a table's rows by person."""
    return {
        str(person): rows.to_dict("records")
        for person, rows in table.groupby("person_id")
    }

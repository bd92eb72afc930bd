"""What oracles of equity share: the demo's people, walked through one by one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import people_by_hand
from people_by_hand import FAR, Person, known, next_month
from scipy import stats

from data_access.door import Asking
from data_access.queries.places import practices
from data_access.selection import Selection
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

Z = stats.norm.ppf(0.975)
LAST = date(2026, 10, 1)


def days(person: Person, first: date, end: date) -> int:
    """Count the days of [first, end) on which somebody was registered and alive."""
    gone = min(person.last + timedelta(days=1), end)
    return max((gone - max(person.came, first)).days, 0)


@dataclass
class ByHand:
    """The demo's people, and what their files say."""

    tables: dict[str, pd.DataFrame]
    people: list[Person]

    def here(self, month: date) -> list[Person]:
        return [p for p in self.people if days(p, month, next_month(month)) > 0]

    def open_at_end(self, month: date) -> set[str]:
        end = next_month(month) - timedelta(days=1)
        return {
            row["person_id"]
            for row in self.tables["caseload"].to_dict("records")
            if row["opened_on"] <= end and (known(row["closed_on"]) or FAR) > end
        }

    def on(self, cohort: str, month: date) -> list[Person]:
        end = next_month(month) - timedelta(days=1)
        return [
            p
            for p in self.here(month)
            if any(c == cohort and a <= end < b for c, a, b in p.cohorts)
        ]


def ask(home: Path, viewer: Viewer | None = None, **selected: Any) -> Asking:
    return Asking(Evidence(home), Selection(**selected), viewer or Viewer())


def wilson(events: float, n: float, z: float = Z) -> tuple[float, float]:
    p = events / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - reach, middle + reach


def demo_by_hand(demo_home: Path) -> ByHand:
    """Read the demo's files, and walk through its people."""
    held = lake.current_version(demo_home)
    assert held is not None
    tables = {
        name: pd.read_parquet(held.path / f"{name}.parquet")
        for name in ("practices", "patients", "admissions", "caseload", "cohorts")
    }
    for table in tables.values():
        for column in table:
            if column.endswith(("_on", "_from", "_to", "_date")):
                dates = table[column].astype(object)
                table[column] = [
                    None if pd.isna(d) else pd.Timestamp(d).date() for d in dates
                ]
    months = [date(2023 + m // 12, m % 12 + 1, 1) for m in range(10, 46)]
    return ByHand(tables, people_by_hand.people(tables, months))


def lead_of(demo_home: Path) -> Viewer:
    """Give the clinical lead of every practice."""
    with Evidence(demo_home).connect() as connection:
        codes = tuple(one.code for one in practices(connection))
    return Viewer(Role.CLINICAL_LEAD, codes)

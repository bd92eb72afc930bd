"""What oracles of checks and months share: towns walked through person by person."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pandas as pd
import small_lake
from care_lake import (
    end_of,
    in_cohort,
    is_day,
    leaves,
    open_on,
    registered_in,
    rows_of,
    year_before,
)
from equity_by_hand import wilson

from data_access.answers.core import Compared, Mark
from data_access.door import Asking
from data_access.selection import Selection
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

FEWEST = 20  # people on a register, below which it is not compared
SMI = [("smi", element) for element in small_lake.SMI]
PLAN = [("learning_disability", part) for part in ("check", "action_plan")]
# The register of each check, and what must be recorded; None: whatever is.
NEEDED: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "smi_check": ("smi", SMI),
    "ld_check": ("learning_disability", PLAN),
    "dementia_review": ("dementia", [("dementia_review", None)]),
    "diabetes_processes": ("diabetes", [("diabetes_care_processes", None)]),
    "diabetes_foot": ("diabetes", [("diabetes_foot", None)]),
    "cancer_review": ("cancer", [("cancer_review", None)]),
    "nhs_health_check": ("", [("nhs_health_check", None)]),
    **{f"smi_{part}": ("smi", [("smi", part)]) for part in small_lake.SMI},
    "ld_health_check": ("learning_disability", PLAN[:1]),
    "ld_action_plan": ("learning_disability", PLAN[1:]),
    "ld_ethnicity": ("learning_disability", []),
}
CHECKS = list(NEEDED)[:7]
Only = Callable[[pd.Series], bool]


@dataclass
class Town:
    """One PCN's people, what is recorded of them, and the evidence of it."""

    evidence: Evidence
    tables: dict[str, pd.DataFrame]
    month: date
    pcn: str

    @cached_property
    def practices(self) -> list[str]:
        held = self.tables["practices"]
        mine = held[held["pcn_code"] == self.pcn].sort_values("practice_name")
        return list(mine["practice_code"])

    @cached_property
    def people(self) -> list[pd.Series]:
        held = self.tables["patients"]
        return [
            r for _, r in held[held["practice_code"].isin(self.practices)].iterrows()
        ]

    @cached_property
    def checks(self) -> dict[str, list[dict]]:
        return rows_of(self.tables["health_checks"])

    @cached_property
    def cohorts(self) -> dict[str, list[dict]]:
        return rows_of(self.tables["cohorts"])

    @cached_property
    def cases(self) -> dict[str, list[dict]]:
        return rows_of(self.tables["caseload"])

    def ask(self, viewer: Viewer, month: date | None = None, **where: str) -> Asking:
        selection = Selection(month=month or self.month, pcn=self.pcn, **where)
        return Asking(self.evidence, selection, viewer)

    @property
    def manager(self) -> Viewer:
        return Viewer(Role.PCN_MANAGER, tuple(self.practices))

    def here(self, practice: str, month: date) -> list[pd.Series]:
        return [
            row
            for row in self.people
            if practice in ("all", row["practice_code"]) and registered_in(row, month)
        ]

    def on_register(self, check: str, row: pd.Series, end: date) -> bool:
        if row["registered_from"] > end or leaves(row) <= end:
            return False
        mine = self.cohorts.get(row["person_id"], [])
        age = end.year - row["birth_year"]
        if check == "nhs_health_check":
            out = ("diabetes", "long_term_conditions", "palliative")
            return 40 <= age <= 74 and not any(in_cohort(mine, c, end) for c in out)
        if check == "cancer_review":
            first = year_before(year_before(end) - timedelta(days=1))
            began = [c["from_date"] for c in mine if c["cohort"] == "cancer"]
            return any(first <= day <= end for day in began)
        cohort, _ = NEEDED[check]
        young = cohort == "learning_disability" and age < 14
        return in_cohort(mine, cohort, end) and not young

    def completed(
        self, check: str, row: pd.Series, first: date, end: date
    ) -> date | None:
        """Return the day on which the last part was first recorded; None: never."""
        firsts = [date.min]
        for name, element in NEEDED[check][1]:
            days = [
                c["done_on"]
                for c in self.checks.get(row["person_id"], [])
                if c["check"] == name
                and element in (None, c["element"])
                and not c["declined"]
                and first <= c["done_on"] <= end
            ]
            if not days:
                return None
            firsts.append(min(days))
        known = is_day(row["ethnicity"]) and row["ethnicity"] != "unknown"
        return (
            max(firsts) if known or check not in ("ld_check", "ld_ethnicity") else None
        )

    def counts(
        self, check: str, month: date, practice: str = "all", only: Only | None = None
    ) -> tuple[int, int]:
        """Return how many have theirs of the year to the month, and the register."""
        end = end_of(month)
        register = [
            row
            for row in self.here(practice, month)
            if self.on_register(check, row, end) and (only is None or only(row))
        ]
        first = year_before(end)
        done = [r for r in register if self.completed(check, r, first, end) is not None]
        return len(done), len(register)

    def year(self, check: str, month: date, practice: str) -> tuple[int, int, int]:
        """Return who is complete since April, the register, and who this month."""
        april = date(month.year - (month.month < 4), 4, 1)
        end = end_of(month)
        on = [r for r in self.here(practice, month) if self.on_register(check, r, end)]
        days = [self.completed(check, row, april, end) for row in on]
        done = [day for day in days if day is not None]
        return len(done), len(on), sum(day >= month for day in done)

    def open_at_end(self, month: date, practice: str = "all") -> list[list[dict]]:
        """Return the open episodes of everybody with any on the last day."""
        end = end_of(month)
        mine = [
            [e for e in self.cases.get(row["person_id"], []) if open_on(e, end)]
            for row in self.here(practice, month)
        ]
        return [episodes for episodes in mine if episodes]


def demo_town(home: Path) -> Town:
    """Read the demo's files."""
    held = lake.current_version(home)
    assert held is not None
    tables = {}
    for name in ("practices", "patients", "cohorts", "health_checks", "caseload"):
        table = pd.read_parquet(held.path / f"{name}.parquet")
        for column in table:
            if column.endswith(("_on", "_from", "_to", "_date")):
                dates = table[column].astype(object)
                table[column] = pd.Series(
                    [None if pd.isna(d) else pd.Timestamp(d).date() for d in dates],
                    dtype=object,
                )
        tables[name] = table
    pcn = tables["practices"]["pcn_code"].iloc[0]
    return Town(Evidence(home), tables, date(2026, 10, 1), pcn)


def near5(count: float) -> float:
    """Round a count to the nearest 5, as a board sees it."""
    return 5 * math.floor(count / 5 + 0.5)


def agrees(item: Compared, n: float, d: float, *, exact: bool) -> Mark | None:
    """Assert that a share is what counting gave, as its reader may see it."""
    if not d or d < FEWEST:
        assert (item.value, item.lower, item.upper) == (None, None, None), item
        assert item.mark is (Mark.TOO_FEW if d else item.mark), item
        return item.mark
    if exact:
        assert item.mark is None, item
    if item.mark is not None:
        assert item.mark is Mark.SUPPRESSED, item
        assert item.value is item.lower is item.upper is item.denominator is None
        return item.mark
    low, high = (100 * limit for limit in wilson(n, d))
    value, whole = 100 * n / d, d
    if not exact:
        assert not 1 <= n <= 7, "a small number is shown"
        value, whole = 100 * near5(n) / near5(d), near5(d)
        low, high = min(round(low), value), max(round(high), value)
    close = [item.value - value, item.lower - low, item.upper - high]
    assert max(map(abs, close)) < 1e-7, (item, value, low, high)
    assert item.denominator == whole
    return None


def direction(now: tuple[float, float], before: tuple[float, float]) -> int:
    """Say by Newcombe's tenth method which way a share went; 0: cannot tell."""
    (a, low_a, high_a), (b, low_b, high_b) = (
        (n / d, *wilson(n, d)) for n, d in (now, before)
    )
    if a - b - math.hypot(a - low_a, high_b - b) > 0:
        return 1
    return -1 if a - b + math.hypot(high_a - a, b - low_b) < 0 else 0

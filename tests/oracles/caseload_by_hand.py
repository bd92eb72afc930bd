"""What oracles of the caseload share: its people counted, and its times followed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from care_lake import WEIGHTS, end_of, in_cohort, is_day, leaves, open_on, rows_of
from scipy import stats

from data_access.answers.core import Mark
from data_access.door import Asking
from data_access.selection import Selection
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

Z = float(stats.norm.ppf(0.975))
OUTSIDE = (Viewer(Role.BOARD), Viewer(Role.COMMISSIONER))
Case = dict
Times = list[tuple[float, bool]]


@dataclass
class Caseload:
    """A PCN's people with a case, the evidence of them, and the months to ask about."""

    evidence: Evidence
    tables: dict[str, pd.DataFrame]
    pcn: str
    months: tuple[date, ...]

    def __post_init__(self) -> None:
        held = self.tables["practices"]
        mine = held[held["pcn_code"] == self.pcn]
        self.practices = tuple(sorted(mine["practice_code"]))
        self.manager = Viewer(Role.PCN_MANAGER, self.practices)
        self.viewers = (self.manager, *OUTSIDE)
        self.cases = rows_of(self.tables["caseload"])
        self.cohorts = rows_of(self.tables["cohorts"])
        self.people = {
            str(row["person_id"]): row
            for row in self.tables["patients"].to_dict("records")
            if row["practice_code"] in self.practices
        }

    def asking(self, viewer: Viewer, month: date, **where: str) -> Asking:
        return Asking(self.evidence, Selection(month, self.pcn, **where), viewer)

    def on(self, person: str, month: date, where: dict[str, str]) -> bool:
        """Say whether somebody was of a place and cohort in a month."""
        row, end = self.people.get(person), end_of(month)
        if row is None or row["practice_code"] != where.get(
            "practice", row["practice_code"]
        ):
            return False
        registered = row["registered_from"] <= end and leaves(row) >= month
        cohort = where.get("cohort", "all")
        mine = self.cohorts.get(person, [])
        return registered and (cohort == "all" or in_cohort(mine, cohort, end))

    def of_month(self, month: date, **where: str) -> Iterator[tuple[str, list[Case]]]:
        """Give everybody of a place and cohort who ever had a case, with them all."""
        for person, cases in self.cases.items():
            if self.on(person, month, where):
                yield person, cases

    def open_in(self, month: date, **where: str) -> dict[str, list[Case]]:
        """Give the cases open at the end of a month, by person."""
        end = end_of(month)
        found = {
            person: [case for case in cases if open_on(case, end)]
            for person, cases in self.of_month(month, **where)
        }
        return {person: cases for person, cases in found.items() if cases}

    def moved(self, column: str, month: date, **where: str) -> int:
        """Count people with a case that began, or ended, within a month."""
        return sum(
            any(is_day(c[column]) and c[column].replace(day=1) == month for c in cases)
            for _, cases in self.of_month(month, **where)
        )

    def weighted(self, month: date) -> float:
        """Add up people on the caseload, each by their most complex open case."""
        return sum(
            max(WEIGHTS.get(case["complexity"], 1.5) for case in cases)
            for cases in self.open_in(month).values()
        )

    def in_post(self, month: date) -> dict[str, float]:
        """Give the WTE of each coordinator at the end of a month, by number."""
        end = end_of(month)
        return {
            str(number): row["wte"]
            for number, row in enumerate(self._coordinators(), start=1)
            if row["started_on"] <= end
            and not (is_day(row["left_on"]) and row["left_on"] <= end)
        }

    def numbers(self) -> dict[str, str]:
        """Give the number of each coordinator of the PCN, by order of starting."""
        return {
            row["coordinator_id"]: str(number)
            for number, row in enumerate(self._coordinators(), start=1)
        }

    def _coordinators(self) -> list[dict]:
        held = self.tables["coordinators"].to_dict("records")
        mine = [row for row in held if row["pcn_code"] == self.pcn]
        return sorted(mine, key=lambda row: (row["started_on"], row["coordinator_id"]))

    def contacts_of(self, month: date, **where: str) -> dict[str, int]:
        """Count contacts that took place in a month, by mode."""
        people = {
            case["episode_id"]: person
            for person, cases in self.of_month(month, **where)
            for case in cases
        }
        found: dict[str, int] = defaultdict(int)
        for row in self._seen():
            if (
                row["episode_id"] in people
                and row["contact_on"].replace(day=1) == month
            ):
                found[row["mode"]] += 1
        return found

    def _seen(self) -> list[dict]:
        return [
            row
            for row in self.tables["contacts"].to_dict("records")
            if row["attended"] == "attended" and row["mode"] != "admin"
        ]

    def times(self, event: str, years: int, month: date, **where: str) -> Times:
        """Follow cases opened in the years to a month to an event, or to their end."""
        end = end_of(month)
        first: dict[str, date] = {}
        for row in self._seen():
            id_, day = row["episode_id"], row["contact_on"]
            first[id_] = min(first.get(id_, day), day)
        found: Times = []
        for person, cases in self.cases.items():
            for case in cases:
                opened, closed = case["opened_on"], case["closed_on"]
                since = end_of(month.replace(year=month.year - years))
                if not since < opened <= end:
                    continue
                if not self.on(person, opened.replace(day=1), where):
                    continue
                stop = min(end, leaves(self.people[person]))
                happens = closed
                if event != "closed_on":
                    happens = first.get(case["episode_id"])
                    stop = min(stop, closed) if is_day(closed) else stop
                came = is_day(happens) and happens <= stop
                days = ((happens if came else stop) - opened).days
                found.append((float(max(days, 0)), came))
        return found


def demo(home: Path) -> Caseload:
    """Read the demo's files."""
    held = lake.current_version(home)
    assert held is not None
    names = ("practices", "patients", "caseload", "contacts", "cohorts", "coordinators")
    tables = {n: pq.read_table(held.path / f"{n}.parquet").to_pandas() for n in names}
    (pcn,) = set(tables["practices"]["pcn_code"])
    return Caseload(Evidence(home), tables, pcn, (date(2025, 6, 1), date(2026, 10, 1)))


@dataclass
class Step:
    """The share to whom it had happened by a day, with 95% limits."""

    day: float
    share: float
    lower: float
    upper: float


def product_limit(times: Times) -> list[Step]:
    """Multiply out the Kaplan-Meier estimate, with Greenwood's log(-log) limits.

    Where it reaches one they do not exist, and Wilson's of whose outcome is known do.
    """
    still, spread, steps = 1.0, 0.0, []
    for day in sorted({days for days, came in times if came}):
        followed = sum(days >= day for days, _ in times)
        ended = sum(days == day and came for days, came in times)
        still *= 1 - ended / followed
        if ended == followed:
            known = sum(came or days >= day for days, came in times)
            lower = max(known / (known + Z * Z), *(step.lower for step in steps))
            steps.append(Step(day, 1.0, lower, 1.0))
            break
        spread += ended / (followed * (followed - ended))
        reach = math.exp(Z * math.sqrt(spread) / -math.log(still))
        steps.append(Step(day, 1 - still, 1 - still ** (1 / reach), 1 - still**reach))
    return steps


def crossed(steps: list[Step], curve: str, share: float) -> float | None:
    """Give the first day on which a curve reaches a share."""
    days = (step.day for step in steps if getattr(step, curve) >= share - 1e-9)
    return next(days, None)


def by_day(steps: list[Step], day: float) -> Step:
    """Give the last step on or before a day; nothing has happened before the first."""
    return [Step(0, 0.0, 0.0, 0.0), *(step for step in steps if step.day <= day)][-1]


def rounded(count: float) -> float:
    """Give the multiple of 5 nearest to a count."""
    return 5.0 * math.floor((count + 2) / 5)


def right(cell: object, count: float, *, exact: bool, per: float = 1.0) -> bool:
    """Say whether a count, or a ratio of it, is shown as this reader may see it.

    What is not small may be withheld for the sake of what is, but is never wrong.
    """
    if not exact and isinstance(cell, Mark):
        return cell is Mark.SUPPRESSED
    if not isinstance(cell, int | float):
        return False
    may = exact or not 1 <= count < 8
    return may and math.isclose(cell, (count if exact else rounded(count)) / per)

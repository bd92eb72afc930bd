"""Plans, meetings, readmissions and scores of the caseload, person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
from care_lake import end_of, is_day, months, open_on, registered_in, rows_of

Tables = dict[str, pd.DataFrame]
Pair = tuple[float | None, float | None]  # first and second score
MONTH = date(2026, 6, 1)
PCN = {"P1": "N1", "P2": "N1", "P3": "N2"}
CUTS = {
    "pam": (47.1, 55.2, 72.5),
    "ons4_satisfaction": (5, 7, 9),
    "ons4_worthwhile": (5, 7, 9),
    "ons4_happiness": (5, 7, 9),
    "ons4_anxiety": (2, 4, 6),
}


def in_year(day: object, month: date) -> bool:
    """Say whether a day lies in the twelve months to the end of a month."""
    if not is_day(day):
        return False
    return (day.year, day.month) > (month.year - 1, month.month) and day <= end_of(
        month
    )


def cohorts_of(rows: list[dict], end: date) -> set[str]:
    return {
        row["cohort"]
        for row in rows
        if row["from_date"] <= end
        and (not is_day(row["to_date"]) or row["to_date"] > end)
    } | {"all"}


class Person:
    """One patient, with everything that is counted of them."""

    def __init__(self, row: pd.Series, held: dict, contacts: list[dict]) -> None:
        self.row, self.held, self.contacts = row, held, contacts
        self.practice = row["practice_code"]
        plans = held["care_plans"]
        self.agreed = [p for p in plans if p["declined"] is not True]
        self.refused = [p["agreed_on"] for p in plans if p["declined"] is True]

    def planned(self, month: date) -> bool:
        return any(
            in_year(plan[day], month)
            for plan in self.agreed
            for day in ("agreed_on", "reviewed_on")
        )

    def is_open(self, month: date) -> bool:
        return any(open_on(one, end_of(month)) for one in self.held["caseload"])

    def stays(self) -> list[tuple[date, date | None]]:
        """Chain emergency admissions and transfers that touch; give emergency ones."""
        rows = [
            row
            for row in self.held["admissions"]
            if row["method"] in ("21", "2A", "2B")
        ]
        rows.sort(key=lambda row: row["admitted_on"])
        chains: list[list[dict]] = []
        reached = date.min
        for row in rows:
            ends = row["discharged_on"]
            ends = ends if is_day(ends) else row["admitted_on"]
            if chains and row["admitted_on"] <= reached:
                chains[-1].append(row)
            else:
                chains.append([row])
            reached = max(reached, ends)
        found = []
        for chain in chains:
            begun = [r["admitted_on"] for r in chain if r["method"] != "2B"]
            ends = [r["discharged_on"] for r in chain]
            if begun:
                known = all(is_day(end) for end in ends)
                found.append((min(begun), max(ends) if known else None))
        return sorted(found, key=lambda stay: stay[0])


def plan_reviewed(person: Person, month: date, _: date) -> tuple[int, int]:
    held = person.is_open(month) and person.planned(month)
    recent = any(in_year(plan["reviewed_on"], month) for plan in person.agreed)
    return int(held and recent), int(held)


def plan_declined(person: Person, month: date, _: date) -> tuple[int, int]:
    refused = any(in_year(day, month) for day in person.refused)
    counted = person.is_open(month)
    return int(counted and refused and not person.planned(month)), int(counted)


def mdt_discussed(person: Person, month: date, _: date) -> tuple[int, int]:
    met = any(
        c["mode"] == "mdt" and in_year(c["contact_on"], month) for c in person.contacts
    )
    return int(met and person.is_open(month)), int(person.is_open(month))


def budget_active(person: Person, month: date, _: date) -> tuple[int, int]:
    about = [c for c in person.contacts if c["activity"] == "personal_health_budget"]
    return int(any(in_year(c["contact_on"], month) for c in about)), 1


def plan_at_close(person: Person, month: date, _: date) -> tuple[int, int]:
    closed = any(
        is_day(one["closed_on"]) and month <= one["closed_on"] <= end_of(month)
        for one in person.held["caseload"]
    )
    return int(closed and person.planned(month)), int(closed)


def budget_referred(person: Person, month: date, _: date) -> tuple[int, int]:
    made = any(
        row["direction"] == "out"
        and row["destination"] == "personal_health_budget"
        and in_year(row["received_on"], month)
        for row in person.held["referrals"]
    )
    return int(made), 1


def readmission(person: Person, month: date, as_at: date) -> tuple[int, int]:
    stays, died = person.stays(), person.row["deceased_on"]
    again = counted = 0
    for place, (_, left) in enumerate(stays):
        if left is None or not month <= left <= end_of(month):
            continue
        alive = not is_day(died) or died > left
        on_caseload = any(
            one["opened_on"] <= left
            and (not is_day(one["closed_on"]) or one["closed_on"] >= left)
            for one in person.held["caseload"]
        )
        if alive and on_caseload and left + timedelta(30) <= as_at:
            counted += 1
            later = stays[place + 1 :]
            again += any(0 <= (day - left).days <= 30 for day, _ in later)
    return again, counted


Rule = Callable[[Person, date, date], tuple[int, int]]
ON_THE_DAY = (
    plan_reviewed,
    plan_declined,
    mdt_discussed,
    budget_active,
    budget_referred,
)
OVER_THE_YEAR = (plan_at_close, readmission)


def counted(people: list[Person], rule: Rule, as_at: date) -> dict:
    """Count by month, practice and cohort, and over the year where the rule says so."""
    found: dict = defaultdict(lambda: np.zeros(2))
    for person in people:
        for month in months():
            if registered_in(person.row, month):
                value = rule(person, month, as_at)
                if any(value):
                    for cohort in cohorts_of(person.held["cohorts"], end_of(month)):
                        found[month, person.practice, cohort] += value
    if rule in ON_THE_DAY:
        return found
    year: dict = defaultdict(lambda: np.zeros(2))
    for (month, practice, cohort), value in found.items():
        for later in months():
            if 0 <= (later.year - month.year) * 12 + later.month - month.month < 12:
                year[later, practice, cohort] += value
    return year


def pair_of(person: Person, measure: str) -> Pair:
    start = min(one["opened_on"] for one in person.held["caseload"])
    scores = {
        (row["scored_on"] - start).days: row["score"]
        for row in person.held["measures"]
        if row["measure"] == measure
    }
    near = [day for day in scores if -31 <= day <= 61]
    if not near:
        return None, None
    first = min(near, key=lambda day: (abs(day), day))
    later = [day for day in scores if first + 60 <= day <= 365]
    return scores[first], scores[max(later)] if later else None


def pairs(people: list[Person], measure: str, cohort: str = "all") -> Iterator[tuple]:
    """Give practice and scores of those whose year was over by the month."""
    for pcn in ("N1", "N2"):
        mine = [
            person
            for person in people
            if PCN[person.practice] == pcn and person.held["caseload"]
        ]
        used = min(
            row["scored_on"].replace(day=1)
            for person in mine
            for row in person.held["measures"]
            if row["measure"] == measure and registered_at_start(person)
        )
        for person in mine:
            start = min(one["opened_on"] for one in person.held["caseload"])
            month = start.replace(day=1)
            if (
                registered_in(person.row, month)
                and used <= month <= MONTH.replace(year=MONTH.year - 1)
                and cohort in cohorts_of(person.held["cohorts"], end_of(month))
            ):
                yield person.practice, *pair_of(person, measure)


def registered_at_start(person: Person) -> bool:
    start = min(one["opened_on"] for one in person.held["caseload"])
    year_over = start.replace(day=1) <= MONTH.replace(year=MONTH.year - 1)
    return registered_in(person.row, start.replace(day=1)) and year_over


def level(score: float, measure: str) -> int:
    return sum(score >= cut for cut in CUTS[measure])


def moved(first: float, second: float, measure: str) -> int:
    """Return 1 for a gain, -1 for as great a loss, else 0."""
    if measure == "pam":
        change = round(second - first, 1)
        return (change >= 3) - (change <= -3)
    change = level(second, measure) - level(first, measure)
    change = -change if measure == "ons4_anxiety" else change
    return (change > 0) - (change < 0)


def here(people: list[Person], measure: str) -> list[Pair]:
    return [(a, b) for place, a, b in pairs(people, measure) if PCN[place] == "N1"]


def people_of(tables: Tables) -> list[Person]:
    """Give every patient with all that is counted of them."""
    by_table = {
        name: rows_of(tables[name])
        for name in (
            "caseload",
            "care_plans",
            "measures",
            "referrals",
            "admissions",
            "cohorts",
        )
    }
    owner = dict(
        tables["caseload"][["episode_id", "person_id"]].itertuples(index=False)
    )
    contacts = defaultdict(list)
    for row in tables["contacts"].to_dict("records"):
        if row["attended"] == "attended" and row["mode"] != "admin":
            contacts[owner[row["episode_id"]]].append(row)
    return [
        Person(
            row,
            {n: held.get(row["person_id"], []) for n, held in by_table.items()},
            contacts[row["person_id"]],
        )
        for _, row in tables["patients"].iterrows()
    ]

"""People and what happened to them, walked through day by day: slow, and plain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

EMERGENCY = {"21", "22", "23", "24", "25", "2A", "2D", "28"}
FAR = date(9999, 12, 31)


def next_month(day: date, step: int = 1) -> date:
    count = day.year * 12 + day.month - 1 + step
    return date(count // 12, count % 12 + 1, 1)


def months_between(first: date, later: date) -> int:
    return (later.year - first.year) * 12 + later.month - first.month


def known(value: Any) -> Any:
    return None if pd.isna(value) else value


@dataclass
class Person:
    who: str
    practice: str
    pcn: str
    sex: str
    born: int
    quintile: int
    came: date
    last: date
    died: bool
    start: date | None = None
    route: str | None = None
    cohorts: list[tuple[str, date, date]] = field(default_factory=list)
    events: dict[str, list[tuple[date, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def count(self, outcome: str, first: date, end: date) -> float:
        return sum(n for on, n in self.events[outcome] if first <= on < end)

    def days(self, first: date, end: date) -> int:
        return max((min(self.last + timedelta(days=1), end) - first).days, 0)


def people(tables: dict[str, pd.DataFrame], months: list[date]) -> list[Person]:
    study_end = next_month(months[-1]) - timedelta(days=1)
    pcn = dict(tables["practices"][["practice_code", "pcn_code"]].values)
    everyone: dict[str, Person] = {}
    for row in tables["patients"].to_dict("records"):
        gone = min(known(row["registered_to"]) or FAR, known(row["deceased_on"]) or FAR)
        if gone < row["registered_from"]:
            continue
        decile, died = known(row["imd_decile"]), known(row["deceased_on"])
        person = Person(
            row["person_id"],
            row["practice_code"],
            pcn[row["practice_code"]],
            row["sex"],
            row["birth_year"],
            0 if decile is None else (int(decile) + 1) // 2,
            row["registered_from"],
            min(gone, study_end),
            died is not None and died <= study_end,
        )
        everyone[person.who] = person
        if died is not None:
            person.events["died"].append((died, 1))
    give_stays(everyone, tables["admissions"])
    give_visits(everyone, tables)
    give_groups(everyone, tables)
    return list(everyone.values())


def give_stays(everyone: dict[str, Person], admissions: pd.DataFrame) -> None:
    stays: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for row in admissions.to_dict("records"):
        kind = "emergency" if row["method"] in EMERGENCY | {"2B"} else "other"
        kind = "elective" if row["method"] in {"11", "12", "13"} else kind
        stays[row["person_id"], kind].append(row)
    for (who, kind), rows in stays.items():
        if kind != "other" and who in everyone:
            walk(everyone[who], kind, rows)


def give_visits(everyone: dict[str, Person], tables: dict[str, pd.DataFrame]) -> None:
    for row in tables.get("attendances", pd.DataFrame()).to_dict("records"):
        everyone[row["person_id"]].events["attendances"].append((row["attended_on"], 1))
    for row in tables.get("appointments", pd.DataFrame()).to_dict("records"):
        if row["staff_type"] == "gp" and known(row["status"]) != "dna":
            found = everyone[row["person_id"]].events["gp_appointments"]
            found.append((row["appointment_on"], 1))


def give_groups(everyone: dict[str, Person], tables: dict[str, pd.DataFrame]) -> None:
    for row in tables.get("cohorts", pd.DataFrame()).to_dict("records"):
        span = (row["cohort"], row["from_date"], known(row["to_date"]) or FAR)
        everyone[row["person_id"]].cohorts.append(span)
    for row in tables["caseload"].to_dict("records"):
        person = everyone.get(row["person_id"])
        if person and (person.start is None or row["opened_on"] < person.start):
            person.start = row["opened_on"]
            person.route = known(row["route"]) or "not recorded"


def walk(person: Person, kind: str, rows: list[dict]) -> None:
    def ends(row: dict) -> date:
        return known(row["discharged_on"]) or row["admitted_on"]

    def close(chain: list[dict]) -> None:
        if kind == "elective":
            on = min(row["admitted_on"] for row in chain)
            person.events["elective"].append((on, 1))
            return
        first = next((row for row in chain if row["method"] in EMERGENCY), None)
        if first is None:
            return
        on = first["admitted_on"]
        person.events["emergency"].append((on, 1))
        if first["ambulatory_sensitive"]:
            person.events["ambulatory_sensitive"].append((on, 1))
        if all(known(row["discharged_on"]) for row in chain):
            person.events["bed_days"].append((on, (max(map(ends, chain)) - on).days))

    rows.sort(
        key=lambda row: (
            row["admitted_on"],
            row["method"] not in EMERGENCY,
            ends(row),
            row["ambulatory_sensitive"],
        )
    )
    chain = [rows[0]]
    for row in rows[1:]:
        if row["admitted_on"] <= max(map(ends, chain)):
            chain.append(row)
        else:
            close(chain)
            chain = [row]
    close(chain)

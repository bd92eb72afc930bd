"""A small random extract with caseload, as lake tables, for the matched estimate.

Few kinds of people and many events, so that strata have several people in each arm;
with what goes wrong in real ones: late arrivals, leavers, deaths, second episodes,
transfers, unknown deciles, starts before the study and admissions still open.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST = date(2023, 1, 1)
MONTHS = 30


def month_list(first: date = FIRST, months: int = MONTHS) -> list[date]:
    found = [first]
    while len(found) < months:
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


class Draw:
    """Random days, chances and rows of one extract."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.months = month_list()
        after = (self.months[-1] + timedelta(days=32)).replace(day=1)
        self.end = after - timedelta(days=1)
        self.span = (self.end - FIRST).days
        self.rows: dict[str, list[tuple]] = {name: [] for name in COLUMNS}

    def day(self, low: int = 0, high: int | None = None) -> date:
        high = self.span if high is None else high
        return FIRST + timedelta(days=int(self.rng.integers(low, high + 1)))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def pick(self, values: dict) -> object:
        keys = list(values)
        return keys[self.rng.choice(len(keys), p=list(values.values()))]

    def patient(self, who: str) -> tuple[date, date]:
        """Add a patient; give the first and last day something can happen."""
        came = self.day(-2000, -400)
        if self.chance(0.2):
            came = self.day(-400, self.span - 60)
        begins = (came - FIRST).days
        left = self.day(begins + 20) if self.chance(0.08) else None
        died = self.day(max(begins + 1, 0)) if self.chance(0.1) else None
        if left and died and died > left:
            died = None
        practice = self.pick({"P1": 0.55, "P2": 0.2, "P3": 0.25})
        born = self.pick({1938: 0.25, 1944: 0.25, 1950: 0.25, 1951: 0.25})
        sex = self.pick({"female": 0.5, "male": 0.5})
        decile = self.pick({None: 0.05, 1: 0.4, 2: 0.35, 9: 0.2})
        row = (who, practice, born, sex, came, left, died, decile, None)
        self.rows["patients"].append(row)
        return max(came, FIRST), min(left or self.end, died or self.end)

    def hospital(self, who: str, start: int, stop: int, risk: float) -> None:
        for _ in range(self.rng.poisson(risk * 1.6)):
            on = self.day(start, stop)
            nights = timedelta(days=int(self.rng.geometric(0.15)) - 1)
            out = min(on + nights, FIRST + timedelta(days=stop))
            method = self.pick(
                {"21": 0.6, "28": 0.1, "11": 0.15, "2B": 0.1, "31": 0.05}
            )
            known = None if self.chance(0.03) else out
            self.rows["admissions"].append((who, on, known, method, self.chance(0.3)))
            if self.chance(0.15):
                transfer = (who, out, out + timedelta(days=3), "2B", False)
                self.rows["admissions"].append(transfer)
        for _ in range(self.rng.poisson(risk * 2)):
            self.rows["attendances"].append((who, self.day(start, stop)))

    def practice(self, who: str, start: int, stop: int, risk: float) -> None:
        for _ in range(self.rng.poisson(4)):
            status = self.pick({"attended": 0.5, "dna": 0.3, "unknown": 0.2})
            staff = self.pick({"gp": 0.6, "nurse": 0.4})
            self.rows["appointments"].append(
                (who, self.day(start, stop), staff, status)
            )
        for name in ("diabetes", "carer", "walking_group"):
            if self.chance(0.06):
                since = self.day(-500)
                until = self.day((since - FIRST).days) if self.chance(0.3) else None
                self.rows["cohorts"].append((who, name, since, until))
        if self.chance(0.02):
            self.episode(who, FIRST - timedelta(days=30), "gp")
        elif self.chance(min(0.2 + 0.15 * risk, 0.6)):
            opened = self.day(start, stop)
            self.episode(who, opened, self.pick({"gp": 0.5, "nurse": 0.4, None: 0.1}))
            if self.chance(0.3):
                self.episode(who, opened + timedelta(days=90), "mdt")

    def episode(self, who: str, opened: date, route: object) -> None:
        number = len(self.rows["caseload"])
        self.rows["caseload"].append((f"e{number}", who, opened, route))


def make(seed: int, people: int = 600) -> dict[str, pd.DataFrame]:
    draw = Draw(seed)
    for number in range(people):
        who = f"p{number:05d}"
        first, last = draw.patient(who)
        if first <= last:
            span = (first - FIRST).days, (last - FIRST).days
            risk = float(draw.rng.gamma(0.8, 1.2))
            draw.hospital(who, *span, risk)
            draw.practice(who, *span, risk)
    frames = {
        name: pd.DataFrame(rows, columns=COLUMNS[name])
        for name, rows in draw.rows.items()
    }
    frames["admissions"] = frames["admissions"].assign(
        primary_diagnosis=None, cost_gbp=None
    )
    frames["months"] = pd.DataFrame({"month": draw.months})
    frames["practices"] = pd.DataFrame(
        {"practice_code": ["P1", "P2", "P3"], "pcn_code": ["N1", "N1", "N2"]}
    )
    return frames


def filled(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Add every column that a lake table holds, so that a build can read them."""
    blank = {
        "practices": {
            "practice_name": frames["practices"]["practice_code"],
            "pcn_name": frames["practices"]["pcn_code"],
            **dict.fromkeys(("sub_icb_code", "icb_code", "icb_name"), None),
            "list_size": 1000,
        },
        "patients": dict.fromkeys(("efi", "housebound", "carer", "care_home"), None),
        "caseload": {
            **dict.fromkeys(("closed_on", "close_reason"), None),
            "coordinator_id": "C1",
            "reason": "carer",
            "complexity": 1,
        },
        "attendances": dict.fromkeys(("department_type", "conveyed"), None),
        "appointments": {"mode": None},
    }
    return {
        name: frame.assign(**blank.get(name, {})) for name, frame in frames.items()
    } | {"coordinators": pd.DataFrame(_COORDINATORS)}


_COORDINATORS = {
    "coordinator_id": ["C1"],
    "pcn_code": ["N1"],
    "wte": [1.0],
    "started_on": [FIRST],
    "left_on": [None],
    "base_practice_code": ["P1"],
    "annual_cost_gbp": [35_000.0],
}

SCHEMAS = {
    "months": {"month": "date"},
    "practices": {"practice_code": "string", "pcn_code": "string"},
    "patients": {
        "person_id": "string",
        "practice_code": "string",
        "birth_year": "int32",
        "sex": "string",
        "registered_from": "date",
        "registered_to": "date",
        "deceased_on": "date",
        "imd_decile": "int32",
        "ethnicity": "string",
    },
    "admissions": {
        "person_id": "string",
        "admitted_on": "date",
        "discharged_on": "date",
        "method": "string",
        "ambulatory_sensitive": "boolean",
        "primary_diagnosis": "string",
        "cost_gbp": "float64",
    },
    "attendances": {"person_id": "string", "attended_on": "date"},
    "appointments": {
        "person_id": "string",
        "appointment_on": "date",
        "staff_type": "string",
        "status": "string",
    },
    "cohorts": {
        "person_id": "string",
        "cohort": "string",
        "from_date": "date",
        "to_date": "date",
    },
    "caseload": {
        "episode_id": "string",
        "person_id": "string",
        "opened_on": "date",
        "route": "string",
    },
}

COLUMNS = {
    name: [
        column for column in schema if column not in ("primary_diagnosis", "cost_gbp")
    ]
    for name, schema in SCHEMAS.items()
    if name not in ("months", "practices")
}

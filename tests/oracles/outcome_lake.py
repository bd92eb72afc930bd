"""The small random lake with a busy caseload: plans, scores, meetings and stays."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import small_lake

from data_access.ingest.codes import ACTIVITY, DESTINATION, MEASURE

EPISODES = 760
START, LAST = date(2024, 2, 1), small_lake.LAST


def make_tables(seed: int = 4, people: int = 520) -> dict[str, pd.DataFrame]:
    """Return lake tables in which most people are on the caseload at some time."""
    tables = small_lake.make_tables(seed=seed, people=people)
    rng = np.random.default_rng(seed + 100)
    ids = list(tables["patients"]["person_id"])
    caseload = tables["caseload"] = _caseload(rng, ids)
    tables["contacts"] = _contacts(rng, caseload)
    tables["care_plans"] = _plans(rng, ids)
    tables["measures"] = _measures(rng, caseload)
    tables["referrals"] = _referrals(rng, ids)
    admissions = tables["admissions"]
    lost = rng.random(len(admissions)) < 0.05
    admissions.loc[lost, "discharged_on"] = None
    died = pd.to_datetime(tables["patients"]["deceased_on"]).notna()
    _die_in_hospital(tables, ids[int(np.flatnonzero(died)[0])])
    return tables


def _after(rng: np.random.Generator, day: date, low: int, high: int) -> date:
    return day + timedelta(int(rng.integers(low, high)))


def _some(rng: np.random.Generator, count: int, first: date = START) -> list[date]:
    span = (LAST - first).days
    return [first + timedelta(int(d)) for d in rng.integers(0, span + 1, count)]


def _caseload(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    opened = _some(rng, EPISODES)
    closed = [_after(rng, day, 0, 330) for day in opened]
    return pd.DataFrame(
        {
            "episode_id": [f"E{number}" for number in range(EPISODES)],
            "person_id": rng.choice(ids, EPISODES),
            "opened_on": opened,
            "closed_on": [day if day <= LAST else None for day in closed],
            "coordinator_id": "C1",
            "route": "gp",
            "reason": "dementia",
            "complexity": 1,
            "close_reason": None,
        }
    )


def _contacts(rng: np.random.Generator, caseload: pd.DataFrame) -> pd.DataFrame:
    count = 6 * len(caseload)
    return pd.DataFrame(
        {
            "contact_id": [f"K{number}" for number in range(count)],
            "episode_id": rng.choice(caseload["episode_id"], count),
            "contact_on": _some(rng, count),
            "mode": rng.choice(["home_visit", "telephone", "mdt", "admin"], count),
            "attended": rng.choice(["attended", "attended", "dna", "unknown"], count),
            "minutes": 20,
            "activity": rng.choice([*ACTIVITY, None], count),
        }
    )


def _plans(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    count = 2 * len(ids)
    agreed = _some(rng, count)
    later = [_after(rng, day, 0, 300) for day in agreed]
    reviewed = rng.random(count) < 0.5
    return pd.DataFrame(
        {
            "person_id": rng.choice(ids, count),
            "agreed_on": agreed,
            "reviewed_on": [
                day if keep and day <= LAST else None
                for day, keep in zip(later, reviewed, strict=True)
            ],
            "declined": rng.choice([True, False, None], count, p=[0.3, 0.6, 0.1]),
        }
    )


def _measures(rng: np.random.Generator, caseload: pd.DataFrame) -> pd.DataFrame:
    """Score people about each start, at days near the edges of what counts.

    Those who do worse are scored again less often.
    """
    rows = {}
    edges = [-32, -31, -30, 0, 10, 29, 60, 61, 62, 91, 120, 200, 364, 365, 366, 400]
    for episode in caseload.itertuples():
        usual = float(rng.uniform(43, 74))
        for measure in MEASURE:
            for offset in rng.choice(edges, rng.integers(0, 5), replace=False):
                day = episode.opened_on + timedelta(int(offset))
                if measure == "ons4_worthwhile" and day < date(2024, 9, 1):
                    continue  # a question that came into use later
                if offset > 61 and usual < 58 and rng.random() < 0.6:
                    continue
                score = float(rng.integers(0, 11))
                if measure == "pam":  # many a change is 3 but for rounding
                    score = round(usual, 1) + float(rng.integers(-8, 9)) / 2
                if day <= LAST:
                    rows[episode.person_id, measure, day] = score
    return pd.DataFrame(
        [(*key, score) for key, score in rows.items()],
        columns=["person_id", "measure", "scored_on", "score"],
    )


def _referrals(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    count = 1200
    return pd.DataFrame(
        {
            "referral_id": [f"R{number}" for number in range(count)],
            "person_id": rng.choice(ids, count),
            "direction": rng.choice(["in", "out", "out"], count),
            "received_on": _some(rng, count),
            "source": "gp",
            "destination": rng.choice([*DESTINATION], count),
            "decision": "accepted",
            "first_contact_on": None,
            "closed_on": None,
            "outcome": None,
        }
    )


def _die_in_hospital(tables: dict[str, pd.DataFrame], person: str) -> None:
    """Let one person on the caseload be discharged on the day of their death."""
    patients = tables["patients"].set_index("person_id")
    day = patients.loc[person, "deceased_on"]
    stay = dict.fromkeys(tables["admissions"].columns)
    stay |= {"person_id": person, "method": "21", "ambulatory_sensitive": False}
    stay |= {"admitted_on": day - timedelta(3), "discharged_on": day}
    held = tables["admissions"]
    tables["admissions"] = pd.DataFrame([*held.to_dict("records"), stay])
    tables["caseload"].loc[0, ["person_id", "opened_on", "closed_on"]] = [
        person,
        day - timedelta(30),
        None,
    ]

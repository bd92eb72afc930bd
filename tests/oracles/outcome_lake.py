"""The small random lake with a busy caseload: plans, scores, meetings and stays."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import small_lake

from data_access.ingest.extract.codes import ACTIVITY, DESTINATION, MEASURE

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
    _come_back(tables)
    _die_in_hospital(tables)
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
        # From below 64 to above it a change of 3 falls short of 3 as floats.
        usual = float(rng.uniform(*((43, 74), (61, 64))[int(rng.integers(2))]))
        for measure in MEASURE:
            for offset in rng.choice(edges, rng.integers(0, 5), replace=False):
                day = episode.opened_on + timedelta(int(offset))
                if measure == "ons4_worthwhile" and day < date(2024, 9, 1):
                    continue  # a question that came into use later
                if offset > 61 and usual < 58 and rng.random() < 0.6:
                    continue
                score = float(rng.integers(0, 11))
                if measure == "pam":  # many a change is 3, but for rounding
                    score = round(usual + float(rng.choice([-3, 0, 0, 3, 4.5])), 1)
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


def _admit(
    tables: dict[str, pd.DataFrame], stays: list[tuple[str, date, date]]
) -> None:
    held = tables["admissions"]
    blank = dict.fromkeys(held.columns) | {
        "method": "21",
        "ambulatory_sensitive": False,
    }
    more = [
        blank | {"person_id": person, "admitted_on": first, "discharged_on": last}
        for person, first, last in stays
    ]
    tables["admissions"] = pd.DataFrame([*held.to_dict("records"), *more])


def _come_back(tables: dict[str, pd.DataFrame]) -> None:
    """Admit people on the caseload again 30 days after a discharge, and after 31."""
    stays = []
    for number, row in enumerate(tables["caseload"].head(120).itertuples()):
        left = row.opened_on
        again = left + timedelta(30 + number % 2)
        if again <= LAST:
            stays += [(row.person_id, left, left), (row.person_id, again, again)]
    _admit(tables, stays)


def _die_in_hospital(tables: dict[str, pd.DataFrame]) -> None:
    """Let people on the caseload be discharged on the day of their death."""
    patients = tables["patients"]
    dead = patients[patients["deceased_on"].notna() & patients["registered_to"].isna()]
    dead = dead[dead["deceased_on"] <= LAST - timedelta(60)].head(4)
    stays = []
    for number, row in enumerate(dead.itertuples()):
        day = row.deceased_on
        stays.append((row.person_id, day, day))
        tables["caseload"].loc[
            200 + number, ["person_id", "opened_on", "closed_on"]
        ] = [
            row.person_id,
            day - timedelta(30),
            None,
        ]
    _admit(tables, stays)

"""The small random lake with referrals, care plans, registers and flags of people."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import small_lake

from data_access.ingest.extract.codes import DECISION, DESTINATION, OUTCOME, SOURCE
from data_access.marts.build import build_evidence
from data_access.marts.workspace import Source
from data_access.store.evidence import Evidence, swap_in

REQUIRED = ("practices", "patients", "cohorts", "caseload", "admissions")


def make_tables(seed: int, people: int, referrals: int) -> dict[str, pd.DataFrame]:
    """Return lake tables with all that the pages of people and referrals read."""
    tables = small_lake.make_tables(seed=seed, people=people)
    rng = np.random.default_rng(seed + 100)
    patients = tables["patients"]
    for flag in ("housebound", "carer", "care_home"):
        patients[flag] = rng.choice([True, False, None], people, p=[0.2, 0.6, 0.2])
    patients["efi"] = np.where(rng.random(people) < 0.7, rng.random(people) * 0.5, None)
    checks = tables["health_checks"]
    checks["declined"] = rng.random(len(checks)) < 0.15
    ids = list(patients["person_id"])
    tables["referrals"] = _referrals(rng, ids, referrals)
    agreed = _days(rng, people)
    tables["care_plans"] = pd.DataFrame(
        {
            "person_id": rng.choice(ids, people),
            "agreed_on": agreed,
            "reviewed_on": [
                day + timedelta(40) if keep else None
                for day, keep in zip(agreed, rng.random(people) < 0.3, strict=True)
            ],
            "declined": rng.random(people) < 0.1,
        }
    )
    return tables


def evidence_of(tables: dict[str, pd.DataFrame], home: Path) -> Evidence:
    """Build the evidence of these tables and make it current."""
    paths = small_lake.write(tables, home)
    source = Source("one", paths, synthetic=True)
    swap_in(build_evidence(home / "evidence", source, None, provisional_months=2))
    return Evidence(home)


def _days(rng: np.random.Generator, count: int) -> list[date]:
    span = (small_lake.LAST - small_lake.FIRST).days
    offsets = rng.integers(0, span + 1, count)
    return [small_lake.FIRST + timedelta(int(offset)) for offset in offsets]


def _referrals(rng: np.random.Generator, ids: list[str], count: int) -> pd.DataFrame:
    received = _days(rng, count)
    inward = rng.random(count) < 0.6
    destination = np.where(inward, "care_coordinator", rng.choice(DESTINATION, count))
    decision = rng.choice([*DECISION, None], count, p=[0.6, 0.1, 0.1, 0.1, 0.1])
    contact = [
        day + timedelta(int(wait))
        if met and day + timedelta(int(wait)) <= small_lake.LAST
        else None
        for day, wait, met in zip(
            received, rng.integers(0, 40, count), rng.random(count) < 0.7, strict=True
        )
    ]
    closed = [
        (seen or day) + timedelta(30) if over else None
        for day, seen, over in zip(
            received, contact, rng.random(count) < 0.4, strict=True
        )
    ]
    # Few people, so that some are referred to and fro.
    few = ids[: max(len(ids) // 4, 1)]
    return pd.DataFrame(
        {
            "referral_id": [f"R{number}" for number in range(count)],
            "person_id": rng.choice(few, count),
            "direction": np.where(inward, "in", "out"),
            "received_on": received,
            "source": rng.choice(SOURCE, count),
            "destination": destination,
            "decision": decision,
            "first_contact_on": contact,
            "closed_on": closed,
            "outcome": [
                str(outcome) if day else None
                for outcome, day in zip(rng.choice(OUTCOME, count), closed, strict=True)
            ],
        }
    )

"""A small random lake, as tables in memory and as Parquet, for slow oracles."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FIRST, LAST = date(2024, 1, 1), date(2026, 6, 30)
COHORTS = ["smi", "learning_disability", "dementia", "diabetes", "cancer", "carer"]
CHECKS = ["smi", "learning_disability", "dementia_review"]
SMI = ["alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking"]


def make_tables(seed: int = 1, people: int = 240) -> dict[str, pd.DataFrame]:
    """Return lake tables of two practices of one PCN and one of another."""
    rng = np.random.default_rng(seed)
    span = (LAST - FIRST).days

    def days(n: int, low: int = 0) -> list[date]:
        return [FIRST + timedelta(int(d)) for d in rng.integers(low, span + 1, n)]

    def some(values: list, share: float) -> list:
        keep = rng.random(len(values)) < share
        return [v if k else None for v, k in zip(values, keep, strict=True)]

    ids = [f"{i:032x}" for i in range(people)]
    practices = pd.DataFrame(
        {
            "practice_code": ["P1", "P2", "P3"],
            "practice_name": ["One", "Two", "Three"],
            "pcn_code": ["N1", "N1", "N2"],
            "pcn_name": ["First", "First", "Second"],
            "sub_icb_code": None,
            "icb_code": None,
            "icb_name": None,
            "list_size": [1000, 500, 400],
        }
    )
    patients = pd.DataFrame(
        {
            "person_id": ids,
            "practice_code": rng.choice(["P1", "P2", "P3"], people),
            "birth_year": rng.integers(1930, 2020, people),
            "sex": rng.choice(["male", "female", "unknown"], people),
            "registered_from": [FIRST - timedelta(900)] * (people // 2)
            + days(people - people // 2),
            "registered_to": None,
            "deceased_on": None,
            "imd_decile": some(list(rng.integers(1, 11, people)), 0.9),
            "ethnicity": some(
                list(rng.choice(["white", "black", "unknown"], people)), 0.9
            ),
            "efi": None,
            "housebound": None,
            "carer": None,
            "care_home": None,
        }
    )
    patients["registered_to"] = some(days(people, 700), 0.15)
    patients["deceased_on"] = some(days(people, 700), 0.1)
    late = pd.to_datetime(patients["registered_from"])
    for column in ("registered_to", "deceased_on"):
        wrong = pd.to_datetime(patients[column]) <= late
        patients.loc[wrong, column] = None
    n = people
    cohorts = pd.DataFrame(
        {
            "person_id": rng.choice(ids, n),
            "cohort": rng.choice(COHORTS, n),
            "from_date": days(n),
            "to_date": some(days(n, 800), 0.1),
        }
    )
    checks = pd.DataFrame(
        {
            "person_id": rng.choice(ids, 8 * n),
            "check": rng.choice(CHECKS, 8 * n),
            "element": None,
            "done_on": days(8 * n),
            "place": "practice",
            "declined": rng.random(8 * n) < 0.05,
        }
    )
    smi = checks["check"] == "smi"
    checks.loc[smi, "element"] = rng.choice(SMI, int(smi.sum()))
    learning = checks["check"] == "learning_disability"
    checks.loc[learning, "element"] = rng.choice(
        ["check", "action_plan", "ethnicity"], int(learning.sum())
    )
    admissions = pd.DataFrame(
        {
            "person_id": rng.choice(ids, 3 * n),
            "admitted_on": days(3 * n),
            "discharged_on": None,
            "method": rng.choice(["21", "11", "2A", "2B"], 3 * n),
            "ambulatory_sensitive": rng.random(3 * n) < 0.3,
            "primary_diagnosis": None,
            "cost_gbp": None,
        }
    )
    stay = rng.integers(0, 9, len(admissions))
    admissions["discharged_on"] = [
        day + timedelta(int(k))
        for day, k in zip(admissions["admitted_on"], stay, strict=True)
    ]
    e = n // 3
    opened = days(e, 200)
    caseload = pd.DataFrame(
        {
            "episode_id": [f"E{i}" for i in range(e)],
            "person_id": rng.choice(ids, e),
            "opened_on": opened,
            "closed_on": some([d + timedelta(100) for d in opened], 0.5),
            "coordinator_id": "C1",
            "route": "gp",
            "reason": "dementia",
            "complexity": 1,
            "close_reason": None,
        }
    )
    contacts = pd.DataFrame(
        {
            "contact_id": [f"K{i}" for i in range(6 * e)],
            "episode_id": rng.choice(caseload["episode_id"], 6 * e),
            "contact_on": days(6 * e, 200),
            "mode": rng.choice(["home_visit", "telephone", "admin"], 6 * e),
            "attended": rng.choice(["attended", "dna", "unknown"], 6 * e),
            "minutes": 20,
            "activity": "navigation",
        }
    )
    return {
        "practices": practices,
        "patients": patients,
        "cohorts": cohorts,
        "health_checks": checks,
        "admissions": admissions,
        "caseload": caseload,
        "contacts": contacts,
    }


def write(tables: dict[str, pd.DataFrame], folder: Path) -> dict[str, Path]:
    """Write the tables as a lake version does; dates as dates, years as integers."""
    paths = {}
    for name, frame in tables.items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        fields = []
        for field in table.schema:
            kind = field.type
            if field.name.endswith(("_on", "_from", "_to", "_date")):
                kind = pa.date32()
            elif field.name in ("cost_gbp", "efi"):
                kind = pa.float64()
            elif field.name in ("housebound", "carer", "care_home"):
                kind = pa.bool_()
            elif pa.types.is_null(kind):
                kind = pa.string()
            elif field.name == "imd_decile":
                kind = pa.int32()
            fields.append(pa.field(field.name, kind))
        paths[name] = folder / f"{name}.parquet"
        pq.write_table(table.cast(pa.schema(fields)), paths[name])
    return paths

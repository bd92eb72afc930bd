"""A small extract that loads whole, for tests to change in one place at a time."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

Rows = list[dict[str, str]]

TODAY_TEXT = "2026-11-20"


def small_extract() -> dict[str, Rows]:
    """Return every table of the contract with a few good rows, all values as text."""
    people = [f"999000{n:04d}" for n in range(101, 141)]
    return {
        "practices": [
            _row(
                practice_code=code,
                practice_name=f"Practice {code}",
                pcn_code="U99001",
                pcn_name="Invented PCN",
                list_size="1000",
            )
            for code in ("A99001", "A99002")
        ],
        "patients": [
            _row(
                patient_id=person,
                practice_code=f"A9900{1 + place % 2}",
                birth_year=str(1930 + place),
                sex="female" if place % 2 else "male",
                registered_from="2010-04-01",
                registered_to="",
                imd_decile=str(1 + place % 10),
                opted_out="false",
            )
            for place, person in enumerate(people)
        ],
        "cohorts": [
            _row(patient_id=person, cohort="smi", from_date="2020-05-06", to_date="")
            for person in people[:10]
        ],
        "coordinators": [
            _row(
                coordinator_id="CC1",
                pcn_code="U99001",
                wte="0.8",
                started_on="2023-01-09",
                base_practice_code="A99001",
            )
        ],
        "arrs_claims": [
            _row(
                pcn_code="U99001",
                month="2026-04-01",
                role="Care coordinator",
                wte="0.8",
                claimed_gbp="2400.50",
            )
        ],
        "referrals": [
            _row(
                referral_id=f"R{place}",
                patient_id=person,
                direction="in",
                received_on="2026-02-03",
                source="gp",
                destination="care_coordinator",
                closed_on="",
            )
            for place, person in enumerate(people[:8])
        ],
        "caseload": [
            _row(
                episode_id=f"E{place}",
                patient_id=person,
                opened_on="2026-02-10",
                closed_on="",
                coordinator_id="CC1",
            )
            for place, person in enumerate(people[:8])
        ],
        "contacts": [
            _row(
                contact_id=f"K{place}",
                episode_id=f"E{place % 8}",
                contact_on=f"2026-0{3 + place // 8}-05",
                mode="telephone",
                minutes="15",
            )
            for place in range(16)
        ],
        "health_checks": [
            _row(
                patient_id=person,
                check="smi",
                element="bmi",
                done_on="2026-03-04",
                declined="false",
            )
            for person in people[:10]
        ],
        "care_plans": [
            _row(patient_id=person, agreed_on="2026-03-09", reviewed_on="")
            for person in people[:5]
        ],
        "measures": [
            _row(patient_id=person, measure="pam", scored_on="2026-03-09", score="47.4")
            for person in people[:5]
        ],
        "admissions": [
            _row(
                patient_id=person,
                admitted_on=f"2026-{month:02d}-{1 + place % 28:02d}",
                discharged_on=f"2026-{month:02d}-28",
                method="21",
                cost_gbp="1850",
            )
            for month in (8, 9)
            for place, person in enumerate(people)
        ],
        "attendances": [
            _row(patient_id=person, attended_on="2026-08-07", department_type="1")
            for person in people[:20]
        ],
        "appointments": [
            _row(
                patient_id=person,
                appointment_on="2026-08-11",
                staff_type="gp",
                status="attended",
            )
            for person in people
        ],
    }


def write_csv(folder: Path, extract: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """Write each table as CSV into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in extract.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            header = list(dict.fromkeys(key for row in rows for key in row))
            writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_parquet(folder: Path, extract: Mapping[str, Rows]) -> Path:
    """Write each table as Parquet of text into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in extract.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def _row(**cells: str) -> dict[str, str]:
    return cells

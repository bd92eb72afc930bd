"""The tables and columns of an extract, in the order they are written."""

from collections.abc import Mapping

import pyarrow as pa

_TEXT, _DAY, _FLAG, _COUNT, _NUMBER = (
    pa.string(), pa.date32(), pa.bool_(), pa.int32(), pa.float64()
)  # fmt: skip


def _schema(**kinds: tuple[str, ...]) -> Mapping[str, pa.DataType]:
    types = {
        "text": _TEXT, "day": _DAY, "flag": _FLAG, "count": _COUNT, "number": _NUMBER
    }  # fmt: skip
    return {name: types[kind] for kind, names in kinds.items() for name in names}


_TYPES = _schema(
    day=(
        "registered_from", "registered_to", "deceased_on", "from_date", "to_date",
        "started_on", "left_on", "month", "received_on", "first_contact_on",
        "closed_on", "opened_on", "contact_on", "done_on", "agreed_on", "reviewed_on",
        "scored_on", "admitted_on", "discharged_on", "attended_on", "appointment_on",
    ),
    flag=(
        "housebound", "carer", "care_home", "opted_out", "declined",
        "ambulatory_sensitive", "conveyed",
    ),
    count=("list_size", "birth_year", "imd_decile", "complexity", "minutes"),
    number=(
        "efi", "wte", "annual_cost_gbp", "claimed_gbp", "actual_cost_gbp", "score",
        "cost_gbp",
    ),
)  # fmt: skip

COLUMNS = {
    "practices": (
        "practice_code", "practice_name", "pcn_code", "pcn_name", "sub_icb_code",
        "icb_code", "icb_name", "list_size",
    ),
    "patients": (
        "patient_id", "practice_code", "birth_year", "sex", "registered_from",
        "registered_to", "deceased_on", "imd_decile", "ethnicity", "efi", "housebound",
        "carer", "care_home", "opted_out",
    ),
    "cohorts": ("patient_id", "cohort", "from_date", "to_date"),
    "coordinators": (
        "coordinator_id", "pcn_code", "wte", "started_on", "left_on",
        "base_practice_code", "annual_cost_gbp",
    ),
    "arrs_claims": (
        "pcn_code", "month", "role", "wte", "claimed_gbp", "actual_cost_gbp",
    ),
    "referrals": (
        "referral_id", "patient_id", "direction", "received_on", "source",
        "destination", "decision", "first_contact_on", "closed_on", "outcome",
    ),
    "caseload": (
        "episode_id", "patient_id", "opened_on", "closed_on", "coordinator_id", "route",
        "reason", "complexity", "close_reason",
    ),
    "contacts": (
        "contact_id", "episode_id", "contact_on", "mode", "attended", "minutes",
        "activity",
    ),
    "health_checks": (
        "patient_id", "check", "element", "done_on", "place", "declined",
    ),
    "care_plans": ("patient_id", "agreed_on", "reviewed_on", "declined"),
    "measures": ("patient_id", "measure", "scored_on", "score"),
    "admissions": (
        "patient_id", "admitted_on", "discharged_on", "method", "ambulatory_sensitive",
        "primary_diagnosis", "cost_gbp",
    ),
    "attendances": ("patient_id", "attended_on", "department_type", "conveyed"),
    "appointments": ("patient_id", "appointment_on", "staff_type", "mode", "status"),
}  # fmt: skip


def schema(table: str) -> pa.Schema:
    """Give the Arrow schema of a table."""
    return pa.schema([(name, _TYPES.get(name, _TEXT)) for name in COLUMNS[table]])


def text_schema(table: str) -> pa.Schema:
    """Give the schema of a table whose cells are all text."""
    return pa.schema([(name, _TEXT) for name in COLUMNS[table]])


def as_table(table: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """Put columns in the order and types of a table; what is not given is empty."""
    wanted = schema(table)
    rows = len(next(iter(columns.values())))
    return pa.table(
        [
            columns[field.name].cast(field.type)
            if field.name in columns
            else pa.nulls(rows, field.type)
            for field in wanted
        ],
        schema=wanted,
    )

"""The SQLAlchemy tables of persons, read for direct care only."""

from sqlalchemy import Boolean, Column, Date, Integer, String, Table

from data_access.marts.schema import METADATA

# Between the values of a list in one cell, and at its ends. No value has it: a group
# may be called "frail, at home", and a load refuses what is not printable.
LIST_MARK = "\x1f"

PERSON_NOW = Table(
    "person_now",
    METADATA,
    Column("person_id", String),
    Column("practice_code", String),
    Column("pcn_code", String),
    Column("age", Integer),
    Column("imd_quintile", Integer),
    Column("frailty", Integer),  # 0 fit to 3 severe
    Column("housebound", Boolean),
    Column("carer", Boolean),
    Column("care_home", Boolean),
    Column("registers", String),  # a list, as are due, missing and declined
    Column("on_caseload", Boolean),
    Column("emergency_12m", Integer),
    Column("last_contact_on", Date),
    Column("referred_on", Date),
    Column("listed_on", Date),
    Column("coordinator", String),
    Column("due", String),
    Column("missing", String),
    Column("declined", String),
    Column("due_since", String),
    Column("steps_left", Integer),
    Column("nearest", Integer),
    Column("as_at", Date),
)

PERSON_TIME = Table(
    "person_time",
    METADATA,
    Column("person_id", String),
    Column("pcn_code", String),
    Column("registered_from", Date),
    Column("last_on", Date),
    Column("started_on", Date),
)

PERSON_ADMISSION = Table(
    "person_admission",
    METADATA,
    Column("person_id", String),
    Column("pcn_code", String),
    Column("month", Date),
    Column("emergency", Integer),
)

"""The SQLAlchemy tables of checks and of the caseload."""

from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table

from data_access.marts.schema import METADATA

CHECK_YEAR = Table(
    "check_year",
    METADATA,
    Column("indicator", String),
    Column("month", Date),
    Column("pcn_code", String),
    Column("practice_code", String),  # "all" is the whole PCN
    Column("numerator", Float),  # people complete since 1 April
    Column("denominator", Float),  # people on the register
    Column("completed", Float),  # people completed in the month
    Column("numerator_withheld", Boolean),
    Column("denominator_withheld", Boolean),
)

CASELOAD_EPISODE = Table(
    "caseload_episode",
    METADATA,
    Column("pcn_code", String),
    Column("practice_code", String),
    Column("cohort", String),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("first_contact_on", Date),
    Column("left_on", Date),
    Column("stay_in_days", Boolean),
    Column("wait_in_days", Boolean),
)

CONTACT_SPREAD = Table(
    "contact_spread",
    METADATA,
    Column("pcn_code", String),
    Column("month", Date),  # the last of twelve
    Column("people", Integer),  # with a contact in them
    Column("first_people", Integer),  # with none in the twelve before; may be unknown
    Column("contacts", Integer),
    Column("top_contacts", Float),  # of the tenth of those people seen most
)

COORDINATOR = Table(
    "coordinator",
    METADATA,
    Column("pcn_code", String),
    Column("coordinator", String),
    Column("wte", Float),
    Column("started_on", Date),
    Column("left_on", Date),
)

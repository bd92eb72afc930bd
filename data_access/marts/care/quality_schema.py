"""The SQLAlchemy tables of data quality."""

from sqlalchemy import Column, Date, Integer, String, Table

from data_access.marts.schema import METADATA

# "all" as practice_code is what belongs to no one practice.
QUALITY_FIELD = Table(
    "quality_field",
    METADATA,
    Column("file", String),
    Column("practice_code", String),
    Column("field", String),
    Column("rows", Integer),
    Column("filled", Integer),
)

QUALITY_SPAN = Table(
    "quality_span",
    METADATA,
    Column("file", String),
    Column("practice_code", String),
    Column("rows", Integer),
    Column("oldest", Date),
    Column("newest", Date),
)

QUALITY_CODE = Table(
    "quality_code",
    METADATA,
    Column("file", String),
    Column("field", String),
    Column("value", String),  # null: each of fewer than 8 people
    Column("rows", Integer),
)

# Practices whose people seem to go to hospitals whose file is not loaded.
ELSEWHERE = Table(
    "elsewhere",
    METADATA,
    Column("practice_code", String),
    Column("pcn_code", String),
)

HUB_CHECKS = Table(
    "hub_checks",
    METADATA,
    Column("check", String),
    Column("practice_code", String),
    Column("sub_icb_code", String),
    Column("month", Date),
    Column("register", Integer),
    Column("done", Integer),
    Column("hub", Integer),
    Column("no_plan", Integer),
    Column("no_ethnicity", Integer),
)

QUALITY_TABLES = (QUALITY_FIELD, QUALITY_SPAN, QUALITY_CODE, HUB_CHECKS, ELSEWHERE)

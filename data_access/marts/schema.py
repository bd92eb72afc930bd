"""The SQLAlchemy tables of the evidence, with only the columns that queries read."""

from sqlalchemy import Boolean, Column, Date, Float, Integer, MetaData, String, Table

METADATA = MetaData()

INDICATOR_MONTH = Table(
    "indicator_month",
    METADATA,
    Column("indicator", String),
    Column("month", Date),
    Column("pcn_code", String),
    Column("practice_code", String),  # "all" is the whole PCN
    Column("cohort", String),
    Column("dimension", String),
    Column("category", String),
    Column("numerator", Float),
    Column("denominator", Float),
    Column("squares", Float),  # sum over people of their squared numerator
    Column("senders", String),  # codes of the practices whose files are in it
    Column("numerator_withheld", Boolean),
    Column("denominator_withheld", Boolean),
)

COVERAGE = Table(
    "coverage",
    METADATA,
    Column("file", String),  # or "file.field", where some row fills the field
    Column("practice_code", String),
    Column("pcn_code", String),
    Column("month", Date),
    Column("month_index", Integer),
    Column("state", String),  # complete, begun, gap, short or none
    Column("run", Integer),  # complete months up to and with this one
)

PRACTICE = Table(
    "practice",
    METADATA,
    Column("practice_code", String),
    Column("practice_name", String),
    Column("pcn_code", String),
    Column("pcn_name", String),
    Column("icb_code", String),
    Column("icb_name", String),
    Column("list_size", Integer),
    Column("neighbourhood", String),
)

COHORT = Table(
    "cohort",
    METADATA,
    Column("pcn_code", String),
    Column("cohort", String),
    Column("people", Integer),
)

MART_SQL = Table(
    "mart_sql",
    METADATA,
    Column("mart", String),
    Column("sql", String),  # as it was run to build this version
)

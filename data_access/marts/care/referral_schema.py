"""The SQLAlchemy tables of referrals."""

from sqlalchemy import Column, Date, Integer, String, Table

from data_access.marts.schema import METADATA

REFERRAL_MONTH = Table(
    "referral_month",
    METADATA,
    Column("month", Date),
    Column("pcn_code", String),
    Column("practice_code", String),
    Column("direction", String),
    Column("source", String),
    Column("destination", String),
    Column("decision", String),
    Column("outcome", String),
    Column("referrals", Integer),
)

REFERRAL_WAIT = Table(
    "referral_wait",
    METADATA,
    Column("month", Date),
    Column("pcn_code", String),
    Column("practice_code", String),
    Column("source", String),
    Column("status", String),
    Column("days", Integer),  # null where it was refused or undated
    Column("referrals", Integer),
)

REFERRAL_RETURN = Table(
    "referral_return",
    METADATA,
    Column("month", Date),
    Column("pcn_code", String),
    Column("practice_code", String),
    Column("party", String),
    Column("direction", String),
    Column("referred", Integer),
    Column("returned", Integer),
)

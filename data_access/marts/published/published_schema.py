"""The SQLAlchemy tables of published data, with only what queries read.

Each is a copy of one of the lake's published tables, named with PREFIX, except PCN and
OUTCOME, which published_pcn and published_outcome make from others.
"""

from datetime import date

from sqlalchemy import Column, Date, Float, Integer, String, Table

from data_access.marts.schema import METADATA

PREFIX = "open_"
MERGERS = date(2026, 4, 1)  # 42 ICBs before, 36 since
YEAR_OF_MERGERS = "2026-27"

ORG_PRACTICE = Table(
    f"{PREFIX}org_practice",
    METADATA,
    Column("practice_code", String),
    Column("practice_name", String),
    Column("pcn_code", String),
    Column("pcn_name", String),
    Column("sub_icb_code", String),
    Column("sub_icb_name", String),
    Column("icb_code", String),
    Column("icb_name", String),
    Column("as_at", Date),
)

PCN = Table(
    f"{PREFIX}pcn",
    METADATA,
    Column("pcn_code", String),
    Column("pcn_name", String),
    Column("sub_icb_code", String),
    Column("sub_icb_name", String),
    Column("icb_code", String),
    Column("icb_name", String),
    Column("as_at", Date),
    Column("icb_before", String),
    Column("sub_icb_before", String),
    Column("patients", Integer),
    Column("young", Float),
    Column("old", Float),
    Column("deprivation", Float),
    Column("rural", Float),
    Column("care_coordinator", Float),
    Column("link_worker", Float),
    Column("health_coach", Float),
    Column("ld_checks", Float),
    Column("smi_checks", Float),
)

LIST_SIZE = Table(
    f"{PREFIX}list_size",
    METADATA,
    Column("org_type", String),
    Column("org_code", String),
    Column("as_at", Date),
    Column("sex", String),
    Column("age_band_5", String),
    Column("patients", Integer),
)

WORKFORCE = Table(
    f"{PREFIX}workforce",
    METADATA,
    Column("pcn_code", String),
    Column("as_at", Date),
    Column("role", String),
    Column("fte", Float),
    Column("headcount", Integer),
)

WORKFORCE_RETURN = Table(
    f"{PREFIX}workforce_return",
    METADATA,
    Column("pcn_code", String),
    Column("as_at", Date),
)

BOUNDARY = Table(
    f"{PREFIX}boundary",
    METADATA,
    Column("ons_code", String),
    Column("ods_code", String),
    Column("name", String),
    Column("outline", String),
)

QOF_REGISTER = Table(
    f"{PREFIX}qof_register",
    METADATA,
    Column("practice_code", String),
    Column("year", String),
    Column("group_code", String),
    Column("register", Integer),
    Column("list_size", Integer),
)

PRACTICE_IMD = Table(
    f"{PREFIX}practice_imd",
    METADATA,
    Column("practice_code", String),
    Column("imd_year", Integer),
    Column("score", Float),
)

SMI_CHECKS = Table(
    f"{PREFIX}smi_checks",
    METADATA,
    Column("sub_icb_code", String),
    Column("quarter_end", Date),
    Column("measure", String),
    Column("value", Integer),
)

LD_CHECKS = Table(
    f"{PREFIX}ld_checks",
    METADATA,
    Column("sub_icb_code", String),
    Column("year", String),
    Column("register", Integer),
    Column("checks", Integer),
)

ADMISSIONS_ICB = Table(
    f"{PREFIX}admissions_icb",
    METADATA,
    Column("icb_ods_code", String),
    Column("month", Date),
    Column("attendances", Integer),
    Column("emergency_admissions", Integer),
)

LD_PAYMENTS = Table(
    f"{PREFIX}ld_payments",
    METADATA,
    Column("practice_code", String),
    Column("year", String),
    Column("ld_health_checks_est", Integer),
)

SURVEY = Table(
    f"{PREFIX}survey",
    METADATA,
    Column("practice_code", String),
    Column("year", Integer),
    Column("sent", Integer),
    Column("received", Integer),
)

CANCER_ADMISSIONS = Table(
    f"{PREFIX}cancer_admissions",
    METADATA,
    Column("org_type", String),
    Column("org_code", String),
    Column("year", String),
    Column("admissions", Integer),
    Column("patients", Integer),
)

DEMENTIA = Table(
    f"{PREFIX}dementia",
    METADATA,
    Column("month", Date),
    Column("practices_open", Integer),
    Column("practices", Integer),
    Column("diagnosed", Integer),
    Column("planned", Integer),
    Column("rate", Float),
    Column("low", Float),
    Column("high", Float),
)

DEMENTIA_SUB_ICB = Table(
    f"{PREFIX}dementia_sub_icb",
    METADATA,
    Column("sub_icb_code", String),
    Column("month", Date),
    Column("recorded", Integer),
    Column("rate", Float),
    Column("low", Float),
    Column("high", Float),
)

QOF_ACHIEVEMENT = Table(
    f"{PREFIX}qof_achievement",
    METADATA,
    Column("practice_code", String),
    Column("year", String),
    Column("indicator_code", String),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("pcas", Integer),
)

OUTCOME = Table(
    f"{PREFIX}outcome",
    METADATA,
    Column("practice_code", String),
    Column("measure", String),
    Column("period", String),
    Column("events", Float),
    Column("base", Float),
    Column("people", Integer),
    Column("effective", Float),
    Column("excepted", Integer),
)

PUBLISHED_ASIDE = Table(
    f"{PREFIX}published_aside",
    METADATA,
    Column("title", String),
    Column("file", String),
    Column("reason", String),
    Column("place", String),
    Column("given", String),
    Column("figures", Integer),
)

PUBLISHED_JOIN = Table(
    f"{PREFIX}published_join",
    METADATA,
    Column("title", String),
    Column("rows_read", Integer),
    Column("rows_joined", Integer),
    Column("rows_not_joined", Integer),
    Column("rows_put_aside", Integer),
)

"""The SQLAlchemy table of paired scores."""

from sqlalchemy import Column, Date, Float, Integer, String, Table

from data_access.marts.schema import METADATA

BEFORE = tuple(f"before_{level}" for level in (1, 2, 3, 4))
AFTER = tuple(f"after_{level}" for level in (1, 2, 3, 4))
COUNTS = ("started", "scored", "paired", "gained", "lost", *BEFORE, *AFTER)
# Sums over people: of the change, of its square, and of the first score of all who have
# one and of those who have both.
SUMS = ("change", "change_squared", "first_scored", "first_paired")

MEASURE_PAIR = Table(
    "measure_pair",
    METADATA,
    Column("month", Date),  # in which the people started on the caseload
    Column("pcn_code", String),
    Column("practice_code", String),
    Column("cohort", String),
    Column("measure", String),
    *(Column(name, Integer) for name in COUNTS),
    *(Column(name, Float) for name in SUMS),
)

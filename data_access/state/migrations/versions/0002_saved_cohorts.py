"""Cohorts kept by name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of saved cohorts."""
    op.create_table(
        "saved_cohort",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pcn_code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("rules", sa.String(500), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("pcn_code", "name", name="one_name"),
    )
    op.create_index("ix_saved_cohort_pcn_code", "saved_cohort", ["pcn_code"])


def downgrade() -> None:
    """Drop the table of saved cohorts."""
    op.drop_table("saved_cohort")

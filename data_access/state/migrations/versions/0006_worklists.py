"""Worklists: how far each row has got, and who put identifiers beside the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of the states of rows and of the matches of worklists."""
    op.create_table(
        "worklist_state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pcn_code", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("next_id", sa.String(64), nullable=True),
        sa.UniqueConstraint("person_id", name="one_state"),
    )
    op.create_index("ix_worklist_state_pcn_code", "worklist_state", ["pcn_code"])
    op.create_table(
        "worklist_match",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pcn_code", sa.String(40), nullable=False),
        sa.Column("practice_code", sa.String(40), nullable=False),
        sa.Column("rules", sa.String(500), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.Integer, nullable=False),
        sa.Column("matched", sa.Integer, nullable=False),
    )
    op.create_index("ix_worklist_match_pcn_code", "worklist_match", ["pcn_code"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("worklist_match")
    op.drop_table("worklist_state")

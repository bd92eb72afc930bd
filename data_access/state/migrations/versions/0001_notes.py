"""Notes and rebases on charts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of notes."""
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pcn_code", sa.String(40), nullable=False),
        sa.Column("indicator", sa.String(60), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('note', 'rebase')", name="kind"),
    )
    op.create_index("ix_note_pcn_code", "note", ["pcn_code"])
    op.create_index("ix_note_indicator", "note", ["indicator"])


def downgrade() -> None:
    """Drop the table of notes."""
    op.drop_table("note")

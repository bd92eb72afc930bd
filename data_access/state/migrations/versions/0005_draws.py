"""Draws: who of a waiting list starts when, by lot."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of draws and of the people drawn."""
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pcn_code", sa.String(40), nullable=False),
        sa.Column("rules", sa.String(500), nullable=False),
        sa.Column("first_month", sa.Date, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("months_apart", sa.Integer, nullable=False),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_draw_pcn_code", "draw", ["pcn_code"])
    op.create_table(
        "drawn_person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draw_id", sa.Integer, sa.ForeignKey("draw.id"), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("practice_code", sa.String(40), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("next_id", sa.String(64), nullable=True),
        sa.UniqueConstraint("person_id", name="one_lot"),
    )
    op.create_index("ix_drawn_person_draw_id", "drawn_person", ["draw_id"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("drawn_person")
    op.drop_table("draw")

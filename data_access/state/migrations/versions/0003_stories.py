"""Stories, shown after a second person's review."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _words(name: str, longest: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(longest), nullable=False)


def upgrade() -> None:
    """Make the table of stories."""
    op.create_table(
        "story",
        sa.Column("id", sa.Integer, primary_key=True),
        _words("pcn_code", 40),
        sa.Column("revision", sa.Integer, nullable=False),
        _words("state", 10),
        _words("headline", 90),
        _words("text", 1200),
        _words("theme", 20),
        _words("cohort", 40),
        _words("indicator", 60),
        _words("writer", 60),
        _words("writer_key", 60),
        _words("reviewer", 60),
        sa.Column("reviewer_key", sa.String(60)),
        _words("reason", 300),
        sa.Column("consent_given", sa.Boolean, nullable=False),
        _words("consent_taken_by", 60),
        sa.Column("consent_taken_on", sa.Date, nullable=False),
        _words("consent_scope", 10),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state in ('draft', 'told', 'sent_back', 'shown', 'withdrawn')",
            name="story_state",
        ),
        sa.CheckConstraint(
            "reviewer_key is null or reviewer_key <> writer_key", name="second_person"
        ),
        sa.CheckConstraint(
            "state not in ('sent_back', 'shown') or reviewer_key is not null",
            name="reviewed",
        ),
        sa.CheckConstraint(
            "consent_given = 1 and length(consent_taken_by) > 0 "
            "and consent_scope in ('board', 'public')",
            name="consent",
        ),
        sa.CheckConstraint(
            "case when state = 'withdrawn' then length(headline || text || reason) = 0 "
            "else length(headline) > 0 and length(text) between 1 and 1200 end",
            name="words",
        ),
    )
    op.create_index("ix_story_pcn_code", "story", ["pcn_code"])


def downgrade() -> None:
    """Drop the table of stories."""
    op.drop_table("story")

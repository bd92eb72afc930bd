"""Stories are submitted, returned and published."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NEW_NAMES = {"told": "submitted", "sent_back": "returned", "shown": "published"}


def upgrade() -> None:
    """Rename the states, in the rows and in the constraints."""
    _rename(_NEW_NAMES)


def downgrade() -> None:
    """Give the states their earlier names again."""
    _rename({new: old for old, new in _NEW_NAMES.items()})


def _rename(names: dict[str, str]) -> None:
    submitted, returned, published = names.values()
    with op.batch_alter_table("story") as table:
        table.drop_constraint("story_state", type_="check")
        table.drop_constraint("reviewed", type_="check")
    story = sa.table("story", sa.column("state"))
    for old, new in names.items():
        op.execute(story.update().where(story.c.state == old).values(state=new))
    with op.batch_alter_table("story") as table:
        table.create_check_constraint(
            "story_state",
            f"state in ('draft', '{submitted}', '{returned}', '{published}', "
            "'withdrawn')",
        )
        table.create_check_constraint(
            "reviewed",
            f"state not in ('{returned}', '{published}') or reviewer_key is not null",
        )

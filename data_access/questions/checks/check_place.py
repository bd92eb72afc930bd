"""The place and month whose checks can be shown."""

from sqlalchemy import Connection

from data_access.door import Context
from data_access.questions.parts.place import Place, as_far_as, find_place

CHECK_FILES = ("health_checks",)


def check_place(context: Context, connection: Connection) -> Place:
    """Resolve a selection at the last month, up to its own, that has checks."""
    return as_far_as(find_place(context, connection), connection, CHECK_FILES)

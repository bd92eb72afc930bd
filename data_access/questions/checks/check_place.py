"""The place and month whose checks can be shown."""

from dataclasses import replace

from sqlalchemy import Connection

from data_access.door import Context
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.selection import ALL

CHECK_FILES = ("health_checks",)


def check_place(context: Context, connection: Connection) -> Place:
    """Resolve a selection at the last month, up to its own, that has checks.

    Of everyone: a check has a register of its own, which no chosen cohort narrows.
    """
    place = as_far_as(find_place(context, connection), connection, CHECK_FILES)
    return replace(place, cohort=ALL)

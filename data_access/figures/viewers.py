"""A reader by role: which practices they answer for, on the data loaded."""

from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.selection import Selection
from data_access.viewer import Role, Viewer


def viewer_as(door: Door, role: Role) -> Viewer:
    """Return the viewer of a role.

    The synthetic clinical lead answers for half the practices, so that what lies
    outside them can be seen to stay suppressed.
    """
    if role in (Role.BOARD, Role.COMMISSIONER):
        return Viewer(role)
    practices = door.ask(loaded_practices, Selection(), Viewer())
    if role is Role.CLINICAL_LEAD and is_synthetic(door):
        practices = practices[: max(len(practices) // 2, 1)]
    return Viewer(role, practices)


def is_synthetic(door: Door) -> bool:
    """Say whether the people are made up: only then may a reader be switched."""
    try:
        return door.evidence.meta().synthetic
    except CareImpactError:
        return False

"""The viewer of a role: the practices they are responsible for, among those loaded."""

from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.selection import Selection
from data_access.viewer import Role, Viewer


def viewer_as(door: Door, role: Role) -> Viewer:
    """Return the viewer of a role.

    The synthetic clinical lead is responsible for half the practices, so that one can
    see the others stay suppressed.
    """
    if role in (Role.BOARD, Role.COMMISSIONER):
        return Viewer(role)
    practices = door.ask(loaded_practices, Selection(), Viewer())
    if role is Role.CLINICAL_LEAD and is_synthetic(door):
        practices = practices[: max(len(practices) // 2, 1)]
    return Viewer(role, practices)


def is_synthetic(door: Door) -> bool:
    """Return whether the people are synthetic; only then may the reader be switched."""
    try:
        return door.evidence.meta().synthetic
    except CareImpactError:
        return False

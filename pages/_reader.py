"""Who is looking. Sign-in will only have to give another answer to this question."""

from flask import current_app, has_request_context, request

from components.reader_switch import COOKIE
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.questions.filters.practices_held import practices_held
from data_access.selection import Selection
from data_access.settings import Settings
from data_access.viewer import Role, Viewer

DOOR = "care_impact_door"
SETTINGS = "care_impact_settings"


def viewer() -> Viewer:
    """Return the reader: chosen by the switch with synthetic data, else as set."""
    role = reader_role()
    if role in (Role.BOARD, Role.COMMISSIONER):
        return Viewer(role)
    door: Door = current_app.extensions[DOOR]
    practices = door.ask(practices_held, Selection(), Viewer())
    # The synthetic clinical lead answers for half the practices, so that what lies
    # outside them can be seen to stay suppressed.
    if role is Role.CLINICAL_LEAD and switchable():
        practices = practices[: max(len(practices) // 2, 1)]
    return Viewer(role, practices)


def reader_role() -> Role:
    """Return the reader's role."""
    settings: Settings = current_app.extensions[SETTINGS]
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    if chosen in set(Role) and switchable():
        return Role(chosen)
    return settings.reader


def switchable() -> bool:
    """Say whether the reader may be switched: only where nobody is real."""
    door: Door = current_app.extensions[DOOR]
    try:
        return door.evidence.meta().synthetic
    except CareImpactError:
        return False

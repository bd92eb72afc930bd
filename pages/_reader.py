"""The current reader: from the switch with synthetic data, else from the settings.

Replace this module when sign-in is added.
"""

from flask import current_app, has_request_context, request

from components.reader_switch import COOKIE
from data_access.door import Door
from data_access.figures.viewers import is_synthetic, viewer_as
from data_access.settings import Settings
from data_access.viewer import Role, Viewer

DOOR = "care_impact_door"
SETTINGS = "care_impact_settings"


def viewer() -> Viewer:
    """Return the reader, with the practices they are responsible for."""
    return viewer_as(_door(), reader_role())


def reader_role() -> Role:
    """Return the reader's role."""
    settings: Settings = current_app.extensions[SETTINGS]
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    if chosen in set(Role) and is_synthetic(_door()):
        return Role(chosen)
    return settings.reader


def may_load() -> bool:
    """Return whether this reader may load data and see who loaded what."""
    return Viewer(reader_role()).may_load


def _door() -> Door:
    door: Door = current_app.extensions[DOOR]
    return door

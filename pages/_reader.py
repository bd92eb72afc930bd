"""The current reader: from the switch where there is one, else from the settings.

Replace this module when sign-in is added.
"""

from flask import has_request_context, request

from data_access.figures.viewers import viewer_as
from data_access.settings import names_reader
from data_access.viewer import Role, Viewer
from pages._store import current_store, home_store

COOKIES = {"home": "care_impact_reader", "own": "care_impact_reader_own"}


def viewer() -> Viewer:
    """Return the reader, with the practices they are responsible for."""
    return viewer_as(current_store().door, reader_role())


def reader_role() -> Role:
    """Return the reader's role."""
    chosen = request.cookies.get(reader_cookie()) if has_request_context() else None
    if chosen in set(Role) and may_switch():
        return Role(chosen)
    return current_store().settings.reader


def may_switch() -> bool:
    """Return whether the reader may be switched.

    That is with synthetic people, and in one's own store, which is looked at as others
    would see it, unless a setting names its reader.
    """
    store = current_store()
    own = store.name == "own" and not names_reader(home_store().settings)
    return own or store.is_synthetic


def reader_cookie() -> str:
    """Return the cookie of the choice, one for each store."""
    return COOKIES[current_store().name]


def may_load() -> bool:
    """Return whether this reader may load data and see who loaded what."""
    return Viewer(reader_role()).may_load

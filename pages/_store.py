"""The store that a request is about: the home's, or the reader's own beside it.

A tab says in a header which store it shows, so that two tabs never mix; an address that
is opened or downloaded has the browser's cookie instead, which follows the tab in use.
Neither is a secret or a right: on this machine both stores belong to the same person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.figures.viewers import is_synthetic
from data_access.settings import Settings

STORES = "care_impact_stores"  # the place of Stores among the server's extensions
COOKIE = "care_impact_store"  # named again by store.js, as are the header and values
HEADER = "X-Care-Impact-Store"

StoreName = Literal["home", "own"]

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


@dataclass(frozen=True, slots=True)
class Store:
    """One store: where it is, who reads it, and the door to its answers."""

    name: StoreName
    settings: Settings
    door: Door

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was ever loaded."""
        return self.door.evidence.is_empty

    @property
    def has_people(self) -> bool:
        """Return whether an extract was loaded, as it may be where nothing is read."""
        try:
            return self.door.evidence.meta().first_month is not None
        except CareImpactError:
            return not self.is_empty

    @property
    def is_synthetic(self) -> bool:
        """Return whether its people are made up."""
        return is_synthetic(self.door)


@dataclass(frozen=True, slots=True)
class Stores:
    """The store of the home, and how its neighbour is opened when it is first used."""

    home: Store
    open_own: Callable[[], Store]


def current_store() -> Store:
    """Return the store of this request; outside a request, that of the home."""
    stores: Stores = current_app.extensions[STORES]
    if not has_request_context():
        return stores.home
    named = request.headers.get(HEADER) or request.cookies.get(COOKIE)
    return stores.open_own() if named == "own" and own_is_offered() else stores.home


def home_store() -> Store:
    """Return the store of the home, whatever the request is about."""
    stores: Stores = current_app.extensions[STORES]
    return stores.home


def own_is_offered() -> bool:
    """Return whether this browser may use a store beside the home's.

    Only beside synthetic people or none, because a home of real people is one's own
    store already; and only on this machine: what others reach through a proxy, or by a
    name that leads here, must not take anybody's files.
    """
    home = home_store()
    return (not home.has_people or home.is_synthetic) and _is_from_this_machine()


def _is_from_this_machine() -> bool:
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    return host in _LOOPBACK and not any(name in request.headers for name in _FORWARDED)

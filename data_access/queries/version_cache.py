"""Read a small table once a version, because a version never changes."""

from collections.abc import Callable, Hashable
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

P = ParamSpec("P")
Read = TypeVar("Read")


def cached_per_version(
    read: Callable[Concatenate[Connection, P], Read],
) -> Callable[Concatenate[Connection, P], Read]:
    """Cache the results of ``read``, by arguments, for as long as its version is open.

    Use it for what every question of a page reads, and for published figures; never for
    rows of people. Results are shared, so callers must not change them.
    """
    cache: WeakKeyDictionary[Engine, dict[Hashable, Read]] = WeakKeyDictionary()

    def read_once(
        connection: Connection, /, *args: P.args, **details: P.kwargs
    ) -> Read:
        results = cache.setdefault(connection.engine, {})
        key = (args, tuple(sorted(details.items())))
        if key not in results:
            results[key] = read(connection, *args, **details)
        return results[key]

    read_once.__doc__ = read.__doc__
    return read_once

"""Delete what was made from people who were since erased, or renamed by a new key.

``ingest.rewrite`` changes every version of the lake and leaves a mark in the home.
Whoever next swaps evidence in deletes the evidence before it, the answers kept from it
and the uploads that wait. The mark goes last, so that what a crash interrupted is done
at the next load, build or start.
"""

import shutil
from pathlib import Path

from redis import Redis, RedisError

from data_access.errors import CareImpactError
from data_access.settings import Settings
from data_access.store.rewrite import PURGE_DUE

# What flask-caching puts before every key in Redis, where no other is set.
_CACHE_PREFIX = "flask_cache_"


def purge_derived(settings: Settings, current: Path) -> None:
    """Delete all but the ``current`` evidence, where the lake was rewritten.

    Call while holding the load lock. Raises CareImpactError where something cannot be
    deleted; the mark stays, so that it is tried again.
    """
    mark = settings.home / PURGE_DUE
    if not mark.exists():
        return
    try:
        for file in current.parent.glob("*.duckdb*"):
            if file != current:
                file.unlink()
        _delete_within(settings.home / "uploads")
        _delete_within(settings.home / "cache")
        if settings.cache_url:
            _empty_redis(settings.cache_url)
    except (OSError, RedisError) as error:
        raise CareImpactError(
            "The store is changed, but something made from it before could not be "
            f"deleted ({type(error).__name__}): see that the home folder can be "
            "written and the cache answers, then run `care-impact build`."
        ) from None
    mark.unlink()


def _delete_within(folder: Path) -> None:
    """Empty ``folder`` and leave it: a server that runs goes on writing to it."""
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def _empty_redis(url: str) -> None:
    with Redis.from_url(url) as client:
        for key in client.scan_iter(match=f"{_CACHE_PREFIX}*"):
            client.delete(key)

"""Delete everything derived from people since erased or re-keyed.

``store.rewrite`` changes every version of the lake and leaves a mark in the home. The
next swap of the evidence deletes the earlier evidence, the cached answers and the
waiting uploads, and renames or removes the people whom app state names. The mark is
deleted last, so that after a crash the next load, build or start completes the purge.
"""

import shutil
from pathlib import Path

from redis import Redis, RedisError

from data_access.errors import CareImpactError
from data_access.settings import Settings
from data_access.state.people_kept import take_names
from data_access.state.store import has_state, open_state
from data_access.store.rewrite import PURGE_DUE

CACHE_PREFIX = "flask_cache_"  # of every key in Redis, whichever store it is of


def purge_derived(settings: Settings, current: Path) -> None:
    """Delete all but the ``current`` evidence, if the lake was rewritten.

    Call with the load lock. Raises CareImpactError if something cannot be deleted; the
    mark stays, so that it is tried again.
    """
    mark = settings.home / PURGE_DUE
    if not mark.exists():
        return
    if has_state(settings.home):
        take_names(open_state(settings.home))
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
            "The store is changed, but data derived from it earlier could not be "
            f"deleted ({type(error).__name__}): check that the home folder can be "
            "written and that the cache responds, then run `care-impact build`."
        ) from None
    mark.unlink()


def _delete_within(folder: Path) -> None:
    """Empty ``folder`` but keep it: a running server continues to write to it."""
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def _empty_redis(url: str) -> None:
    with Redis.from_url(url) as client:
        for key in client.scan_iter(match=f"{CACHE_PREFIX}*"):
            client.delete(key)

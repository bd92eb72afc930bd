"""Serve the pages with a production WSGI server, on this machine only."""

import errno
import gc
import socket

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from data_access.errors import CareImpactError
from data_access.settings import Settings

SECONDS_TO_STOP = 5


def require_free_port(settings: Settings) -> None:
    """Raise CareImpactError if the server cannot listen on the port."""
    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        # Like the server it can reuse a port just released, but not on Windows, where
        # that would let two servers share one.
        socket.create_server((settings.host, settings.port), family=kind).close()
    except OSError as problem:
        in_use = problem.errno == errno.EADDRINUSE
        reason = (
            "is in use: stop the program that uses it"
            if in_use
            else "may not be used here"
        )
        next_port = settings.port + 1 if settings.port < 65535 else 8050
        raise CareImpactError(
            f"Port {settings.port} {reason}, or choose another with PORT={next_port}."
        ) from None


def serve(settings: Settings) -> None:
    """Serve until stopped. The application is imported in each worker."""
    # What is left of DuckDB's connections goes here, and not in a worker: there their
    # threads are gone, and collecting one waits for them without end.
    gc.collect()
    gc.freeze()
    Granian(
        "app:create_server",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        # A worker that is interrupted while it starts may miss the signal.
        workers_kill_timeout=SECONDS_TO_STOP,
        log_level=LogLevels.error,
    ).serve()

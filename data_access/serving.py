"""Serve the pages with a production WSGI server, on this machine only."""

import socket

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from data_access.errors import CareImpactError
from data_access.settings import Settings


def require_free_port(settings: Settings) -> None:
    """Raise CareImpactError where something else listens on the port already."""
    with socket.socket() as probe:
        # As the server itself does, or a port just left would still look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise CareImpactError(
                f"Port {settings.port} is in use: stop what uses it, or choose another "
                f"with PORT={settings.port + 1}."
            ) from None


def serve(settings: Settings) -> None:
    """Serve until stopped. The application is imported in each worker."""
    Granian(
        "app:create_server",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        log_level=LogLevels.error,
    ).serve()

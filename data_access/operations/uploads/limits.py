"""How much memory and time may a check or a load take, and what if it takes more?

The system ends a process that passes a limit, wherever it is: a file that a reader of
another's writing cannot bear must not take the machine with it.
"""

import signal
import sys

from data_access.settings import Settings

_MEGABYTE = 1024**2


def limit_process(settings: Settings) -> None:
    """Limit the memory and the time of this process, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    memory = settings.upload_memory_mb * _MEGABYTE
    # Of all that a process maps, data alone: libraries reserve addresses freely.
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    # Not caught: the code of a reader holds up all of ours, but not the system.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(settings.upload_seconds)


def out_of_memory(settings: Settings) -> str:
    """Return what is said of a check or a load that needed more memory."""
    return (
        "The check or load needed more memory than the "
        f"{settings.upload_memory_mb:,} MB that it may take, and nothing was changed: "
        "upload fewer files at a time, split the largest by year, or raise "
        "CARE_IMPACT_UPLOAD_MEMORY_MB."
    )


def ended_by_limit(code: int, settings: Settings) -> str:
    """Return why a process ended with ``code``; empty if no limit ended it."""
    if sys.platform == "win32":
        return ""
    if code == -signal.SIGALRM:
        return (
            f"The check or load took more than {settings.upload_seconds:,} seconds, "
            "and nothing was changed: upload fewer files at a time, or raise "
            "CARE_IMPACT_UPLOAD_SECONDS."
        )
    # A library that is given no memory ends its process so.
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
        return out_of_memory(settings)
    return ""

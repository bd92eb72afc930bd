"""Errors whose text is written for the person who can correct them."""

from data_access.viewer import Viewer
from data_access.words.remedies import Remedied


class CareImpactError(Exception):
    """Say in one plain sentence what is wrong and what to do about it.

    Anything raised to a user derives from this class, so that the command line
    and the pages can show its text alone, without a traceback.
    """

    def __init__(self, reason: str | Remedied) -> None:
        """Give the sentence, or a problem with what to do for who loads and others."""
        super().__init__(reason)
        self.reason = reason

    def said_to(self, viewer: Viewer) -> str:
        """Say it to a reader: a command to who loads alone."""
        if isinstance(self.reason, Remedied):
            return self.reason.said_to(viewer)
        return str(self)


class SaidOnceError(CareImpactError):
    """An error of the whole page: the first region reports it, the others stay
    empty.
    """


class NotLoadedError(CareImpactError):
    """The month, PCN or practice selected is not loaded, so it has no figures."""


class OutOfMemoryError(CareImpactError):
    """There is not enough memory; the message says what to do."""

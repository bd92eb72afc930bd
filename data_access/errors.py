"""Errors whose text is written for the person who can correct them."""


class CareImpactError(Exception):
    """Say in one plain sentence what is wrong and what to do about it.

    Anything raised to a user derives from this class, so that the command line
    and the pages can show its text alone, without a traceback.
    """


class SaidOnceError(CareImpactError):
    """An error of the whole page: the first region reports it, the others stay
    empty.
    """


class NotLoadedError(CareImpactError):
    """The month, PCN or practice selected is not loaded, so it has no figures."""

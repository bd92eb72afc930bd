"""Errors whose text is meant for the person who can mend them."""


class CareImpactError(Exception):
    """Say in one plain sentence what is wrong and what to do about it.

    Anything raised to a user derives from this class, so that the command line
    and the pages can show its text alone, without a traceback.
    """


class SaidOnceError(CareImpactError):
    """What holds for the whole of a page: its first region says it, the others stay
    empty.
    """


class NotLoadedError(CareImpactError):
    """The month, PCN or practice selected is not held: no figure of it can be shown."""

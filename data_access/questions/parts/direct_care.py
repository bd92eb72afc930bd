"""Who may see what only direct care may: people, and one practice's flows."""

from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.parts.place import Place
from data_access.selection import WHOLE_PCN
from data_access.viewer import Role

_SHOWN = 8  # characters: enough to find a row by, and to read out


class NotPermittedError(CareImpactError):
    """This reader may not see the answer; the sentence says who may."""


def own_practices(context: Context, place: Place) -> tuple[str, ...]:
    """Return the practices of the place for which the reader is clinical lead.

    Raises NotPermittedError for every other reader, and outside those practices. A PCN
    manager sees exact counts but no rows of people, because a manager gives no care.
    """
    viewer = context.viewer
    if viewer.role is not Role.CLINICAL_LEAD:
        raise NotPermittedError(
            "Cohorts and worklists are for the clinical lead of the practices "
            "concerned, for direct care: sizes of freely chosen cohorts could be "
            "subtracted from each other until one person is left."
        )
    own = set(viewer.practices)
    if place.practice != WHOLE_PCN and place.practice not in own:
        raise NotPermittedError(
            f"{place.name} is not one of your practices: choose one of yours, or all "
            "practices."
        )
    practices = tuple(code for code in place.practice_codes if code in own)
    if not practices:
        raise NotPermittedError(
            f"You are responsible for no practice of {place.pcn_name}: choose "
            "another PCN."
        )
    return practices


def pseudonym_shown(person: str) -> str:
    """Return what a list shows of a pseudonym."""
    return person[:_SHOWN]

"""How are people on the caseload seen: at home, by telephone, in a group?"""

from data_access.answers.core import Caption, Comparison
from data_access.door import Context
from data_access.questions.caseload.contacts_divided import (
    CONTACTS,
    DividedContacts,
    contacts_divided,
)
from data_access.words.numbers import number_text, value_text

_NAMES = {
    "telephone": "Telephone",
    "face_to_face": "Face to face",
    "home_visit": "Home visit",
    "video": "Video",
    "group": "Group",
    "mdt": "Team meeting about the person",
    "unknown": "Mode not recorded",
}


def contact_modes(context: Context) -> Comparison:
    """Report the contacts of the month that took place, by mode.

    Raises NotPermittedError for one practice outside direct care, and CareImpactError
    where no contacts are held.
    """
    found = contacts_divided(
        context,
        "mode",
        _NAMES,
        "How the people of one practice are seen is shown in direct care only, because "
        "its numbers are small; choose all practices.",
    )
    return Comparison(
        caption=Caption(
            headline=_headline(found),
            subtitle=f"Contacts that took place, by mode, {found.where}",
            summary="Contacts not attended, of unknown attendance and administration "
            f"are left out.{found.hidden_words}",
            definition=CONTACTS,
        ),
        places=found.items,
        average=None,
        table=found.table(f"Contacts by mode, {found.where}", "Mode"),
    )


def _headline(found: DividedContacts) -> str:
    if found.most is None or found.total is None:
        return "Contacts by mode: numbers are too small to show"
    most, share = found.most
    visits = next(
        (item.value for item in found.items if item.code == "home_visit"), None
    )
    words = (
        f"{most.name} was the most usual way, {value_text(share, 'percent')} of "
        f"{number_text(found.total)} contacts"
    )
    if visits is None or most.code == "home_visit":
        return words
    return f"{words}; {number_text(visits)} were home visits"

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
    if no contacts are loaded.
    """
    contacts = contacts_divided(
        context,
        "mode",
        _NAMES,
        "One practice's contacts by mode are shown in direct care only, because "
        "numbers are small; choose all practices.",
    )
    return Comparison(
        caption=Caption(
            headline=_headline(contacts),
            subtitle=f"Contacts that took place, by mode, {contacts.where}",
            summary=contacts.said(
                "Contacts not attended, of unknown attendance and administration are "
                "left out."
            ),
            definition=CONTACTS,
        ),
        places=contacts.items,
        average=None,
        table=contacts.table(f"Contacts by mode, {contacts.where}", "Mode"),
    )


def _headline(contacts: DividedContacts) -> str:
    if contacts.most is None or contacts.total is None:
        return "Contacts by mode: numbers are too small to show"
    most, share = contacts.most
    visits = next(
        (item.value for item in contacts.items if item.code == "home_visit"), None
    )
    headline = (
        f"{most.name} was the most common mode, {value_text(share, 'percent')} of "
        f"{number_text(contacts.total)} contacts"
    )
    if visits is None or most.code == "home_visit":
        return headline
    return f"{headline}; {number_text(visits)} were home visits"

"""What was done in the month's contacts with people on the caseload?"""

from data_access.answers.core import Caption, Comparison
from data_access.catalogue.activities import ACTIVITIES
from data_access.door import Context
from data_access.questions.caseload.contacts_divided import (
    CONTACTS,
    DividedContacts,
    contacts_divided,
)
from data_access.words.numbers import value_text

DIMENSION = "activity"
ONE_PRACTICE = (
    "One practice's contacts by activity are shown in direct care only, because "
    "numbers are small; choose all practices."
)
COUNTED = (
    "A contact has one activity. Contacts not attended, of unknown attendance and "
    "administration are left out. The count is of activity, not of its results."
)


def outcomes_activity(context: Context) -> Comparison:
    """Report the contacts of the month that took place, by activity.

    Raises NotPermittedError for one practice outside direct care, and CareImpactError
    if no contacts are loaded.
    """
    contacts = contacts_divided(context, DIMENSION, ACTIVITIES, ONE_PRACTICE)
    subtitle = f"Contacts that took place, by activity, {contacts.where}"
    return Comparison(
        caption=Caption(
            headline=_headline(contacts),
            subtitle=subtitle,
            summary=contacts.said(COUNTED),
            definition=CONTACTS,
        ),
        places=contacts.items,
        average=None,
        table=contacts.table(subtitle, "Activity"),
    )


def _headline(contacts: DividedContacts) -> str:
    if contacts.most is None or contacts.total is None:
        return "Contacts by activity: numbers are too small to show"
    most, share = contacts.most
    return (
        f"{most.name} was the most common activity, {value_text(share, 'percent')} "
        f"of {value_text(contacts.total, 'count')} contacts"
    )

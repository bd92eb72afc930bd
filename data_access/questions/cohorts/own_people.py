"""Who is registered now with the practices that a clinical lead is responsible for?"""

from data_access.answers.cohorts import OwnPeople
from data_access.door import Context
from data_access.queries.drawn_people import registered_now
from data_access.questions.cohorts.cohort_scope import cohort_scope


def own_people(context: Context) -> OwnPeople:
    """Return the pseudonyms of the reader's own people; raises as `cohort_scope`."""
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        people = registered_now(connection, scope.practices)
    return OwnPeople(scope.place.pcn, frozenset(people["person_id"]))

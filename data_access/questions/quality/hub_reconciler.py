"""Do checks recorded here agree with the published figure for the same places?

National figures leave out checks done at a PCN hub and recorded outside the practice
(NHS England, Learning Disabilities Health Check Scheme, April 2026).
"""

from data_access.answers.quality import HubReport
from data_access.door import Context
from data_access.queries.hub_checks import (
    areas_of,
    checks_paid,
    recorded,
    smi_published,
)
from data_access.questions.parts.place import find_place
from data_access.questions.quality import (
    hub_learning_disability,
    hub_severe_mental_illness,
)


def hub_reconciler(context: Context) -> HubReport:
    """Compare LD checks by practice and year, and SMI checks by sub-ICB and quarter."""
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        codes = [practice.code for practice in place.practices]
        learning = recorded(connection, "learning_disability", codes)
        severe = recorded(connection, "smi", codes)
        published = context.evidence.meta().published
        paid = checks_paid(connection) if published else {}
        quarters = smi_published(connection) if published else {}
        mapped = areas_of(connection, codes) if published else {}
    return HubReport(
        learning_disability=hub_learning_disability.compared(
            context.viewer, place, learning, paid
        ),
        severe_mental_illness=hub_severe_mental_illness.compared(
            context.viewer, severe, quarters, mapped
        ),
    )

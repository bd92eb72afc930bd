"""Everybody's time on a list, and the first day on the caseload.

It follows the people of a draw, and is read for direct care only:
docs/decisions/0021-people-of-a-draw-are-followed.md says why it exists.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach

NAME = "person_time"
NEEDS = ("patients", "practices")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return one row a person: person_id, pcn_code and three days.

    ``registered_from``; ``last_on``, the day of leaving or death, null for neither; and
    ``started_on``, the first day on the caseload, null for never.
    """
    patients, practices = tables["patients"], tables["practices"]
    left = ibis.least(
        patients.registered_to.fill_null(_FAR), patients.deceased_on.fill_null(_FAR)
    )
    people = patients.mutate(last_on=left.nullif(_FAR)).inner_join(
        practices.select("practice_code", "pcn_code"), "practice_code"
    )
    if "caseload" in tables:
        caseload = tables["caseload"]
        first = caseload.group_by("person_id").agg(started_on=caseload.opened_on.min())
        people = attach(people, first, ["person_id"])
    else:
        people = people.mutate(started_on=ibis.null("date"))
    return people.select(
        "person_id", "pcn_code", "registered_from", "last_on", "started_on"
    )


_FAR = ibis.date(9999, 12, 31)

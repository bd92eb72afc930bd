"""What the care coordinators cost and what was claimed for them, by PCN and month."""

from collections.abc import Mapping

import ibis
from ibis import ir

NAME = "staff_cost"
ROLE = "care_coordinator"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    """Return pcn_code, month, wte, claimed_gbp and actual_cost_gbp.

    The cost of a month is null if that of any post is unknown.

    None if no claims were loaded.
    """
    if "arrs_claims" not in tables:
        return None
    claims = tables["arrs_claims"]
    coordinators = claims.filter(claims.role.lower().replace(" ", "_") == ROLE)
    return coordinators.group_by("pcn_code", "month").agg(
        wte=coordinators.wte.sum(),
        claimed_gbp=coordinators.claimed_gbp.sum(),
        # The cost of some posts alone would pass for that of all.
        actual_cost_gbp=ibis.cases(
            (
                coordinators.actual_cost_gbp.count() == coordinators.count(),
                coordinators.actual_cost_gbp.sum(),
            )
        ),
    )

"""What the care coordinators cost and what was claimed for them, by PCN and month."""

from collections.abc import Mapping

from ibis import ir

NAME = "staff_cost"
ROLE = "care_coordinator"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    """Return pcn_code, month, wte, claimed_gbp, actual_cost_gbp (null if unknown).

    None if no claims were loaded.
    """
    if "arrs_claims" not in tables:
        return None
    claims = tables["arrs_claims"]
    coordinators = claims.filter(claims.role.lower().replace(" ", "_") == ROLE)
    return coordinators.group_by("pcn_code", "month").agg(
        wte=coordinators.wte.sum(),
        claimed_gbp=coordinators.claimed_gbp.sum(),
        actual_cost_gbp=coordinators.actual_cost_gbp.sum(),
    )

"""What the care coordinators cost and what was claimed for them, by PCN and month."""

from collections.abc import Mapping

from ibis import ir

NAME = "staff_cost"
ROLE = "care_coordinator"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    """Return pcn_code, month, wte, claimed_gbp, actual_cost_gbp (null where unknown).

    None where no claims were loaded.
    """
    if "arrs_claims" not in tables:
        return None
    claims = tables["arrs_claims"]
    mine = claims.filter(claims.role.lower().replace(" ", "_") == ROLE)
    return mine.group_by("pcn_code", "month").agg(
        wte=mine.wte.sum(),
        claimed_gbp=mine.claimed_gbp.sum(),
        actual_cost_gbp=mine.actual_cost_gbp.sum(),
    )

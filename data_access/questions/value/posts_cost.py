"""What the care coordinators' posts cost in the months of an estimate."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data_access.months import months_after
from data_access.queries.staff_cost import staff_cost
from data_access.questions.impact.matched import Matched


@dataclass(frozen=True, slots=True)
class PostsCost:
    """Posts of one PCN from `first` to `last` (inclusive), in GBP; None if not known.

    `months` counts those with a claim, `known` those with the actual cost too. Where a
    cost is known, cost, claim and `wte` (an average) are of the months with a cost, so
    that they can be set beside one another; otherwise of all months with a claim.
    """

    first: date
    last: date
    months: int
    known: int
    wte: float | None
    claimed: float | None
    spent: float | None

    @property
    def counted(self) -> int:
        """Return how many months the amounts are of."""
        return self.known or self.months

    @property
    def gaps(self) -> str:
        """Say for how many months the actual cost is known, if not for all."""
        if self.known == self.months:
            return ""
        return f", {self.known} of {self.months} months reported"


def posts_cost(connection: Connection, matched: Matched) -> PostsCost:
    """Add up the posts' months from the first start that counts to the last month."""
    first, last = months_after(matched.first_month, 12), matched.last_month
    rows = staff_cost(connection, matched.place.pcn, first, last)
    if rows.empty:
        return PostsCost(first, last, 0, 0, None, None, None)
    with_cost = rows[rows["actual_cost_gbp"].notna()]
    known = len(with_cost)
    counted = with_cost if known else rows
    return PostsCost(
        first=first,
        last=last,
        months=len(rows),
        known=known,
        wte=float(counted["wte"].mean()),
        claimed=float(counted["claimed_gbp"].sum()),
        spent=float(with_cost["actual_cost_gbp"].sum()) if known else None,
    )

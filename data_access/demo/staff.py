"""Care coordinators in post, and what the PCN claimed for its roles."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Real, Whole, coded, dates
from data_access.demo.arrow_schema import as_table
from data_access.demo.places import Pcn
from data_access.demo.settings import HISTORY
from data_access.demo.timeline import Timeline
from data_access.demo.world import World

# Months after the first caseload of starting and leaving, and WTE. The second leaves,
# and is replaced after a gap of two months in which waits grow.
ROSTER = (
    (0, None, 1.0),
    (0, 15, 0.8),
    (6, None, 0.6),
    (12, None, 1.0),
    (17, None, 0.8),
)
LEAD_IN = 11  # days in post before the first month of work
# Invented round sums; the caps of the scheme are configuration, not demo data.
YEARLY_COST, MONTHLY_CLAIM = 36_400.0, 2_850.0
ROLES = ("care_coordinator", "link_worker", "health_coach")
OTHER_WTE = (1.8, 0.9)


@dataclass(frozen=True, slots=True)
class Staff:
    """Coordinators in order of starting: first day, last day (`NEVER`), WTE."""

    started: Whole
    left: Whole
    wte: Real

    def on(self, day: int) -> Whole:
        """Give the positions of those in post on a day."""
        return np.flatnonzero((self.started <= day) & (day <= self.left))

    def wte_by_month(self, timeline: Timeline) -> Real:
        """Give the WTE in post on the last day of each month."""
        ends = timeline.firsts[1:, None] - 1
        return np.asarray(((self.started <= ends) & (ends <= self.left)) @ self.wte)


def staff(timeline: Timeline) -> Staff:
    """Appoint the coordinators who start within the extract."""
    rows = [post for post in ROSTER if HISTORY + post[0] < timeline.months]
    starts = [int(timeline.firsts[HISTORY + post[0]]) - LEAD_IN for post in rows]
    lefts = [
        int(timeline.firsts[HISTORY + post[1]]) - 1
        if post[1] is not None and HISTORY + post[1] < timeline.months
        else NEVER
        for post in rows
    ]
    return Staff(
        np.array(starts), np.array(lefts), np.array([post[2] for post in rows])
    )


def coordinator_ids(pcn: Pcn, team: Staff) -> list[str]:
    """Name the coordinators of a PCN."""
    return [f"CC{pcn.tag}-{number + 1}" for number in range(len(team.wte))]


def coordinators(world: World, team: Staff) -> pa.Table:
    """Make the coordinators table."""
    codes = [practice.code for practice in world.pcn.practices]
    count = len(team.wte)
    return as_table(
        "coordinators",
        {
            "coordinator_id": pa.array(coordinator_ids(world.pcn, team)),
            "pcn_code": pa.array([world.pcn.code] * count),
            "wte": pa.array(team.wte),
            "started_on": dates(team.started),
            "left_on": dates(team.left),
            "base_practice_code": coded(codes, np.arange(count) % len(codes)),
            "annual_cost_gbp": pa.array((team.wte * YEARLY_COST).round(2)),
        },
    )


def arrs_claims(world: World, team: Staff) -> pa.Table:
    """Make the claims table: one row per month and role with anyone in post.

    Actual cost is empty in the last month, which no PCN has closed yet.
    """
    rng = world.stream("arrs_claims")
    timeline = world.timeline
    wte = np.stack(
        [
            team.wte_by_month(timeline),
            *(np.full(timeline.months, other_wte) for other_wte in OTHER_WTE),
        ]
    )
    role, month = np.nonzero(wte > 0)
    wte_claimed = wte[role, month]
    actual = wte_claimed * YEARLY_COST / 12 * rng.uniform(0.97, 1.05, len(wte_claimed))
    claimed = np.minimum(actual, wte_claimed * MONTHLY_CLAIM)
    return as_table(
        "arrs_claims",
        {
            "pcn_code": pa.array([world.pcn.code] * len(wte_claimed)),
            "month": dates(timeline.firsts[month]),
            "role": coded(ROLES, role),
            "wte": pa.array(wte_claimed.round(2)),
            "claimed_gbp": pa.array(claimed.round(2)),
            "actual_cost_gbp": pa.array(
                actual.round(2), mask=month == timeline.months - 1
            ),
        },
    )

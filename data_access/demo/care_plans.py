"""Care plans: agreed on the caseload, and some by the practices."""

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, dates
from data_access.demo.arrow_schema import as_table
from data_access.demo.cohorts import COHORTS
from data_access.demo.episodes import Episodes
from data_access.demo.world import World

BY_PRACTICES = ("palliative", "frailty_severe", "dementia")


def care_plans(world: World, episodes: Episodes) -> pa.Table:
    """Make the care plans table: agreed on the caseload, and some by practices."""
    rng = world.stream("care_plans")
    last = world.timeline.last
    started = np.flatnonzero(
        (episodes.first_contact < NEVER)
        & (rng.random(len(episodes.first_contact)) < 0.8)
    )
    agreed = episodes.first_contact[started] + rng.gamma(
        2.0, 14.0, len(started)
    ).astype(np.int64)
    eligible = np.isin(
        world.memberships.cohort, [COHORTS.index(name) for name in BY_PRACTICES]
    )
    others = np.flatnonzero(eligible & (rng.random(len(eligible)) < 0.3))
    since = np.maximum(world.memberships.since[others], world.timeline.start)
    span = np.maximum(last - since, 1)
    practice_day = since + (rng.random(len(others)) * span).astype(np.int64)
    person = np.concatenate(
        [episodes.person[started], world.memberships.person[others]]
    )
    day = np.concatenate([agreed, practice_day])
    declined = rng.random(len(day)) < 0.06
    after = day + 120 + rng.gamma(4.0, 30.0, len(day)).astype(np.int64)
    reviewed = ~declined & (rng.random(len(day)) < 0.6) & (after <= last)
    reviewed &= world.folk.present(person, after)
    rows = np.flatnonzero((day <= last) & world.folk.present(person, day))
    order = rows[np.lexsort((person[rows], day[rows]))]
    return as_table(
        "care_plans",
        {
            "patient_id": world.ids_of(person[order]),
            "agreed_on": dates(day[order]),
            "reviewed_on": dates(np.where(reviewed, after, NEVER)[order]),
            "declined": pa.array(declined[order]),
        },
    )

"""The caseload: each person's episodes, the first in the month they start."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Real, Whole, coded, dates, keys, pick, take
from data_access.demo.arrow_schema import as_table
from data_access.demo.cohorts import COHORTS, NO_COHORT
from data_access.demo.staff import Staff, coordinator_ids
from data_access.demo.world import World

ROUTES = {
    "gp": 28,
    "nurse": 10,
    "receptionist": 6,
    "link_worker": 6,
    "health_coach": 3,
    "proactive_search": 22,
    "mdt": 9,
    "hospital": 9,
    "community": 4,
    "self": 2,
    "other": 1,
}
SOURCES, ROUTE_SHARE = tuple(ROUTES), tuple(ROUTES.values())
# People who move or die are closed for that, whatever was drawn.
CLOSINGS = {
    "completed": 74,
    "did_not_engage": 14,
    "escalated": 7,
    "moved": 0,
    "died": 0,
    "other": 5,
}
OUTCOMES, CLOSING_SHARE = tuple(CLOSINGS), tuple(CLOSINGS.values())
MOVED, DIED = OUTCOMES.index("moved"), OUTCOMES.index("died")
TYPICAL_DAYS, SPREAD = 150.0, 0.6  # of an episode, log-normal
RETURNING = 0.16  # of closed first episodes, two to eight months later
WAIT_AT_NO_STAFF = 45.0  # days to first contact, over 1 + WTE in post


@dataclass(frozen=True, slots=True)
class Episodes:
    """One row per episode, ordered by first day.

    `coordinator`, `route`, `reason` and `outcome` are positions in the staff and in
    `SOURCES`, `COHORTS` and `OUTCOMES`; -1 is empty.
    `closed` and `first_contact` may be `NEVER`.
    """

    person: Whole
    opened: Whole
    closed: Whole
    first_contact: Whole
    coordinator: Whole
    route: Whole
    reason: Whole
    complexity: Whole
    outcome: Whole

    @property
    def numbers(self) -> Whole:
        """Number of each episode within the PCN, from 1."""
        return np.arange(1, len(self.person) + 1)


def episodes(world: World, team: Staff) -> Episodes:
    """Open an episode for everyone who started, and second ones for some who return."""
    rng = world.stream("caseload")
    timeline, folk = world.timeline, world.folk
    person = np.flatnonzero(world.starts.month < NEVER)
    opened = _opening_days(rng, world, person)
    closed, outcome = _closing(rng, world, person, opened)
    return_day = closed + rng.integers(60, 240, len(closed))
    returns = (rng.random(len(person)) < RETURNING) & (return_day <= timeline.last)
    returns &= folk.present(person, return_day)
    closed_again, outcome_again = _closing(
        rng, world, person[returns], return_day[returns]
    )
    person = np.concatenate([person, person[returns]])
    opened = np.concatenate([opened, return_day[returns]])
    closed = np.concatenate([closed, closed_again])
    main = world.main[person, timeline.month_of(opened)]
    rows = Episodes(
        person=person,
        opened=opened,
        closed=closed,
        first_contact=_first_contacts(rng, world, team, opened, closed),
        coordinator=_coordinators(rng, team, opened, closed),
        route=pick(rng, ROUTE_SHARE, len(person)),
        reason=np.where(main == NO_COHORT, -1, main),
        complexity=_complexity(rng, world, person),
        outcome=np.concatenate([outcome, outcome_again]),
    )
    return take(rows, np.lexsort((person, opened)))


def episode_keys(world: World, numbers: Whole) -> pa.Array:
    """Name episodes by their number."""
    return keys(f"E{world.pcn.tag}", numbers)


def caseload(world: World, team: Staff, episodes: Episodes) -> pa.Table:
    """Make the caseload table."""
    return as_table(
        "caseload",
        {
            "episode_id": episode_keys(world, episodes.numbers),
            "patient_id": world.ids_of(episodes.person),
            "opened_on": dates(episodes.opened),
            "closed_on": dates(episodes.closed),
            "coordinator_id": coded(
                coordinator_ids(world.pcn, team), episodes.coordinator
            ),
            "route": coded(SOURCES, episodes.route),
            "reason": coded(COHORTS, episodes.reason),
            "complexity": pa.array(episodes.complexity),
            "close_reason": coded(OUTCOMES, episodes.outcome),
        },
    )


def _opening_days(rng: np.random.Generator, world: World, person: Whole) -> Whole:
    month = world.starts.month[person]
    first = world.timeline.firsts[month]
    last_present = np.minimum(world.folk.left, world.folk.died)[person]
    last = np.minimum(world.timeline.firsts[month + 1] - 1, last_present)
    day = first + (rng.random(len(person)) * (last - first + 1)).astype(np.int64)
    # Nobody opens a case at a weekend: move to the Friday, or the Monday at a month's
    # beginning, so that the month of starting stays the one that was drawn.
    weekday = (day + 3) % 7
    friday = day - np.maximum(weekday - 4, 0)
    monday = np.minimum(day + 7 - weekday, last)
    return np.where(friday >= first, friday, monday)


def _closing(
    rng: np.random.Generator, world: World, person: Whole, opened: Whole
) -> tuple[Whole, Whole]:
    stay = np.exp(rng.normal(np.log(TYPICAL_DAYS), SPREAD, len(person)))
    closed = opened + np.maximum(stay.astype(np.int64), 10)
    outcome = pick(rng, CLOSING_SHARE, len(person))
    leaving, died = world.folk.left[person], world.folk.died[person]
    outcome = np.where(closed >= leaving, MOVED, outcome)
    outcome = np.where(closed >= died, DIED, outcome)
    closed = np.minimum(closed, np.minimum(leaving, died))
    still = closed > world.timeline.last
    return np.where(still, NEVER, closed), np.where(still, -1, outcome)


def _first_contacts(
    rng: np.random.Generator, world: World, team: Staff, opened: Whole, closed: Whole
) -> Whole:
    wte = team.wte_by_month(world.timeline)[world.timeline.month_of(opened)]
    mean: Real = WAIT_AT_NO_STAFF / (1 + wte)
    day = opened + 1 + rng.gamma(2.0, mean / 2).astype(np.int64)
    late = day > np.minimum(closed, world.timeline.last)
    never_happens = rng.random(len(opened)) < 0.03
    return np.where(late | never_happens, NEVER, day)


def _coordinators(
    rng: np.random.Generator, team: Staff, opened: Whole, closed: Whole
) -> Whole:
    """Give each episode to someone in post; a leaver's open cases are handed over."""
    positions = np.empty(len(opened), dtype=np.int64)
    for row, (day, end) in enumerate(
        zip(opened.tolist(), closed.tolist(), strict=True)
    ):
        in_post = team.on(day)
        staying = in_post[team.left[in_post] >= end]
        pool = staying if len(staying) else in_post
        positions[row] = pool[pick(rng, team.wte[pool], 1)[0]]
    return positions


def _complexity(rng: np.random.Generator, world: World, person: Whole) -> Whole:
    conditions = world.memberships.ever(world.folk)[person].sum(axis=1)
    need = 3 * world.folk.efi[person] + 0.4 * conditions
    marks = need + rng.normal(0, 0.3, len(person))
    return np.asarray(1 + (marks > 0.9) + (marks > 1.8))

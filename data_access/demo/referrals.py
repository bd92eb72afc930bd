"""Referrals to the care coordinators and from them, with waits and bounce-backs."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Whole, coded, dates, keys, pick, stack, take
from data_access.demo.arrow_schema import as_table
from data_access.demo.episodes import OUTCOMES, ROUTE_SHARE, SOURCES, Episodes
from data_access.demo.settings import HISTORY
from data_access.demo.world import World

# Share of referrals out, and mean days to the first contact there.
OUT = {
    "care_coordinator": (0, 9),
    "link_worker": (22, 16),
    "health_coach": (9, 18),
    "district_nursing": (13, 6),
    "social_services": (14, 42),
    "mental_health": (8, 63),
    "voluntary_sector": (14, 20),
    "benefits_advice": (8, 24),
    "employment_support": (1, 30),
    "self_management_course": (4, 35),
    "personal_health_budget": (2, 60),
    "secondary_care": (4, 80),
    "other": (1, 25),
}
DESTINATIONS = tuple(OUT)
OUT_SHARE, OUT_WAIT = np.array(list(OUT.values())).T
BOUNCING = ("link_worker", "health_coach")  # both are sources and destinations
DECISIONS = ("accepted", "declined_by_patient", "not_appropriate", "pending")
ACCEPTED, DECLINED, NOT_APPROPRIATE, PENDING = range(4)
DIRECTIONS = ("in", "out")
OTHER = SOURCES.index("other")
UNSUITED = 0.4  # referrals in that open no episode, for each that does
OUT_EACH = 1.4  # referrals out for each episode
BOUNCED = 0.12  # of those to a link worker or health coach, back within weeks


@dataclass(frozen=True, slots=True)
class Referrals:
    """One row per referral; positions in the lists above, -1 empty; days or `NEVER`."""

    person: Whole
    direction: Whole
    received: Whole
    source: Whole
    destination: Whole
    decision: Whole
    first_contact: Whole
    closed: Whole
    outcome: Whole


def referrals(world: World, episodes: Episodes) -> pa.Table:
    """Make the referrals table.

    A referral out has the source `other`: the care coordinators themselves are not in
    the list of sources.
    """
    rng = world.stream("referrals")
    out = _out(rng, world, episodes)
    opened, unsuited = _opened(rng, world, episodes), _unsuited(rng, world, episodes)
    rows = stack((opened, unsuited, out, _bounced(rng, out)))
    recorded = rows.received <= world.timeline.last
    rows = take(rows, recorded & world.folk.present(rows.person, rows.received))
    rows = take(rows, np.lexsort((rows.person, rows.received)))
    first_contact, closed, outcome = _as_known(world, rows)
    return as_table(
        "referrals",
        {
            "referral_id": keys(
                f"R{world.pcn.tag}", np.arange(1, len(rows.person) + 1)
            ),
            "patient_id": world.ids_of(rows.person),
            "direction": coded(DIRECTIONS, rows.direction),
            "received_on": dates(rows.received),
            "source": coded(SOURCES, rows.source),
            "destination": coded(DESTINATIONS, rows.destination),
            "decision": coded(DECISIONS, rows.decision),
            "first_contact_on": dates(first_contact),
            "closed_on": dates(closed),
            "outcome": coded(OUTCOMES, outcome),
        },
    )


def _as_known(world: World, rows: Referrals) -> tuple[Whole, Whole, Whole]:
    """Hide what had not happened by the last day, or by death or leaving."""
    last_present = np.minimum(world.folk.left, world.folk.died)[rows.person]
    end = np.minimum(last_present, world.timeline.last)
    first_contact = np.where(rows.first_contact <= end, rows.first_contact, NEVER)
    closed = np.where(rows.closed <= end, rows.closed, NEVER)
    return first_contact, closed, np.where(closed < NEVER, rows.outcome, -1)


def _opened(rng: np.random.Generator, world: World, episodes: Episodes) -> Referrals:
    received = episodes.opened - rng.geometric(0.25, len(episodes.opened)) + 1
    received = np.maximum(received, world.folk.joined[episodes.person])
    same = np.zeros(len(received), dtype=np.int64)
    return Referrals(
        episodes.person,
        same,
        received,
        episodes.route,
        same,
        same + ACCEPTED,
        episodes.first_contact,
        episodes.closed,
        episodes.outcome,
    )


def _unsuited(rng: np.random.Generator, world: World, episodes: Episodes) -> Referrals:
    count = round(UNSUITED * len(episodes.person))
    last, begin = world.timeline.last, int(world.timeline.firsts[HISTORY])
    adults = np.flatnonzero(
        (world.folk.age >= 18) & world.memberships.ever(world.folk).any(1)
    )
    received = begin + rng.integers(0, last - begin + 1, count)
    decision = np.where(rng.random(count) < 0.55, DECLINED, NOT_APPROPRIATE)
    decided = received + rng.gamma(2.0, 5.0, count).astype(np.int64)
    pending = decided > last
    never = np.full(count, NEVER)
    return Referrals(
        rng.choice(adults, count),
        np.zeros(count, dtype=np.int64),
        received,
        pick(rng, ROUTE_SHARE, count),
        np.zeros(count, dtype=np.int64),
        np.where(pending, PENDING, decision),
        never,
        np.where(pending, NEVER, decided),
        np.full(count, OUTCOMES.index("other")),
    )


def _out(rng: np.random.Generator, world: World, episodes: Episodes) -> Referrals:
    started = np.flatnonzero(episodes.first_contact < NEVER)
    episode = np.repeat(started, rng.poisson(OUT_EACH, len(started)))
    count = len(episode)
    until = np.minimum(episodes.closed, world.timeline.last)[episode]
    span = np.minimum(until - episodes.first_contact[episode], 120) + 1
    received = episodes.first_contact[episode] + (rng.random(count) * span).astype(
        np.int64
    )
    destination = pick(rng, OUT_SHARE, count)
    wait = rng.gamma(1.6, OUT_WAIT[destination] / 1.6).astype(np.int64) + 1
    decision = pick(rng, (84, 9, 7), count)
    decided = received + rng.integers(1, 20, count)
    decision = np.where(decided > world.timeline.last, PENDING, decision)
    accepted = decision == ACCEPTED
    first_contact = np.where(accepted, received + wait, NEVER)
    last_day = first_contact + rng.gamma(2.0, 40.0, count).astype(np.int64)
    refused = np.where(decision == PENDING, NEVER, decided)
    outcome = np.where(
        accepted, pick(rng, (72, 16, 5, 0, 0, 7), count), OUTCOMES.index("other")
    )
    return Referrals(
        episodes.person[episode],
        np.ones(count, dtype=np.int64),
        received,
        np.full(count, OTHER),
        destination,
        decision,
        first_contact,
        np.where(accepted, last_day, refused),
        outcome,
    )


def _bounced(rng: np.random.Generator, out: Referrals) -> Referrals:
    """Send some people back from a link worker or health coach to the coordinators."""
    to_colleague = np.isin(
        out.destination, [DESTINATIONS.index(name) for name in BOUNCING]
    )
    accepted = to_colleague & (out.decision == ACCEPTED)
    bounced = take(out, accepted & (rng.random(len(to_colleague)) < BOUNCED))
    received = bounced.first_contact + rng.integers(7, 50, len(bounced.person))
    same = np.zeros(len(received), dtype=np.int64)
    sources = np.array([SOURCES.index(name) if name in BOUNCING else 0 for name in OUT])
    return Referrals(
        bounced.person,
        same,
        received,
        sources[bounced.destination],
        same,
        same + ACCEPTED,
        received + rng.integers(2, 16, len(received)),
        received + rng.integers(20, 120, len(received)),
        same,
    )

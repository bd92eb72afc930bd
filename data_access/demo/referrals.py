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
    """One row a referral; positions in the lists above, -1 empty; days or `NEVER`."""

    person: Whole
    direction: Whole
    received: Whole
    source: Whole
    destination: Whole
    decision: Whole
    seen: Whole
    closed: Whole
    outcome: Whole


def referrals(world: World, held: Episodes) -> pa.Table:
    """Make the referrals table.

    A referral out has the source `other`: the care coordinators themselves are not in
    the list of sources.
    """
    rng = world.stream("referrals")
    out = _out(rng, world, held)
    opened, unsuited = _opened(rng, world, held), _unsuited(rng, world, held)
    rows = stack((opened, unsuited, out, _bounced(rng, out)))
    known = rows.received <= world.timeline.last
    rows = take(rows, known & world.folk.present(rows.person, rows.received))
    rows = take(rows, np.lexsort((rows.person, rows.received)))
    seen, closed, outcome = _as_known(world, rows)
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
            "first_contact_on": dates(seen),
            "closed_on": dates(closed),
            "outcome": coded(OUTCOMES, outcome),
        },
    )


def _as_known(world: World, rows: Referrals) -> tuple[Whole, Whole, Whole]:
    """Hide what had not happened by the last day, or by death or leaving."""
    gone = np.minimum(world.folk.left, world.folk.died)[rows.person]
    end = np.minimum(gone, world.timeline.last)
    seen = np.where(rows.seen <= end, rows.seen, NEVER)
    closed = np.where(rows.closed <= end, rows.closed, NEVER)
    return seen, closed, np.where(closed < NEVER, rows.outcome, -1)


def _opened(rng: np.random.Generator, world: World, held: Episodes) -> Referrals:
    received = held.opened - rng.geometric(0.25, len(held.opened)) + 1
    received = np.maximum(received, world.folk.joined[held.person])
    same = np.zeros(len(received), dtype=np.int64)
    return Referrals(
        held.person,
        same,
        received,
        held.route,
        same,
        same + ACCEPTED,
        held.seen,
        held.closed,
        held.outcome,
    )


def _unsuited(rng: np.random.Generator, world: World, held: Episodes) -> Referrals:
    count = round(UNSUITED * len(held.person))
    last, begin = world.timeline.last, int(world.timeline.firsts[HISTORY])
    adults = np.flatnonzero((world.folk.age >= 18) & world.held.ever(world.folk).any(1))
    received = begin + rng.integers(0, last - begin + 1, count)
    decision = np.where(rng.random(count) < 0.55, DECLINED, NOT_APPROPRIATE)
    decided = received + rng.gamma(2.0, 5.0, count).astype(np.int64)
    pending = decided > last
    nothing = np.full(count, NEVER)
    return Referrals(
        rng.choice(adults, count),
        np.zeros(count, dtype=np.int64),
        received,
        pick(rng, ROUTE_SHARE, count),
        np.zeros(count, dtype=np.int64),
        np.where(pending, PENDING, decision),
        nothing,
        np.where(pending, NEVER, decided),
        np.full(count, OUTCOMES.index("other")),
    )


def _out(rng: np.random.Generator, world: World, held: Episodes) -> Referrals:
    met = np.flatnonzero(held.seen < NEVER)
    episode = np.repeat(met, rng.poisson(OUT_EACH, len(met)))
    count = len(episode)
    until = np.minimum(held.closed, world.timeline.last)[episode]
    span = np.minimum(until - held.seen[episode], 120) + 1
    received = held.seen[episode] + (rng.random(count) * span).astype(np.int64)
    destination = pick(rng, OUT_SHARE, count)
    wait = rng.gamma(1.6, OUT_WAIT[destination] / 1.6).astype(np.int64) + 1
    decision = pick(rng, (84, 9, 7), count)
    decided = received + rng.integers(1, 20, count)
    decision = np.where(decided > world.timeline.last, PENDING, decision)
    taken = decision == ACCEPTED
    seen = np.where(taken, received + wait, NEVER)
    ending = seen + rng.gamma(2.0, 40.0, count).astype(np.int64)
    refused = np.where(decision == PENDING, NEVER, decided)
    outcome = np.where(
        taken, pick(rng, (72, 16, 5, 0, 0, 7), count), OUTCOMES.index("other")
    )
    return Referrals(
        held.person[episode],
        np.ones(count, dtype=np.int64),
        received,
        np.full(count, OTHER),
        destination,
        decision,
        seen,
        np.where(taken, ending, refused),
        outcome,
    )


def _bounced(rng: np.random.Generator, out: Referrals) -> Referrals:
    """Send some people back from a link worker or health coach to the coordinators."""
    there = np.isin(out.destination, [DESTINATIONS.index(one) for one in BOUNCING])
    sent = there & (out.decision == ACCEPTED)
    back = take(out, sent & (rng.random(len(there)) < BOUNCED))
    received = back.seen + rng.integers(7, 50, len(back.person))
    same = np.zeros(len(received), dtype=np.int64)
    sources = np.array([SOURCES.index(one) if one in BOUNCING else 0 for one in OUT])
    return Referrals(
        back.person,
        same,
        received,
        sources[back.destination],
        same,
        same + ACCEPTED,
        received + rng.integers(2, 16, len(received)),
        received + rng.integers(20, 120, len(received)),
        same,
    )

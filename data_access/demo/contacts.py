"""Contacts of each episode: when, how, whether they took place and what was done."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import (
    NEVER,
    Whole,
    coded,
    dates,
    keys,
    optional,
    pick,
    take,
)
from data_access.demo.arrow_schema import as_table
from data_access.demo.episodes import Episodes, episode_keys
from data_access.demo.world import World

MODES = ("home_visit", "face_to_face", "telephone", "video", "group", "mdt", "admin")
MODE_SHARE = np.array([14, 20, 42, 4, 4, 6, 10])
HOME_SHARE = np.array([48, 4, 32, 2, 0, 6, 8])  # of people who cannot leave home
MINUTES = np.array([55, 35, 18, 25, 75, 15, 12])
UNATTENDED = np.array([0.03, 0.10, 0.08, 0.08, 0.14, 0.0, 0.0])
ATTENDED = ("attended", "dna", "unknown")
ACTIVITIES = {
    "care_plan": 14,
    "health_check": 14,
    "navigation": 22,
    "appointment_support": 16,
    "shared_decision": 6,
    "self_management": 8,
    "benefits": 6,
    "employment": 1,
    "personal_health_budget": 2,
    "wellbeing": 8,
    "other": 3,
}
PER_MONTH = 1.7


@dataclass(frozen=True, slots=True)
class Contacts:
    """One row per contact, ordered by day; `episode` is a position in the episodes."""

    episode: Whole
    person: Whole
    day: Whole
    mode: Whole
    attended: Whole


def contacts_of(world: World, episodes: Episodes) -> Contacts:
    """Draw the contacts of every episode that got as far as a first one."""
    rng = world.stream("contacts")
    started = np.flatnonzero(episodes.first_contact < NEVER)
    until = np.minimum(episodes.closed, world.timeline.last)[started]
    length = until - episodes.first_contact[started]
    more = rng.poisson(PER_MONTH * length / 30.4)
    row = np.repeat(np.arange(len(started)), more)
    later = (
        episodes.first_contact[started][row] + 1 + (rng.random(len(row)) * length[row])
    )
    later = np.minimum(later.astype(np.int64), until[row])
    episode = np.concatenate([started, started[row]])
    day = np.concatenate([episodes.first_contact[started], later])
    person = episodes.person[episode]
    home = world.folk.housebound[person] | world.folk.care_home[person]
    mode = np.where(
        home, pick(rng, HOME_SHARE, len(day)), pick(rng, MODE_SHARE, len(day))
    )
    first = np.arange(len(day)) < len(started)
    # The first contact is with the person, and is the first because it took place.
    telephone = MODES.index("telephone")
    mode = np.where(first & (mode >= MODES.index("group")), telephone, mode)
    missed = UNATTENDED[mode] * np.exp(0.35 * world.folk.deprivation[person])
    mark = rng.random(len(day))
    attended = np.where(mark < missed, 1, np.where(mark > 0.975, 2, 0))
    attended[first] = 0
    order = np.lexsort((episode, day))
    return take(Contacts(episode, person, day, mode, attended), order)


def contacts(world: World, episodes: Episodes, rows: Contacts) -> pa.Table:
    """Make the contacts table."""
    rng = world.stream("minutes")
    count = len(rows.day)
    minutes = MINUTES[rows.mode] * np.exp(rng.normal(0, 0.35, count))
    minutes = np.maximum(5 * (minutes / 5).round(), 5).astype(np.int64)
    return as_table(
        "contacts",
        {
            "contact_id": keys(f"C{world.pcn.tag}", np.arange(1, count + 1)),
            "episode_id": episode_keys(world, episodes.numbers[rows.episode]),
            "contact_on": dates(rows.day),
            "mode": coded(MODES, rows.mode),
            "attended": coded(ATTENDED, rows.attended),
            "minutes": optional(minutes, rows.attended == 1),
            "activity": coded(
                tuple(ACTIVITIES), pick(rng, tuple(ACTIVITIES.values()), count)
            ),
        },
    )

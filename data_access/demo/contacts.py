"""Contacts of each episode, care plans made in it, and people's own measures."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Whole, coded, dates, keys, optional, pick
from data_access.demo.episodes import Episodes, episode_keys
from data_access.demo.layout import as_table
from data_access.demo.world import World

MODES = ("home_visit", "face_to_face", "telephone", "video", "group", "mdt", "admin")
MODE_SHARE = np.array([14, 20, 42, 4, 4, 6, 10])
HOME_SHARE = np.array([48, 4, 32, 2, 0, 6, 8])  # of people who cannot leave home
MINUTES = np.array([55, 35, 18, 25, 75, 15, 12])
UNATTENDED = np.array([0.03, 0.10, 0.08, 0.08, 0.14, 0.0, 0.0])
ATTENDED = ("attended", "dna", "unknown")
ACTIVITIES = (
    "care_plan", "health_check", "navigation", "appointment_support", "shared_decision",
    "self_management", "benefits", "employment", "personal_health_budget", "wellbeing",
    "other",
)  # fmt: skip
ACTIVITY_SHARE = (14, 14, 22, 16, 6, 8, 6, 1, 2, 8, 3)
PER_MONTH = 1.7


@dataclass(frozen=True, slots=True)
class Contacts:
    """One row a contact, ordered by day; `episode` is a position in the episodes."""

    episode: Whole
    person: Whole
    day: Whole
    mode: Whole
    attended: Whole


def contacts_of(world: World, held: Episodes) -> Contacts:
    """Draw the contacts of every episode that got as far as a first one."""
    rng = world.stream("contacts")
    seen = np.flatnonzero(held.seen < NEVER)
    until = np.minimum(held.closed, world.timeline.last)[seen]
    length = until - held.seen[seen]
    more = rng.poisson(PER_MONTH * length / 30.4)
    row = np.repeat(np.arange(len(seen)), more)
    later = held.seen[seen][row] + 1 + (rng.random(len(row)) * length[row])
    later = np.minimum(later.astype(np.int64), until[row])
    episode = np.concatenate([seen, seen[row]])
    day = np.concatenate([held.seen[seen], later])
    person = held.person[episode]
    home = world.folk.housebound[person] | world.folk.care_home[person]
    mode = np.where(
        home, pick(rng, HOME_SHARE, len(day)), pick(rng, MODE_SHARE, len(day))
    )
    first = np.arange(len(day)) < len(seen)
    # The first contact is with the person, and is the first because it took place.
    mode = np.where(first & (mode >= MODES.index("group")), 2, mode)
    missed = UNATTENDED[mode] * np.exp(0.35 * world.folk.deprivation[person])
    mark = rng.random(len(day))
    attended = np.where(mark < missed, 1, np.where(mark > 0.975, 2, 0))
    attended[first] = 0
    order = np.lexsort((episode, day))
    return Contacts(
        episode[order], person[order], day[order], mode[order], attended[order]
    )


def contacts(world: World, held: Episodes, met: Contacts) -> pa.Table:
    """Make the contacts table."""
    rng = world.stream("minutes")
    count = len(met.day)
    minutes = MINUTES[met.mode] * np.exp(rng.normal(0, 0.35, count))
    minutes = np.maximum(5 * (minutes / 5).round(), 5).astype(np.int64)
    return as_table(
        "contacts",
        {
            "contact_id": keys(f"C{world.pcn.tag}", np.arange(1, count + 1)),
            "episode_id": episode_keys(world, held.numbers[met.episode]),
            "contact_on": dates(met.day),
            "mode": coded(MODES, met.mode),
            "attended": coded(ATTENDED, met.attended),
            "minutes": optional(minutes, met.attended == 1),
            "activity": coded(ACTIVITIES, pick(rng, ACTIVITY_SHARE, count)),
        },
    )


def care_plans(world: World, held: Episodes) -> pa.Table:
    """Make the care plans table: agreed on the caseload, and some by practices."""
    rng = world.stream("care_plans")
    last = world.timeline.last
    seen = np.flatnonzero((held.seen < NEVER) & (rng.random(len(held.seen)) < 0.8))
    agreed = held.seen[seen] + rng.gamma(2.0, 14.0, len(seen)).astype(np.int64)
    others = np.flatnonzero(
        np.isin(world.held.cohort, (0, 1, 2))
        & (rng.random(len(world.held.cohort)) < 0.3)
    )
    since = np.maximum(world.held.since[others], world.timeline.start)
    span = np.maximum(last - since, 1)
    theirs = since + (rng.random(len(others)) * span).astype(np.int64)
    person = np.concatenate([held.person[seen], world.held.person[others]])
    day = np.concatenate([agreed, theirs])
    declined = rng.random(len(day)) < 0.06
    after = day + 120 + rng.gamma(4.0, 30.0, len(day)).astype(np.int64)
    reviewed = ~declined & (rng.random(len(day)) < 0.6) & (after <= last)
    reviewed &= world.folk.present(person, after)
    kept = np.flatnonzero((day <= last) & world.folk.present(person, day))
    order = kept[np.lexsort((person[kept], day[kept]))]
    return as_table(
        "care_plans",
        {
            "patient_id": world.ids_of(person[order]),
            "agreed_on": dates(day[order]),
            "reviewed_on": dates(np.where(reviewed, after, NEVER)[order]),
            "declined": pa.array(declined[order]),
        },
    )


def measures(world: World, held: Episodes) -> pa.Table:
    """Make the measures table: PAM and ONS4 at the start and, for about half, later.

    A score is a person's usual level plus chance; people start at a bad time, so later
    scores are better even where nothing helped (regression toward the mean), and the
    service adds a little. Those who do worse answer the second time less often.
    """
    rng = world.stream("measures")
    names = ("pam", "ons4_satisfaction", "ons4_worthwhile", "ons4_happiness",
             "ons4_anxiety")  # fmt: skip
    usual = np.array([57.0, 6.9, 7.2, 6.8, 3.9])
    between = np.array([11.0, 1.3, 1.3, 1.4, 1.7])
    chance = np.array([6.5, 1.2, 1.2, 1.5, 1.8])
    bad_time = np.array([-4.0, -1.3, -1.0, -1.4, 1.4])
    gain = np.array([2.0, 0.25, 0.3, 0.2, -0.2])
    seen = np.flatnonzero(held.seen < NEVER)
    person, first = held.person[seen], held.seen[seen]
    everyone, who = np.unique(person, return_inverse=True)
    level = (usual + rng.normal(0, between, (len(everyone), 5)))[who]
    asked = np.repeat(rng.random((len(seen), 2)) < (0.62, 0.55), (1, 4), axis=1)
    before = level + bad_time + rng.normal(0, chance, level.shape)
    after = level + gain + rng.normal(0, chance, level.shape)
    well = np.repeat(rng.normal(0, 0.3, (len(seen), 2)), (1, 4), axis=1)
    well = well + 0.15 * (level - usual) / between * (1, 1, 1, 1, -1)
    answered = asked & (well > 0.02)
    later = first + 95 + rng.gamma(2.0, 35.0, len(seen)).astype(np.int64)
    answered &= ((later <= world.timeline.last) & world.folk.present(person, later))[
        :, None
    ]
    parts = [(before, asked, first), (after, answered, later)]
    row, column = (
        np.concatenate([np.nonzero(flags)[axis] for _, flags, _ in parts])
        for axis in (0, 1)
    )
    score = np.concatenate([values[flags] for values, flags, _ in parts])
    day = np.concatenate([days[np.nonzero(flags)[0]] for _, flags, days in parts])
    pam = column == 0
    score = np.where(
        pam, np.clip(score, 0, 100).round(1), np.clip(score, 0, 10).round(0)
    )
    order = np.lexsort((column, person[row], day))
    return as_table(
        "measures",
        {
            "patient_id": world.ids_of(person[row][order]),
            "measure": coded(names, column[order]),
            "scored_on": dates(day[order]),
            "score": pa.array(score[order]),
        },
    )

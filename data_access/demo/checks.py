"""Health checks: a yearly round with a rush before the end of March."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import (
    NEVER,
    Flags,
    Real,
    Whole,
    coded,
    dates,
    pick,
    stack,
    take,
)
from data_access.demo.arrow_schema import as_table
from data_access.demo.cohorts import COHORTS
from data_access.demo.episodes import Episodes
from data_access.demo.settings import HISTORY
from data_access.demo.timeline import Timeline
from data_access.demo.world import World

SMI_ELEMENTS = (
    "alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking",
)  # fmt: skip
LD_ELEMENTS = ("check", "action_plan", "ethnicity")
ELEMENTS = (*SMI_ELEMENTS, *LD_ELEMENTS, "all_eight", "foot", "review")
CHECKS = (
    "smi", "learning_disability", "diabetes_care_processes", "diabetes_foot",
    "dementia_review", "cancer_review", "nhs_health_check",
)  # fmt: skip
PLACES = ("practice", "hub", "home", "outreach")
# April first: most of the year's checks are done from January to March.
MONTH_SHARE = np.array([5, 6, 6, 6, 5, 7, 8, 8, 6, 12, 14, 17])
KEEPING = 0.8  # of checks done about the same time of year as the person's last
UPLIFT = 0.55  # log odds, once coordinators have been in post for a year
ON_CASELOAD = 1.2  # log odds, in the year after starting
LOST = 0.025  # of the elements of a complete check, each
DECLINING = 0.05  # of those with no check
BEFORE = -NEVER
# Elements an incomplete check may still have.
PARTIAL = {
    "alcohol": 0.32,
    "blood_glucose": 0.38,
    "lipids": 0.33,
    "blood_pressure": 0.52,
    "bmi": 0.42,
    "smoking": 0.5,
    "ethnicity": 0.25,
}


@dataclass(frozen=True, slots=True)
class Round:
    """One check: its cohort, how often it is complete, and its elements."""

    check: str
    cohort: str
    uptake: float
    elements: Sequence[str]
    youngest: int = 0


ROUNDS = (
    Round("smi", "smi", 0.66, SMI_ELEMENTS),
    Round("learning_disability", "learning_disability", 0.76, LD_ELEMENTS, youngest=14),
    Round("diabetes_care_processes", "diabetes", 0.46, ("all_eight",)),
    Round("diabetes_foot", "diabetes", 0.68, ("foot",)),
    Round("dementia_review", "dementia", 0.62, ("review",)),
    Round("cancer_review", "cancer", 0.3, ("review",)),
)
HEALTH_CHECK_YEARLY = 0.09  # of people from 40 to 74 without a long-term condition


@dataclass(frozen=True, slots=True)
class Done:
    """One row per element done or declined."""

    person: Whole
    check: Whole
    element: Whole
    day: Whole
    declined: Flags


def health_checks(world: World, episodes: Episodes) -> pa.Table:
    """Make the health checks table, an element a row."""
    rng = world.stream("health_checks")
    practice = rng.normal(0, 0.25, len(world.pcn.practices))
    starting = np.full(world.folk.count, NEVER)
    np.minimum.at(starting, episodes.person, episodes.opened)
    blocks = [
        _round(rng, world, check_round, practice, starting) for check_round in ROUNDS
    ]
    blocks.append(_nhs_health_checks(rng, world))
    done = stack(blocks)
    inside = (done.day >= world.timeline.start) & (done.day <= world.timeline.last)
    done = take(done, inside & world.folk.present(done.person, done.day))
    done = take(done, np.lexsort((done.element, done.check, done.person, done.day)))
    place = _places(rng, world, done, starting[done.person] <= done.day)
    return as_table(
        "health_checks",
        {
            "patient_id": world.ids_of(done.person),
            "check": coded(CHECKS, done.check),
            "element": coded(ELEMENTS, done.element),
            "done_on": dates(done.day),
            "place": coded(PLACES, np.where(done.declined, -1, place)),
            "declined": pa.array(done.declined),
        },
    )


def _round(
    rng: np.random.Generator,
    world: World,
    check_round: Round,
    practice: Real,
    starting: Whole,
) -> Done:
    members = world.members(check_round.cohort)
    years = _check_years(world)
    row, year = (grid.ravel() for grid in np.indices((len(members.person), len(years))))
    person, april = members.person[row], years[year]
    day = _invited(rng, world, row, april)
    chance = _uptake(world, check_round.uptake, practice, starting, person, day)
    complete = rng.random(len(row)) < chance
    done, declined = _elements_done(rng, check_round, complete)
    eligible = (members.since[row] <= day) & (day <= members.until[row])
    eligible &= world.folk.age[person] >= check_round.youngest
    where, which = np.nonzero(done & eligible[:, None])
    # Parts of an incomplete check are done whenever the person is seen.
    any_month = april[where] + pick(rng, MONTH_SHARE, len(where))
    other_day = _day_in(rng, world.timeline, any_month)
    same_day = complete[where] | declined[where]
    return Done(
        person[where],
        np.full(len(where), CHECKS.index(check_round.check)),
        np.array([ELEMENTS.index(element) for element in check_round.elements])[which],
        np.where(same_day, day[where] + rng.integers(0, 4, len(where)), other_day),
        declined[where],
    )


def _invited(
    rng: np.random.Generator, world: World, member: Whole, april: Whole
) -> Whole:
    """Draw the day of each member's check in each year, mostly in the same month."""
    usual = pick(rng, MONTH_SHARE, int(member.max(initial=0)) + 1)[member]
    keeping = rng.random(len(member)) < KEEPING
    month = np.where(keeping, usual, pick(rng, MONTH_SHARE, len(member)))
    return _day_in(rng, world.timeline, april + month)


def _elements_done(
    rng: np.random.Generator, check_round: Round, complete: Flags
) -> tuple[Flags, Flags]:
    """Draw (check, element) flags, and the checks declined.

    A refusal is recorded once, on the first element.
    """
    partial = np.array([PARTIAL.get(element, 0.0) for element in check_round.elements])
    chance = np.where(complete[:, None], 1 - LOST, partial)
    done = rng.random(chance.shape) < chance
    declined = ~done.any(axis=1) & (rng.random(len(complete)) < DECLINING)
    done[:, 0] |= declined
    return done, declined


def _nhs_health_checks(rng: np.random.Generator, world: World) -> Done:
    ill = world.memberships.ever(world.folk)[:, : COHORTS.index("carer")].any(axis=1)
    able = np.flatnonzero((world.folk.age >= 40) & (world.folk.age <= 74) & ~ill)
    yearly = HEALTH_CHECK_YEARLY * np.exp(-0.25 * world.folk.deprivation[able])
    years = _check_years(world)
    row, year = np.nonzero(rng.random((len(able), len(years))) < yearly[:, None])
    # Nobody is invited twice within five years, longer than most extracts.
    _, first = np.unique(row, return_index=True)
    row, year = row[first], year[first]
    count = len(row)
    return Done(
        able[row],
        np.full(count, CHECKS.index("nhs_health_check")),
        np.full(count, ELEMENTS.index("check")),
        _day_in(rng, world.timeline, years[year] + pick(rng, MONTH_SHARE, count)),
        np.zeros(count, dtype=bool),
    )


def _check_years(world: World) -> Whole:
    """Give 1 April of each financial year the extract touches, as month positions."""
    months = np.arange(-11, world.timeline.months)
    calendar = (world.timeline.calendar_months[0] + months) % 12
    return np.asarray(months[calendar == 3])


def _day_in(rng: np.random.Generator, timeline: Timeline, month: Whole) -> Whole:
    """Draw a day of each month; one outside the extract comes before all others."""
    inside = (month >= 0) & (month < timeline.months)
    first = timeline.firsts[np.clip(month, 0, timeline.months)]
    return np.where(inside, first + rng.integers(0, 28, len(month)), BEFORE)


def _uptake(
    world: World,
    base: float,
    practice: Real,
    starting: Whole,
    person: Whole,
    day: Whole,
) -> Real:
    folk = world.folk
    odds = np.log(base / (1 - base)) + practice[folk.practice[person]]
    odds = odds - 0.35 * folk.deprivation[person] - 0.15 * (folk.ethnicity[person] > 0)
    since = (day - world.timeline.firsts[HISTORY]) / 365.25
    odds = odds + UPLIFT * np.clip(since, 0, 1)
    recent = (day >= starting[person]) & (day < starting[person] + 365)
    return np.asarray(1 / (1 + np.exp(-(odds + ON_CASELOAD * recent))))


def _places(
    rng: np.random.Generator, world: World, done: Done, on_caseload: Flags
) -> Whole:
    served = done.day >= world.timeline.firsts[HISTORY]
    place = np.where(served, pick(rng, (74, 17, 5, 4), len(served)), 0)
    home = (world.folk.housebound | world.folk.care_home)[done.person]
    helped = served & on_caseload & (rng.random(len(served)) < 0.35)
    place = np.where(helped, PLACES.index("hub"), place)
    return np.where(home, PLACES.index("home"), place)

"""The cohorts of each person, since when, and their main cohort by month."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Flags, Whole, coded, dates, new_year
from data_access.demo.people import EFI_FROM, People
from data_access.demo.places import Pcn
from data_access.demo.settings import DemoSettings
from data_access.demo.timeline import Timeline

# In the order that decides a person's main cohort.
COHORTS = (
    "palliative", "frailty_severe", "dementia", "smi", "learning_disability", "cancer",
    "frailty_moderate", "housebound", "diabetes", "long_term_conditions", "carer",
)  # fmt: skip
NO_COHORT = len(COHORTS)

AGE_EDGES = np.array([18, 40, 65, 75, 85])
# Share of people in each age band (0-17, 18-39, 40-64, 65-74, 75-84, 85 and over) and
# tilt by deprivation. Shares of smi, learning disability, dementia, diabetes and cancer
# come to the national registers (NHS England, QOF 2024-25: 1.0%, 0.6%, 0.8%, 7.9% of
# people of 17 and over, 3.8%); the other shares are chosen.
PREVALENCE = {
    "smi": ((0.0, 0.0105, 0.0165, 0.0145, 0.014, 0.014), 0.35),
    "learning_disability": ((0.004, 0.0095, 0.006, 0.004, 0.002, 0.001), 0.3),
    "dementia": ((0.0, 0.0, 0.0006, 0.015, 0.06, 0.21), 0.05),
    "diabetes": ((0.002, 0.014, 0.085, 0.19, 0.23, 0.22), 0.25),
    "cancer": ((0.001, 0.006, 0.037, 0.13, 0.18, 0.18), -0.05),
    "long_term_conditions": ((0.005, 0.03, 0.17, 0.38, 0.52, 0.6), 0.2),
    "carer": ((0.002, 0.02, 0.05, 0.05, 0.05, 0.03), 0.1),
}
MODERATE, SEVERE = 0.24, 0.36  # frailty index bands of Clegg 2016
NEW_IN_WINDOW = 0.15  # of a long-term register, over the extract
ENDED = {"carer": 0.1, "smi": 0.03}  # caring stopped; in remission


@dataclass(frozen=True, slots=True)
class Memberships:
    """One row per membership: person, position in `COHORTS`, first and last day."""

    person: Whole
    cohort: Whole
    since: Whole
    until: Whole

    def ever(self, folk: People) -> Flags:
        """Give (person, cohort) flags of having belonged at any time."""
        flags = np.zeros((folk.count, len(COHORTS)), dtype=bool)
        flags[self.person, self.cohort] = True
        return flags

    def main(self, folk: People, timeline: Timeline) -> Whole:
        """Give each person's main cohort on the first day of each month.

        Returns:
            (person, month) positions in `COHORTS`, `NO_COHORT` for none.
        """
        main = np.full((folk.count, timeline.months), NO_COHORT, dtype=np.int64)
        firsts = timeline.firsts[:-1]
        for cohort in reversed(range(len(COHORTS))):
            rows = self.cohort == cohort
            member = (self.since[rows, None] <= firsts) & (
                firsts <= self.until[rows, None]
            )
            block = main[self.person[rows]]
            block[member] = cohort
            main[self.person[rows]] = block
        return main


def memberships(
    settings: DemoSettings, pcn: Pcn, timeline: Timeline, folk: People
) -> Memberships:
    """Draw cohort membership by age, deprivation and frailty.

    Diagnoses keep their date when a person changes practice, so some begin before
    the registration. Nothing here depends on the service.
    """
    rng = settings.stream(pcn.number, "cohorts")
    members = _members(rng, timeline, folk)
    blocks = [
        _spans(rng, timeline, folk, COHORTS.index(name), np.flatnonzero(flags))
        for name, flags in members.items()
    ]
    blocks.append(_palliative(rng, timeline, folk))
    person, cohort, since, until = (
        np.concatenate([part[field] for part in blocks]) for field in range(4)
    )
    until = _moderate_until_severe(person, cohort, since, until)
    is_member = (since <= np.minimum(until, timeline.last)) & (
        since <= np.minimum(folk.died, folk.left)[person]
    )
    return Memberships(
        person[is_member], cohort[is_member], since[is_member], until[is_member]
    )


def cohorts_columns(rows: Memberships, ids: pa.Array) -> dict[str, pa.Array]:
    """Give the columns of the cohorts table."""
    return {
        "patient_id": ids.take(pa.array(rows.person)),
        "cohort": coded(COHORTS, rows.cohort),
        "from_date": dates(rows.since),
        "to_date": dates(rows.until),
    }


def _members(
    rng: np.random.Generator, timeline: Timeline, folk: People
) -> dict[str, Flags]:
    band = np.searchsorted(AGE_EDGES, folk.age, side="right")
    members: dict[str, Flags] = {}
    for name, (shares, tilt) in PREVALENCE.items():
        share = np.array(shares)[band] * np.exp(tilt * folk.deprivation)
        members[name] = rng.random(folk.count) < share
    old = folk.age >= EFI_FROM
    members["frailty_severe"] = old & (folk.efi > SEVERE)
    # One in five of the severely frail was recorded as moderately frail first.
    stepped = members["frailty_severe"] & (rng.random(folk.count) < 0.2)
    members["frailty_moderate"] = stepped | (
        old & (folk.efi > MODERATE) & (folk.efi <= SEVERE)
    )
    members["housebound"] = folk.housebound
    return members


def _spans(
    rng: np.random.Generator,
    timeline: Timeline,
    folk: People,
    cohort: int,
    person: Whole,
) -> tuple[Whole, Whole, Whole, Whole]:
    count = len(person)
    age = np.maximum(folk.age[person], 1)
    years_back = np.minimum(rng.exponential(6.0, count), 0.9 * age)
    before = timeline.start - 1 - (years_back * 365.25).astype(np.int64)
    span = timeline.last - timeline.start + 1
    during = timeline.start + rng.integers(0, span, count)
    since = np.where(rng.random(count) < NEW_IN_WINDOW, during, before)
    # A new diagnosis is made where the person is registered, and nobody has one
    # in the year of birth.
    since = np.where(
        since >= timeline.start, np.maximum(since, folk.joined[person]), since
    )
    since = np.maximum(since, new_year(folk.birth_year[person] + 1))
    ended = rng.random(count) < ENDED.get(COHORTS[cohort], 0.0)
    stopped = timeline.start + rng.integers(0, span, count)
    until = np.where(ended & (stopped > since), stopped, NEVER)
    return person, np.full(count, cohort), since, until


def _palliative(
    rng: np.random.Generator, timeline: Timeline, folk: People
) -> tuple[Whole, Whole, Whole, Whole]:
    # Half of those who die are known to be near the end of life some months before;
    # a few people on the register live on. National share 0.6% (QOF 2024-25).
    dying = np.flatnonzero(
        (folk.died < NEVER) & (rng.random(folk.count) < 0.6) & (folk.age >= 18)
    )
    chance = np.where(folk.age >= 75, 0.045, np.where(folk.age >= 50, 0.006, 0.0))
    living = np.flatnonzero((folk.died == NEVER) & (rng.random(folk.count) < chance))
    months_before = rng.gamma(1.5, 7.0, len(dying))
    since_dying = folk.died[dying] - (months_before * 30.4).astype(np.int64) - 7
    since_living = timeline.start + rng.integers(
        -400, timeline.last - timeline.start, len(living)
    )
    person = np.concatenate([dying, living])
    since = np.maximum(np.concatenate([since_dying, since_living]), folk.joined[person])
    return (
        person,
        np.full(len(person), COHORTS.index("palliative")),
        since,
        np.full(len(person), NEVER),
    )


def _moderate_until_severe(
    person: Whole, cohort: Whole, since: Whole, until: Whole
) -> Whole:
    severe, moderate = (
        COHORTS.index(f"frailty_{level}") for level in ("severe", "moderate")
    )
    severe_from = np.full(int(person.max(initial=0)) + 1, NEVER)
    severe_from[person[cohort == severe]] = since[cohort == severe]
    closing = np.where(severe_from[person] < NEVER, severe_from[person] - 1, NEVER)
    return np.where(cohort == moderate, closing, until)

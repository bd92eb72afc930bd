"""Hospital spells that would happen with and without the service.

Spells are drawn once, as *potential* spells. Each emergency one carries a mark that
says in which of two worlds it happens: the one where the person's service has started
by then, and the one where it has not. So the counterfactual of every person is known.
"""

from dataclasses import dataclass

import numpy as np

from data_access.demo.arrays import NEVER, Flags, Real, Whole, stack, take
from data_access.demo.cohorts import COHORTS, Memberships
from data_access.demo.people import People
from data_access.demo.places import Pcn
from data_access.demo.settings import DemoSettings
from data_access.demo.timeline import Timeline

# Emergency admissions a person-year by age (0-4, 5-17, 18-39, 40-64, 65-74, 75-84,
# 85+), chosen to come to about 100 per 1,000 people a year, near the national figure.
EMERGENCY_EDGES = np.array([5, 18, 40, 65, 75, 85])
EMERGENCY_YEARLY = np.array([0.10, 0.032, 0.044, 0.048, 0.08, 0.13, 0.21])
PLANNED_YEARLY = np.array([0.03, 0.02, 0.05, 0.12, 0.22, 0.25, 0.16])
BIRTHS_YEARLY = 0.05  # maternity admissions of women from 18 to 42
COHORT_RISK = {
    "palliative": 1.9,
    "frailty_severe": 1.8,
    "dementia": 1.4,
    "smi": 1.9,
    "learning_disability": 1.5,
    "cancer": 1.5,
    "frailty_moderate": 1.3,
    "housebound": 1.3,
    "diabetes": 1.25,
    "long_term_conditions": 1.7,
}
# A flare is a bad patch of a few months. With the hidden risk it is what makes people
# look worse when they are picked than they will be afterwards.
FLARES_YEARLY, FLARE_RISK, FLARE_MONTHS = 0.16, 9.0, (1, 2, 3, 4)
GROWTH = 1.09  # a year: makes up for the frail who die and for survivors growing older
GAP = 4  # days between spells, so that none but the split ones touch


@dataclass(frozen=True, slots=True)
class Spells:
    """One row per potential spell, ordered by person and day.

    `nights` may be 0. `without` and `with_` say whether it happens before and after
    the person's service takes effect; both are true for every planned spell.
    """

    person: Whole
    day: Whole
    nights: Whole
    planned: Flags
    maternity: Flags
    without: Flags
    with_: Flags

    def happening(self, timeline: Timeline, started: Whole) -> "Spells":
        """Keep the spells of the world in which each person starts in month `started`.

        The effect begins with the month after the start, and lasts. `NEVER` is a
        person who does not start.
        """
        after = timeline.month_of(self.day) > started[self.person]
        return take(self, np.where(after, self.with_, self.without))

    def emergencies(self, folk: People, timeline: Timeline) -> Whole:
        """Count emergency spells, as (person, month)."""
        is_emergency = ~(self.planned | self.maternity)
        place = self.person[is_emergency] * timeline.months + timeline.month_of(
            self.day[is_emergency]
        )
        counts = np.bincount(place, minlength=folk.count * timeline.months)
        return counts.reshape(folk.count, timeline.months)


def yearly_risk(folk: People, memberships: Memberships) -> Real:
    """Give expected emergency admissions a year, flares and season apart."""
    band = np.searchsorted(EMERGENCY_EDGES, folk.age, side="right")
    factors = np.array([COHORT_RISK.get(name, 1.0) for name in COHORTS])
    cohort = np.where(memberships.ever(folk), factors, 1.0).prod(axis=1)
    frail = np.exp(1.5 * np.where(folk.age >= 65, folk.efi - 0.1, 0))
    # From the least to the most deprived decile use doubles.
    deprived = np.exp(0.35 * folk.deprivation)
    # Bounded, because several conditions of one person are not independent.
    risk = EMERGENCY_YEARLY[band] * np.minimum(cohort, 5.0) * frail * deprived
    return np.asarray(risk * folk.hidden)


def flares(settings: DemoSettings, pcn: Pcn, timeline: Timeline, folk: People) -> Real:
    """Draw the bad patches: (person, month) multipliers of risk, mostly 1."""
    rng = settings.stream(pcn.number, "flares")
    months = timeline.months
    share = FLARES_YEARLY * months / 12
    count = rng.poisson(share * folk.count)
    person = rng.integers(0, folk.count, count)
    begin = rng.integers(1 - FLARE_MONTHS[-1], months, count)
    length = rng.choice(FLARE_MONTHS, count)
    risk = np.ones((folk.count, months))
    for step in range(FLARE_MONTHS[-1]):
        month = begin + step
        on = (step < length) & (month >= 0) & (month < months)
        risk[person[on], month[on]] = FLARE_RISK
    return risk


def potential_spells(
    settings: DemoSettings,
    pcn: Pcn,
    timeline: Timeline,
    folk: People,
    memberships: Memberships,
    flare: Real,
) -> Spells:
    """Draw every spell that happens in at least one of the two worlds."""
    rng = settings.stream(pcn.number, "spells")
    risk = settings.emergency_use * yearly_risk(folk, memberships)
    emergency = _emergencies(rng, pcn, timeline, folk, risk[:, None] * flare)
    planned = _planned(rng, timeline, folk, PLANNED_YEARLY, maternity=False)
    births = _planned(rng, timeline, folk, BIRTHS_YEARLY, maternity=True)
    both = stack((emergency, planned, births))
    both = take(both, folk.present(both.person, both.day))
    both = take(both, np.lexsort((both.day, both.person)))
    return take(both, _apart(both))


def _emergencies(
    rng: np.random.Generator,
    pcn: Pcn,
    timeline: Timeline,
    folk: People,
    yearly: Real,
) -> Spells:
    # With a harmful service more spells are possible than happen without it.
    widest = max(1.0, pcn.rate_ratio)
    growth = GROWTH ** (np.arange(timeline.months) / 12)
    monthly = timeline.season * growth * (widest / 12)
    rate = yearly * monthly
    person, month = (
        np.repeat(axis, counts)
        for counts in [rng.poisson(rate).ravel()]
        for axis in np.divmod(np.arange(counts.size), timeline.months)
    )
    count = len(person)
    mark = rng.random(count) * widest
    age = folk.age[person]
    stay = np.exp(rng.normal(np.log(1.6 + 0.035 * np.maximum(age, 0)), 1.0, count))
    nights = np.where(rng.random(count) < 0.3, 0, np.minimum(stay, 90)).astype(np.int64)
    no = np.zeros(count, dtype=bool)
    return Spells(
        person,
        timeline.day_in(rng, month),
        nights,
        planned=no,
        maternity=no,
        without=mark < 1.0,
        with_=mark < pcn.rate_ratio,
    )


def _planned(
    rng: np.random.Generator,
    timeline: Timeline,
    folk: People,
    yearly: Real | float,
    *,
    maternity: bool,
) -> Spells:
    if maternity:
        rate = np.where(
            (folk.sex == 1) & (folk.age >= 18) & (folk.age <= 42), yearly, 0
        )
    else:
        band = np.searchsorted(EMERGENCY_EDGES, folk.age, side="right")
        # Sicker people also have more planned care, so planned admissions are a
        # negative control that hidden selection can fail.
        rate = np.asarray(yearly)[band] * (0.4 + 0.6 * folk.hidden**0.7)
    days = timeline.last - timeline.start + 1
    person = np.repeat(np.arange(folk.count), rng.poisson(rate * days / 365.25))
    count = len(person)
    longest = 3 if maternity else 8
    stays = rng.random(count) < (0.7 if maternity else 0.25)
    yes, no = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    return Spells(
        person,
        timeline.start + rng.integers(0, days, count),
        np.where(stays, rng.integers(1, longest, count), 0),
        planned=no if maternity else yes,
        maternity=yes if maternity else no,
        without=yes,
        with_=yes,
    )


def _apart(spells: Spells) -> Flags:
    """Keep spells that begin some days after every earlier one of the person ended.

    It is done before any spell is left out for the service, so leaving one out never
    lets another in.
    """
    wide = int(NEVER)
    until = np.maximum.accumulate(
        spells.person * wide + spells.day + spells.nights + GAP
    )
    free = np.ones(len(until), dtype=bool)
    free[1:] = spells.person[1:] * wide + spells.day[1:] > until[:-1]
    return free

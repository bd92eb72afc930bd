"""The core of every demo: people, their risk, their spells, and who starts when."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import Whole, take
from data_access.demo.cohorts import COHORTS, Memberships, memberships
from data_access.demo.people import People, patient_ids, people
from data_access.demo.places import Pcn
from data_access.demo.selection import Starts, starts
from data_access.demo.settings import DemoSettings
from data_access.demo.spells import Spells, flares, potential_spells
from data_access.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class World:
    """One simulated PCN, from which the tables are made.

    `main` is (person, month), the main cohort; `spells` are those that happened;
    `potential` those that happen with or without the service.
    """

    settings: DemoSettings
    pcn: Pcn
    timeline: Timeline
    folk: People
    ids: pa.Array
    memberships: Memberships
    main: Whole
    potential: Spells
    starts: Starts
    spells: Spells

    def stream(self, name: str) -> np.random.Generator:
        """Return the random numbers for one table."""
        return self.settings.stream(self.pcn.number, name)

    def ids_of(self, person: Whole) -> pa.Array:
        """Return the identifier of each person."""
        return self.ids.take(pa.array(person))

    def members(self, cohort: str) -> Memberships:
        """Return the memberships of one cohort."""
        is_member = self.memberships.cohort == COHORTS.index(cohort)
        return take(self.memberships, is_member)


def world(settings: DemoSettings, pcn: Pcn) -> World:
    """Simulate one PCN."""
    timeline = Timeline.ending(settings.end, settings.months)
    folk = people(settings, pcn, timeline)
    memberships_ = memberships(settings, pcn, timeline, folk)
    main = memberships_.main(folk, timeline)
    flare = flares(settings, pcn, timeline, folk)
    potential = potential_spells(settings, pcn, timeline, folk, memberships_, flare)
    untouched = take(potential, potential.without).emergencies(folk, timeline)
    starts_ = starts(settings, pcn, timeline, folk, main, untouched, flare)
    return World(
        settings=settings,
        pcn=pcn,
        timeline=timeline,
        folk=folk,
        ids=patient_ids(pcn, folk.count),
        memberships=memberships_,
        main=main,
        potential=potential,
        starts=starts_,
        spells=potential.happening(timeline, starts_.month),
    )

"""The core of every demo: people, their risk, what would happen, and who is picked."""

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
    """One PCN before any table is made of it.

    `main` is (person, month), the main cohort; `spells` are those that happened;
    `potential` those that happen with or without the service.
    """

    settings: DemoSettings
    pcn: Pcn
    timeline: Timeline
    folk: People
    ids: pa.Array
    held: Memberships
    main: Whole
    potential: Spells
    begun: Starts
    spells: Spells

    def stream(self, name: str) -> np.random.Generator:
        """Give the random numbers of one table."""
        return self.settings.stream(self.pcn.number, name)

    def ids_of(self, person: Whole) -> pa.Array:
        """Give the identifier of each person."""
        return self.ids.take(pa.array(person))

    def members(self, cohort: str) -> Memberships:
        """Give the memberships of one cohort."""
        is_member = self.held.cohort == COHORTS.index(cohort)
        return take(self.held, is_member)


def world(settings: DemoSettings, pcn: Pcn) -> World:
    """Grow one PCN."""
    timeline = Timeline.ending(settings.end, settings.months)
    folk = people(settings, pcn, timeline)
    held = memberships(settings, pcn, timeline, folk)
    main = held.main(folk, timeline)
    flare = flares(settings, pcn, timeline, folk)
    potential = potential_spells(settings, pcn, timeline, folk, held, flare)
    untouched = take(potential, potential.without).emergencies(folk, timeline)
    begun = starts(settings, pcn, timeline, folk, main, untouched, flare)
    return World(
        settings=settings,
        pcn=pcn,
        timeline=timeline,
        folk=folk,
        ids=patient_ids(pcn, folk.count),
        held=held,
        main=main,
        potential=potential,
        begun=begun,
        spells=potential.happening(timeline, begun.month),
    )

"""Appointments with the practices, and with care coordinators."""

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import Real, coded, dates, pick
from data_access.demo.arrow_schema import as_table
from data_access.demo.contacts import MODES as CONTACT_MODES
from data_access.demo.contacts import Contacts
from data_access.demo.spells import EMERGENCY_EDGES
from data_access.demo.timeline import Timeline
from data_access.demo.world import World

STAFF = ("gp", "nurse", "other", "care_coordinator")
STAFF_SHARE = (46, 25, 29)
MODES = ("face_to_face", "telephone", "video", "home_visit", "group")
MODE_SHARE = (66, 27, 5, 2)
STATUSES = ("attended", "dna", "unknown")
UNATTENDED, UNKNOWN = 0.042, 0.045
# A person and year by age (0-4, 5-17, 18-39, 40-64, 65-74, 75-84, 85+): about six on
# average, as in NHS England's Appointments in General Practice.
YEARLY = np.array([5.8, 2.9, 4.6, 5.8, 8.2, 10.2, 10.8])
# By weekday, Monday first, and by calendar month, January first: winter's coughs and
# autumn's vaccinations.
WEEKDAYS = np.array([1.15, 1.05, 1.0, 0.98, 0.85, 0.02, 0.0])
SEASON = np.array(
    [1.03, 1.0, 1.0, 0.96, 0.96, 0.97, 0.96, 0.92, 1.02, 1.18, 1.08, 0.92]
)
DNA_TILT = 0.35  # log, from the average decile to the most deprived


def appointments(world: World, met: Contacts) -> pa.Table:
    """Make the appointments table; the service has no effect on GP appointments."""
    rng = world.stream("appointments")
    folk, timeline = world.folk, world.timeline
    person = np.repeat(np.arange(folk.count), rng.poisson(_expected(world)))
    day = timeline.start + pick(rng, _day_weights(timeline), len(person))
    present = folk.present(person, day)
    person, day = person[present], day[present]
    with_person = met.mode < CONTACT_MODES.index("mdt")
    mode_positions = np.array([MODES.index(name) for name in CONTACT_MODES[:5]])
    count, coordinated = len(person), int(with_person.sum())
    missed = UNATTENDED * np.exp(DNA_TILT * folk.deprivation[person])
    mark = rng.random(count)
    status = np.where(mark < missed, 1, np.where(mark > 1 - UNKNOWN, 2, 0))
    person = np.concatenate([person, met.person[with_person]])
    day = np.concatenate([day, met.day[with_person]])
    staff = np.concatenate([pick(rng, STAFF_SHARE, count), np.full(coordinated, 3)])
    mode = np.concatenate(
        [pick(rng, MODE_SHARE, count), mode_positions[met.mode[with_person]]]
    )
    status = np.concatenate([status, met.attended[with_person]])
    order = np.lexsort((person, day))
    return as_table(
        "appointments",
        {
            "patient_id": world.ids_of(person[order]),
            "appointment_on": dates(day[order]),
            "staff_type": coded(STAFF, staff[order]),
            "mode": coded(MODES, mode[order]),
            "status": coded(STATUSES, status[order]),
        },
    )


def _expected(world: World) -> Real:
    folk, timeline = world.folk, world.timeline
    band = np.searchsorted(EMERGENCY_EDGES, folk.age, side="right")
    ill = 1 + 0.22 * world.memberships.ever(folk).sum(axis=1)
    yearly = YEARLY[band] * ill * np.exp(0.1 * folk.deprivation)
    yearly = yearly * (0.55 + 0.45 * folk.hidden**0.5)
    return np.asarray(yearly * timeline.months / 12)


def _day_weights(timeline: Timeline) -> Real:
    days = np.arange(timeline.start, timeline.last + 1)
    month = timeline.calendar_months[timeline.month_of(days)]
    return np.asarray(WEEKDAYS[(days + 3) % 7] * SEASON[month])

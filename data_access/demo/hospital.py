"""Admissions and A&E attendances, made of the spells that happened."""

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Flags, Real, Whole, coded, dates, pick
from data_access.demo.arrow_schema import as_table
from data_access.demo.spells import EMERGENCY_EDGES, Spells
from data_access.demo.timeline import Timeline
from data_access.demo.world import World

# HES ADMIMETH: emergency (A&E, GP, bed bureau, outpatient clinic, other provider's A&E,
# mental health crisis team is 2D, other means 28), elective, maternity, transfer.
METHODS = ("21", "22", "23", "24", "25", "2A", "2D", "28", "11", "12", "13", "31", "2B")
EMERGENCY_SHARE = (70, 9, 1, 4, 1, 9, 1, 5)
FIRST_ELECTIVE, MATERNITY, TRANSFER = 8, 11, 12
ELECTIVE_SHARE = (62, 18, 20)
CONTINUOUS = 0.012  # emergency spells recorded as two that touch, both emergencies
TRANSFERRED = 0.025  # and as two, the second a transfer

# ICD-10 as in hospital records, whether it counts as ambulatory care sensitive, and
# its weight below 18, from 18 to 64 and from 65. Emergency, then planned, then births.
DIAGNOSES = (
    ("J459", True, 4, 2, 0.5),
    ("J440", True, 0, 2.5, 4),
    ("I500", True, 0, 1, 4),
    ("N390", True, 1.5, 2.5, 4.5),
    ("L031", True, 1, 2.5, 2.5),
    ("K529", True, 4, 2, 1.5),
    ("G409", True, 2, 1.5, 0.5),
    ("E116", True, 0, 1, 1),
    ("I209", True, 0, 1.5, 1.5),
    ("J181", True, 1, 2, 5),
    ("J219", False, 16, 0, 0),
    ("B349", False, 22, 5, 2),
    ("R074", False, 2, 16, 7),
    ("R104", False, 14, 18, 6),
    ("S720", False, 0, 1, 7),
    ("I639", False, 0, 3, 7),
    ("I214", False, 0, 3, 4),
    ("A419", False, 3, 5, 9),
    ("R55X", False, 3, 4, 5),
    ("K802", False, 0, 5, 3),
    ("K359", False, 6, 4, 1),
    ("F329", False, 3, 5, 1),
    ("Z511", False, 1, 20, 18),
    ("H259", False, 0, 6, 30),
    ("K409", False, 6, 14, 10),
    ("M171", False, 0, 10, 16),
    ("K635", False, 1, 16, 14),
    ("O809", False, 1, 1, 0),
)
PLANNED_FROM, BIRTHS_FROM = 22, 27

ARRIVING = (0.85, 0.60)  # share of the last months' rows that has arrived
LATE_MONTHS = len(ARRIVING)

DEPARTMENTS = ("1", "2", "3", "4")
MINOR_YEARLY = np.array([0.42, 0.25, 0.27, 0.19, 0.19, 0.25, 0.36])  # not admitted


def admissions(world: World) -> pa.Table:
    """Make the admissions table: every spell, some recorded as two rows that touch."""
    rng = world.stream("admissions")
    spells = world.spells
    method, diagnosis = _methods(rng, spells), _diagnoses(rng, world, spells)
    first, second, cut = _splits(rng, spells)
    transferred = rng.random(len(second)) < TRANSFERRED / (TRANSFERRED + CONTINUOUS)
    row = np.concatenate([np.arange(len(first)), second])
    admitted = np.concatenate([spells.day, spells.day[second] + cut[second]])
    end = spells.day + spells.nights
    discharged = np.concatenate([np.where(first, spells.day + cut, end), end[second]])
    methods = np.concatenate([method, np.where(transferred, TRANSFER, 0)])
    discharged = np.minimum(discharged, world.folk.died[spells.person[row]])
    nights = discharged - admitted
    is_recorded = (admitted <= world.timeline.last) & _arrived(rng, world, admitted)
    is_recorded &= world.folk.present(spells.person[row], admitted)
    order = np.flatnonzero(is_recorded)[
        np.lexsort((admitted[is_recorded], spells.person[row][is_recorded]))
    ]
    row, methods = row[order], methods[order]
    admitted, discharged = admitted[order], discharged[order]
    price = np.where(methods >= FIRST_ELECTIVE, 900, 700) + 410 * nights[order]
    price = price * rng.uniform(0.85, 1.15, len(order))
    inside = discharged > world.timeline.last
    return as_table(
        "admissions",
        {
            "patient_id": world.ids_of(spells.person[row]),
            "admitted_on": dates(admitted),
            "discharged_on": dates(np.where(inside, NEVER, discharged)),
            "method": coded(METHODS, methods),
            "ambulatory_sensitive": pa.array(
                np.array([diagnosis_row[1] for diagnosis_row in DIAGNOSES])[
                    diagnosis[row]
                ]
                & (methods < FIRST_ELECTIVE)
            ),
            "primary_diagnosis": coded(
                [diagnosis_row[0] for diagnosis_row in DIAGNOSES], diagnosis[row]
            ),
            "cost_gbp": pa.array(price.round(2), mask=inside),
        },
    )


def attendances(world: World) -> pa.Table:
    """Make the A&E table: those that end in an admission, and those that do not.

    An admission the service prevents takes its attendance with it; the service does
    nothing else to attendances.
    """
    rng = world.stream("attendances")
    spells, folk, timeline = world.spells, world.folk, world.timeline
    through = ~(spells.planned | spells.maternity) & (
        rng.random(len(spells.day)) < 0.72
    )
    admitted, day = spells.person[through], spells.day[through]
    band = np.searchsorted(EMERGENCY_EDGES, folk.age, side="right")
    rate = MINOR_YEARLY[band] * np.exp(0.3 * folk.deprivation)
    rate = rate * (0.5 + 0.5 * folk.hidden**0.6)
    minor = np.repeat(np.arange(folk.count), rng.poisson(rate * timeline.months / 12))
    month = pick(rng, timeline.attendance_season, len(minor))
    minor_day = timeline.day_in(rng, month)
    present = folk.present(minor, minor_day)
    person = np.concatenate([admitted, minor[present]])
    days = np.concatenate([day, minor_day[present]])
    major = np.arange(len(person)) < len(admitted)
    department = np.where(major, 0, pick(rng, (58, 2, 35, 5), len(person)))
    by_ambulance = np.where(major, 0.3 + 0.005 * folk.age[person], 0.14)
    by_ambulance = by_ambulance * (department == 0)
    conveyed = rng.random(len(person)) < by_ambulance
    rows = np.flatnonzero(_arrived(rng, world, days))
    order = rows[np.lexsort((days[rows], person[rows]))]
    return as_table(
        "attendances",
        {
            "patient_id": world.ids_of(person[order]),
            "attended_on": dates(days[order]),
            "department_type": coded(DEPARTMENTS, department[order]),
            "conveyed": pa.array(conveyed[order]),
        },
    )


def _methods(rng: np.random.Generator, spells: Spells) -> Whole:
    count = len(spells.day)
    emergency = pick(rng, EMERGENCY_SHARE, count)
    elective = FIRST_ELECTIVE + pick(rng, ELECTIVE_SHARE, count)
    return np.select(
        [spells.planned, spells.maternity], [elective, MATERNITY], emergency
    )


def _diagnoses(rng: np.random.Generator, world: World, spells: Spells) -> Whole:
    age = world.folk.age[spells.person]
    group = np.searchsorted([18, 65], age, side="right")
    kind = np.where(spells.planned, 1, np.where(spells.maternity, 2, 0))
    edges = ((0, PLANNED_FROM), (PLANNED_FROM, BIRTHS_FROM), (BIRTHS_FROM, None))
    position = np.empty(len(age), dtype=np.int64)
    for place, (begin, end) in enumerate(edges):
        for column in range(3):
            here = (kind == place) & (group == column)
            weights = [diagnosis[2 + column] for diagnosis in DIAGNOSES[begin:end]]
            if here.any():
                position[here] = begin + pick(rng, weights or [1], int(here.sum()))
    return position


def _splits(rng: np.random.Generator, spells: Spells) -> tuple[Flags, Whole, Whole]:
    """Choose spells recorded as two rows: flags, positions, nights in the first."""
    emergency = ~(spells.planned | spells.maternity)
    split = emergency & (spells.nights >= 2)
    split &= rng.random(len(split)) < 1.6 * (CONTINUOUS + TRANSFERRED)
    cut = np.where(split, 1 + rng.random(len(split)) * (spells.nights - 1), 0)
    return split, np.flatnonzero(split), cut.astype(np.int64)


def _arrived(rng: np.random.Generator, world: World, days: Whole) -> Flags:
    marks = rng.random(len(days))
    if not world.settings.late:
        return np.ones(len(days), dtype=bool)
    last = np.minimum(world.timeline.month_of(days), world.timeline.months - 1)
    return marks < _arriving(world.timeline)[last]


def _arriving(timeline: Timeline) -> Real:
    share = np.ones(timeline.months)
    share[-LATE_MONTHS:] = ARRIVING
    return share
